const factors: Record<string, number> = {
  "": 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The bytes that a quantity of Kubernetes stands for: "10Gi", "1500M", "1e9". */
export function bytesOf(quantity: string): number {
  const [, number, suffix] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(quantity) ?? [];
  const factor = factors[suffix ?? ""];
  if (number === undefined || factor === undefined) throw new Error(`${quantity} is not a quantity`);
  return Number(number) * factor;
}
