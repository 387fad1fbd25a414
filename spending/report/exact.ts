import type { Micros } from "../money.ts";
import type { Exact } from "./query/sums.ts";

const nanosPerMicro = 1000n;

/** An exact amount in thousand-millionths of the currency's unit. */
export function nanos(amount: Exact): bigint {
  if (typeof amount === "bigint") return amount;
  const found = /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(amount);
  if (!found) throw new RangeError(`${amount} is no exact amount`);
  const [, sign, whole, fraction = ""] = found;
  const value = BigInt(whole!) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
  return sign ? -value : value;
}

const floor = (value: bigint, step: bigint): bigint => {
  const quotient = value / step;
  return value < 0n && quotient * step !== value ? quotient - 1n : quotient;
};

/** So many steps as a value is nearest to, half of one away from zero. */
const nearest = (value: bigint, step: bigint): bigint =>
  value < 0n ? -((-value + step / 2n) / step) : (value + step / 2n) / step;

/**
 * Rounds amounts to whole steps so that they add up to what their sum is rounded to: each is rounded down, and those
 * that lose the most get one more. So a table adds up as it is shown.
 */
export function apportion(amounts: readonly bigint[], step: bigint): bigint[] {
  const rounded = amounts.map((amount) => floor(amount, step));
  const total = nearest(
    amounts.reduce((sum, amount) => sum + amount, 0n),
    step,
  );
  const missing = Number(total - rounded.reduce((sum, amount) => sum + amount, 0n));
  const lost = amounts.map((amount, index) => ({ index, lost: amount - rounded[index]! * step }));
  lost.sort((a, b) => (a.lost === b.lost ? a.index - b.index : a.lost > b.lost ? -1 : 1));
  for (const { index } of lost.slice(0, missing)) rounded[index]! += 1n;
  return rounded;
}

/** Exact amounts in micros, which add up as they do. */
export const toMicros = (amounts: readonly bigint[]): Micros[] => apportion(amounts, nanosPerMicro).map(Number);

/** Amounts rounded to multiples of a step, which add up as they do. */
export const roundTogether = (amounts: readonly Micros[], step: Micros): Micros[] =>
  apportion(
    amounts.map((amount) => BigInt(amount)),
    BigInt(step),
  ).map((steps) => Number(steps) * step);
