import type { Tier } from "../spec/schema/organization.ts";
import type { StateStore } from "./state-store.ts";

/** Beside the states: whoever deploys a tier may write there, and nobody else. */
const folder = ".sgdist/told";

/**
 * Up to which commits of the branch it was told what became of them. A run that was cancelled, or one in which something
 * failed, told nothing or not the last of it: the next that ends well tells all.
 */
export class Told {
  readonly #store: StateStore;
  readonly #tier: Tier;

  constructor(store: StateStore, tier: Tier) {
    this.#store = store;
    this.#tier = tier;
  }

  async #paths(): Promise<string[]> {
    return (await this.#store.list(folder)).filter((path) => path.startsWith(`${folder}/${this.#tier}.`));
  }

  /** The commits. More than one: runs ended at the same time, and each told of its own. */
  async commits(): Promise<readonly string[]> {
    return (await this.#paths()).flatMap((path) => /\.([0-9a-f]{40})\.json$/.exec(path)?.[1] ?? []);
  }

  /** Writes down that all up to a commit was told. `before`: what `commits` said when the run began. */
  async record(commit: string, before: readonly string[]): Promise<void> {
    await this.#store.create(`${folder}/${this.#tier}.${commit}.json`, { version: 1 });
    for (const each of before) {
      if (each !== commit) await this.#store.remove(`${folder}/${this.#tier}.${each}.json`);
    }
  }
}
