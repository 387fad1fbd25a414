/**
 * An amount of money in whole micros, millionths of the currency's unit. A number holds nine thousand million units
 * exactly, and sums of it lose nothing, which those of fractions do.
 */
export type Micros = number;

export const microsPerUnit = 1_000_000;

/** A price in whole nanos, thousand-millionths of the currency's unit: what Google states prices in. */
export type Nanos = number;

const nanosPerMicro = 1000;

/** What a quantity costs, rounded half away from zero. `quantity`: in the unit of the price. */
export function cost(quantity: number, price: Nanos): Micros {
  const micros = (quantity * price) / nanosPerMicro;
  return Math.sign(micros) * Math.round(Math.abs(micros));
}

/** A number of units, such as 12.5, as micros. */
export const micros = (units: number): Micros => Math.round(units * microsPerUnit);

/** Micros as a number of units, for what is shown or sent. */
export const units = (amount: Micros): number => amount / microsPerUnit;
