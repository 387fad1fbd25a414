/**
 * Cores or memory of a kind that ran at the same time: the more of a month the same number of them ran, the cheaper the
 * next hour. A layer is so many of them with how long they have run: the first layer ran longest.
 */
export type Layer = [quantity: number, milliseconds: number];

/** What an hour is cheaper by, from each share of the month on: Google's tiers for N2 and its like. */
const tiers = [
  { from: 0.25, discount: 0.1333 },
  { from: 0.5, discount: 0.2667 },
  { from: 0.75, discount: 0.4 },
];

/** Which prices have such discounts. */
export const hasSustainedUse = (key: string): boolean => /^n2d?-/.test(key) && !key.includes("spot");

/** The milliseconds that aren't paid of the first so many of a month. */
function unpaid(used: number, month: number): number {
  let sum = 0;
  for (const [index, { from, discount }] of tiers.entries()) {
    const until = (tiers[index + 1]?.from ?? 1) * month;
    sum += Math.max(0, Math.min(used, until) - from * month) * discount;
  }
  return sum;
}

/** Lets a quantity run for a while. Returns the layers after it, and the quantity × milliseconds that aren't paid. */
export function run(
  layers: Layer[],
  quantity: number,
  milliseconds: number,
  month: number,
): { layers: Layer[]; free: number } {
  const next: Layer[] = [];
  let left = quantity;
  let free = 0;
  for (const [size, used] of [...layers, [Number.POSITIVE_INFINITY, 0] as Layer]) {
    const running = Math.min(size, left);
    left -= running;
    if (running > 0) {
      next.push([running, used + milliseconds]);
      free += running * (unpaid(used + milliseconds, month) - unpaid(used, month));
    }
    if (size > running && size !== Number.POSITIVE_INFINITY) next.push([size - running, used]);
  }
  return { layers: merged(next), free };
}

/** Layers that ran equally long are one. */
function merged(layers: Layer[]): Layer[] {
  const result: Layer[] = [];
  for (const [quantity, used] of layers.toSorted(([, a], [, b]) => b - a)) {
    const last = result.at(-1);
    if (last && last[1] === used) last[0] += quantity;
    else result.push([quantity, used]);
  }
  return result;
}
