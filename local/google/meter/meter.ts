import { setImmediate as turn } from "node:timers/promises";
import type { Micros } from "../../../spending/money.ts";
import type { PriceBook } from "../../../spending/prices/book.ts";
import { indexed } from "../../../spending/prices/price.ts";
import type { Cloud } from "../core/cloud.ts";
import { interval } from "./budget-messages.ts";
import { BudgetSender } from "./budget-sender.ts";
import { Descriptions } from "./descriptions.ts";
import { ExportFiles } from "./export-files.ts";
import { Exported } from "./exported.ts";
import { exportBatch } from "./exporting.ts";
import { hasInvoices } from "./invoices.ts";
import { Ledger } from "./ledger.ts";
import { meterHour } from "./metering.ts";
import { hour } from "./pacific.ts";
import type { Currency, FindPrice, RowHead } from "./rows.ts";
import { hasPending, readState, type State, writeExported, writeState } from "./state.ts";

/** Milliseconds for which the meter works before it lets others have a turn. */
const slice = 20;

/** What one unit of the price book's currency is in others, about: Google's rates change from month to month. */
const rates: Record<string, number> = { USD: 1, EUR: 0.9, GBP: 0.8 };

/** What a meter is made with. */
export interface MeterOptions {
  book: PriceBook;
  /** The folder of the export's files. */
  directory: string;
}

/**
 * Turns what runs in the local cloud into what Google would export and tell of it, hour by hour as the cloud's clock
 * moves. How far it is lies in the store: killed at any moment, it goes on where it was.
 */
export class Meter {
  readonly ledger: Ledger;
  readonly exported: Exported;
  readonly priceOf: FindPrice;
  readonly #cloud: Cloud;
  readonly #options: MeterOptions;
  readonly #descriptions: Descriptions;
  readonly #heads = new Map<number, RowHead>();
  readonly #currencies = new Map<string, Currency>();
  readonly #sender: BudgetSender;
  readonly #files: ExportFiles;
  #state: State;

  constructor(cloud: Cloud, options: MeterOptions) {
    this.#cloud = cloud;
    this.#options = options;
    this.priceOf = indexed(options.book);
    this.#descriptions = new Descriptions(cloud);
    this.#files = new ExportFiles(options.directory);
    this.ledger = new Ledger(cloud, (name) => this.#told(name));
    this.exported = new Exported(cloud.store);
    this.#sender = new BudgetSender(cloud, this.ledger, this.#descriptions, this.priceOf);
    this.#state = this.#firstState();
  }

  /** How far it is. */
  get state(): Readonly<State> {
    return this.#state;
  }

  /** Meters, exports and tells whatever is due by now. */
  async catchUp(): Promise<void> {
    let began = Date.now();
    while (!this.#cloud.work.stopped && this.step()) {
      if (Date.now() - began < slice) continue;
      await turn();
      began = Date.now();
    }
  }

  /** Does what is due next. Returns whether anything was. */
  step(): boolean {
    try {
      if (this.#state.exported < this.#state.metered) {
        this.#export();
        return true;
      }
      const now = this.ledger.now();
      if (this.#state.metered + hour > now) return false;
      this.#skipIdle(now);
      if (this.#state.metered + hour <= now) this.#meter();
      return true;
    } catch (error) {
      // What is in memory may be ahead of what was kept.
      this.#reload();
      throw error;
    }
  }

  /** Gives a billing account something to use up: a credit of the export, from now on. */
  promote(account: string, name: string, amount: Micros): void {
    const { promotions } = this.#state;
    const own = [...(promotions[account] ?? []), { name, left: amount }];
    this.#state = { ...this.#state, promotions: { ...promotions, [account]: own } };
    writeState(this.#cloud.store, this.#state);
  }

  /** The currency of a billing account. */
  readonly currencyOf = (id: string): Currency => {
    const known = this.#currencies.get(id);
    if (known) return known;
    const { currency } = this.#options.book;
    const code = this.#cloud.seed.billingAccounts.find((account) => account.id === id)?.currencyCode ?? currency;
    const rate = code === currency ? 1 : (rates[code] ?? 1) / (rates[currency] ?? 1);
    this.#currencies.set(id, { code, rate });
    return { code, rate };
  };

  #meter(): void {
    const { store } = this.#cloud;
    const { ledger, currencyOf, priceOf } = this;
    this.#state = store.transaction(() => {
      const next = meterHour({ store, ledger, currencyOf, priceOf }, this.#state);
      ledger.forgetBefore(next.metered);
      writeState(store, next);
      return next;
    });
  }

  /** Exports the batch that is due, and lets budgets tell what is known by then. */
  #export(): void {
    const { store } = this.#cloud;
    const { ledger, exported, currencyOf, priceOf } = this;
    const moment = this.#state.metered;
    const what = { store, ledger, exported, currencyOf, priceOf, descriptions: this.#descriptions, heads: this.#heads };
    const { rows, keep } = exportBatch(what, moment);
    this.#files.write(moment, rows);
    this.#state = store.transaction(() => {
      keep();
      // After a jump, nobody needs to be told what was told since.
      if (moment > ledger.now() - interval * hour) this.#sender.send(moment, exported);
      writeExported(store, moment);
      return { ...this.#state, exported: moment };
    });
  }

  /** Leaves out hours in which nothing is used, exported or told. */
  #skipIdle(now: number): void {
    const { store } = this.#cloud;
    const { ledger } = this;
    for (const { rates } of ledger.usages.values()) if (rates.length > 0) return;
    for (const _ of ledger.past) return;
    if (hasPending(store) || hasInvoices(store)) return;
    const until = Math.floor(now / hour) * hour - (this.#sender.any ? interval * hour : 0);
    if (until <= this.#state.metered) return;
    this.#state = store.transaction(() => {
      const next = { ...this.#state, metered: until, exported: until };
      writeState(store, next);
      writeExported(store, until);
      return next;
    });
  }

  #firstState(): State {
    const known = readState(this.#cloud.store);
    if (known) return known;
    const begin = Math.floor(this.ledger.now() / hour) * hour;
    const empty = { month: "", carried: [], layers: {}, freeClusters: {}, promotions: {} };
    const first = { metered: begin, exported: begin, ...empty };
    // Kept at once: usage is noted from now on, and a kill before the first hour must not lose it.
    writeState(this.#cloud.store, first);
    writeExported(this.#cloud.store, begin);
    return first;
  }

  #told(name: string): void {
    if (this.#descriptions.told(name)) {
      this.#heads.clear();
      this.#sender.forget();
    }
    this.#sender.told(name);
  }

  #reload(): void {
    this.#state = this.#firstState();
    this.ledger.reload();
    this.exported.reload();
    this.#heads.clear();
  }
}
