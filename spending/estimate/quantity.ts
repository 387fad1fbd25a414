const binary: Readonly<Record<string, number>> = { Ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5 };
const decimal: Readonly<Record<string, number>> = { "": 0, k: 1, M: 2, G: 3, T: 4, P: 5 };

/** An amount of storage as Kubernetes writes it, "200Gi" or "30G", in gibibytes; undefined when it isn't one. */
export function gibibytesOfQuantity(value: unknown): number | undefined {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)([KMGTP]i|[kMGTP])?$/.exec(String(value)) ?? [];
  if (digits === undefined) return undefined;
  const bytes = unit in binary ? 1024 ** binary[unit]! : 1000 ** decimal[unit]!;
  return (Number(digits) * bytes) / 2 ** 30;
}
