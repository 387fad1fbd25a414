import { Alarms } from "./alarms.ts";
import { Clock } from "./clock.ts";
import { Faults } from "./faults.ts";
import { Operations } from "./operations.ts";
import { Store } from "./store.ts";
import { Timing } from "./timing.ts";
import { Web } from "./web.ts";
import { Work } from "./work.ts";

/** What the local cloud is told when it is made: the one organisation and who pays. */
export interface Seed {
  organization: { id: string; domain: string; customerId: string };
  billingAccounts: { id: string; displayName: string; currencyCode: string; open: boolean }[];
  /** How many projects and billing links there may be. */
  quotas: { projects: number; billingLinks: number };
}

const seedKey = "settings/seed";

/** The state and the machinery that all simulated APIs share. */
export class Cloud {
  readonly store: Store;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly faults: Faults;
  readonly operations: Operations;
  readonly work: Work;
  readonly alarms: Alarms;
  readonly web = new Web();

  /** `path`: the database file, or ":memory:". `machine`: the machine's time, in milliseconds since the epoch. */
  constructor(path: string, machine?: () => number) {
    this.store = new Store(path);
    this.clock = new Clock(this.store, machine);
    this.timing = new Timing(this.store);
    this.faults = new Faults(this.store);
    this.operations = new Operations(this.store, this.timing);
    this.work = new Work(this.store);
    this.alarms = new Alarms(this.store, this.clock, this.work);
  }

  /** Who and what the cloud was made for. */
  get seed(): Seed {
    const seed = this.store.get<Seed>(seedKey);
    if (!seed) throw new Error("The local cloud has not been given an organisation.");
    return seed;
  }

  /** Takes the organisation and billing accounts over; what exists already stays. */
  plant(seed: Seed): void {
    this.store.put(seedKey, seed);
  }
}
