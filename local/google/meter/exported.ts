import type { Micros } from "../../../spending/money.ts";
import type { Store } from "../core/store.ts";
import type { CreditType } from "./charges.ts";
import type { Entry } from "./state.ts";

/** What was exported of a series and a day. */
export interface Spend {
  cost: Micros;
  credits: Partial<Record<CreditType, Micros>>;
}

type Day = Record<number, Spend>;

const prefix = "meter/days/";

/** Days that are kept in memory: more than a year, for budgets of one. */
const most = 400;

/** What was exported, by the Pacific day of the usage: what budgets go by. */
export class Exported {
  readonly #store: Store;
  readonly #days = new Map<string, Day>();
  readonly #touched = new Set<string>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** What was exported of a day, by series. */
  of(day: string): Readonly<Day> {
    let found = this.#days.get(day);
    if (!found) {
      found = this.#store.get<Day>(prefix + day) ?? {};
      this.#days.set(day, found);
      const [oldest] = this.#days.size > most ? [...this.#days.keys()].sort() : [];
      if (oldest !== undefined && oldest !== day && !this.#touched.has(oldest)) this.#days.delete(oldest);
    }
    return found;
  }

  /** Adds an exported row; `save` keeps it. */
  add(day: string, { series, cost, credits }: Entry): void {
    const spends = this.of(day) as Day;
    spends[series] ??= { cost: 0, credits: {} };
    const spend = spends[series];
    spend.cost += cost;
    for (const [type, amount] of credits) spend.credits[type] = (spend.credits[type] ?? 0) + amount;
    this.#touched.add(day);
  }

  /** Throws away what is known in memory, which may not be what is stored. */
  reload(): void {
    this.#days.clear();
    this.#touched.clear();
  }

  /** Keeps what was added, as part of the transaction at hand. */
  save(): void {
    for (const day of this.#touched) this.#store.put(prefix + day, this.of(day));
    this.#touched.clear();
  }
}

/** A cost less its credits. */
export const net = ({ cost, credits }: Spend): Micros =>
  Object.values(credits).reduce((sum, amount) => sum + amount, cost);
