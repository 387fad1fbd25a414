import type { Micros } from "../money.ts";
import type { Period } from "./period.ts";
import { forecastDays } from "./query/sums.ts";

/** What a month will have cost at its end. */
export interface Forecast {
  amount: Micros;
  /** In four cases of five it will be no farther off than this, if days go on to differ as they did. */
  error: Micros;
}

/** What a forecast is made of; days are counted from the first of last month. */
export interface History {
  /** Net, all that is there of the month. */
  toDate: Micros;
  /** Of its complete days. */
  complete: Micros;
  /** The regular cost of the last complete days, at most `forecastDays`, and the sum of the squares of each day's. */
  recent: Micros;
  recentSquares: number;
  /** The first day with a cost, and the last complete one. */
  firstDay: number;
  lastDay: number | undefined;
}

/** How many standard deviations four cases of five lie within. */
const fourOfFive = 1.2816;

/** Fewer days say nothing of how much they differ. */
const fewestDays = 3;

/** What is silent for longer than this has ended. */
const silentDays = 2;

/**
 * A forecast at the rate of the last complete days: two weeks, or fewer where there is less. Cost that isn't regular,
 * such as tax, counts as far as it is there. Undefined where there are fewer than three days to go by.
 */
export function forecast(history: History, { days, last, complete }: Period): Forecast | undefined {
  const { toDate, recent, recentSquares, firstDay, lastDay } = history;
  if (complete === days) return { amount: toDate, error: 0 };
  const end = last.days + complete;
  if (lastDay !== undefined && lastDay < end - silentDays) return { amount: toDate, error: 0 };
  const known = Math.min(forecastDays, end - firstDay);
  if (known < fewestDays) return undefined;
  const rest = days - complete;
  const rate = recent / known;
  const variance = Math.max(0, recentSquares - (recent * recent) / known) / (known - 1);
  return {
    amount: Math.round(history.complete + Math.max(rate * rest, toDate - history.complete)),
    error: Math.round(fourOfFive * Math.sqrt(variance * (rest + (rest * rest) / known))),
  };
}

/** The forecast of several together, as if each erred on its own; undefined if one has none. */
export function together(forecasts: readonly (Forecast | undefined)[]): Forecast | undefined {
  if (forecasts.some((each) => each === undefined)) return undefined;
  const known = forecasts as Forecast[];
  return {
    amount: known.reduce((sum, { amount }) => sum + amount, 0),
    error: Math.round(Math.sqrt(known.reduce((sum, { error }) => sum + error * error, 0))),
  };
}
