import type { Store } from "../core/store.ts";
import { creditsOf, sustainedUse } from "./charges.ts";
import { amountsOf, stretchesBetween } from "./hours.ts";
import { exportedAt, mistakeOf } from "./lag.ts";
import type { Ledger } from "./ledger.ts";
import { dayOf, hour, monthOf, startOfDay, startOfMonth } from "./pacific.ts";
import type { Currency, FindPrice } from "./rows.ts";
import { type Entry, keepPending, readMetered, type State, writeMetered } from "./state.ts";

const nanosPerMicro = 1000;

/** What metering needs. */
export interface MeteringOptions {
  store: Store;
  ledger: Ledger;
  priceOf: FindPrice;
  /** The currency of a billing account. */
  currencyOf(account: string): Currency;
}

/**
 * Meters the hour that begins where the state ends: what of it will be exported when. Returns the state after it; all of
 * it is part of the transaction at hand.
 */
export function meterHour({ store, ledger, priceOf, currencyOf }: MeteringOptions, before: State): State {
  const start = before.metered;
  const day = dayOf(start);
  const month = monthOf(start);
  const fresh = month === before.month ? {} : { month, layers: {}, freeClusters: {} };
  const state: State = { ...before, ...fresh, metered: start + hour };
  const stretches = stretchesBetween(start, start + hour, ledger.past, ledger.usages.values());
  const amounts = amountsOf(stretches);
  if (amounts.size === 0) return state;

  const endOfDay = startOfDay(dayOf(startOfDay(day) + 26 * hour));
  const shares = sustainedUse(stretches, ledger.series, state, startOfMonth(month, 1) - startOfMonth(month));
  const pending = new Map<number, Entry[]>();
  const add = (time: number, entry: Entry) => {
    const entries = pending.get(time);
    if (entries) entries.push(entry);
    else pending.set(time, [entry]);
  };
  const metered = readMetered(store, month);
  for (const [number, amount] of [...amounts].sort(([a], [b]) => a - b)) {
    const series = ledger.series.get(number);
    const price = priceOf(series.key, series.region);
    if (!price) continue;
    const { rate } = currencyOf(series.account);
    const exact = (amount * price.price * rate) / nanosPerMicro + (state.carried[number] ?? 0);
    const cost = Math.round(exact);
    state.carried[number] = exact - cost;
    const credits = creditsOf(series, cost, shares, state, (price.price * rate) / nanosPerMicro);
    const sum = metered[series.project] ?? [0, 0];
    metered[series.project] = [sum[0] + cost, credits.reduce((all, [, each]) => all + each, sum[1])];

    const service = price.service.description;
    const time = exportedAt(series.project, service, start, day);
    const mistake = mistakeOf(series.project, service, day, endOfDay);
    if (mistake) {
      const tooMuch = { amount: amount * mistake.factor, cost: Math.round(cost * mistake.factor) };
      add(time, { series: number, amount: amount + tooMuch.amount, cost: cost + tooMuch.cost, credits });
      const back = { amount: -tooMuch.amount, cost: -tooMuch.cost };
      if (back.cost !== 0) add(mistake.corrected, { series: number, ...back, credits: [], correction: true });
    } else {
      add(time, { series: number, amount, cost, credits });
    }
  }
  writeMetered(store, month, metered);
  for (const [time, entries] of pending) keepPending(store, time, start, entries);
  return state;
}
