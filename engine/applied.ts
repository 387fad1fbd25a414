import { environmentStack } from "../plan/environment.ts";
import type { StackPlan } from "../plan/stacks.ts";
import type { StateStore } from "./state-store.ts";

/** Beside the states, so that whoever may change those, and nobody else, may write it. */
const folder = ".sgdist/applied";

/** What is told of an update that ended well. */
export interface Mark {
  readonly version: 1;
  /** RFC 3339. */
  readonly at: string;
  /** The commit of the specification, where that is known. */
  readonly commit?: string;
}

/** The unit that a stack belongs to: an application's is that of its environment. */
export const unitOf = ({ name, environment }: StackPlan): string =>
  environment ? environmentStack(environment) : name;

/**
 * Which inputs each unit was last brought up with. The fingerprint is in the name of an object, so that one list tells all
 * of a thousand units.
 */
export class AppliedStore {
  readonly #store: StateStore;

  constructor(store: StateStore) {
    this.#store = store;
  }

  /** The fingerprints by unit. More than one: two runs ended at the same time, and which was the last isn't known. */
  async read(): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = new Map<string, string[]>();
    for (const path of await this.#store.list(folder)) {
      const [, unit, fingerprint] = /\/([^/.]+)\.([0-9a-f]+)\.json$/.exec(path) ?? [];
      if (unit !== undefined && fingerprint !== undefined) found.set(unit, [...(found.get(unit) ?? []), fingerprint]);
    }
    return found;
  }

  /**
   * Forgets what a unit was brought up with: before anybody works on it, so that a run that is killed, or one of somebody
   * with other files, is made up for.
   */
  async forget(unit: string): Promise<void> {
    const prefix = `${folder}/${unit}.`;
    const own = (await this.#store.list(folder)).filter((path) => path.startsWith(prefix));
    for (const path of own) await this.#store.remove(path);
  }

  /** Writes down that a unit was brought up. */
  async record(unit: string, fingerprint: string, mark: Mark): Promise<void> {
    await this.#store.create(`${folder}/${unit}.${fingerprint}.json`, mark);
  }
}
