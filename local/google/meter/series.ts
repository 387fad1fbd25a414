import type { Store } from "../core/store.ts";

/** What the rows of an export are of: everything in them but times and amounts. */
export interface Series {
  project: string;
  /** The billing account that pays: "01C0DE-5EED00-CAFE42". */
  account: string;
  /** The key of the price. */
  key: string;
  region: string;
  zone?: string;
  labels: Record<string, string>;
}

const prefix = "meter/series/";

const identity = ({ project, account, key, region, zone = "", labels }: Series) =>
  JSON.stringify([project, account, key, region, zone, Object.entries(labels).toSorted()]);

/** Every series that there ever was, each by its number: the order in which they came up. */
export class SeriesList {
  readonly #store: Store;
  readonly #all: Series[];
  readonly #numbers: Map<string, number>;

  constructor(store: Store) {
    this.#store = store;
    this.#all = store.list<Series>(prefix).map(({ document }) => document);
    this.#numbers = new Map(this.#all.map((series, number) => [identity(series), number]));
  }

  get(number: number): Series {
    return this.#all[number]!;
  }

  get length(): number {
    return this.#all.length;
  }

  /** The number of a series, which is kept from then on as part of the transaction at hand. */
  numberOf(series: Series): number {
    const key = identity(series);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#all.length;
    this.#store.put(prefix + String(number).padStart(9, "0"), series);
    this.#all.push(series);
    this.#numbers.set(key, number);
    return number;
  }
}
