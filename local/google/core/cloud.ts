import { Access } from "../access/access.ts";
import { Audit } from "../access/audit.ts";
import { Directory } from "../access/directory.ts";
import { Issuers } from "../access/keys.ts";
import { roleContents } from "../access/roles.ts";
import { Alarms } from "./alarms.ts";
import { Clock } from "./clock.ts";
import { Faults } from "./faults.ts";
import { Operations } from "./operations.ts";
import { Store } from "./store.ts";
import { Timing } from "./timing.ts";
import { Tokens } from "./tokens.ts";
import { Web } from "./web.ts";
import { Work } from "./work.ts";

/** What the local cloud is told when it is made: the one organisation and who pays. */
export interface Seed {
  organization: { id: string; domain: string; customerId: string };
  billingAccounts: { id: string; displayName: string; currencyCode: string; open: boolean }[];
  /** Who may do everything everywhere without being named in any policy, as members are named. Default: nobody. */
  administrators?: string[];
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
  readonly tokens: Tokens;
  readonly directory: Directory;
  /** Stands in for the issuers of outside tokens. */
  readonly issuers: Issuers;
  readonly access: Access;
  /** What was refused. */
  audit = new Audit();
  readonly web = new Web();
  #seed: Seed | undefined;

  /** `path`: the database file, or ":memory:". `machine`: the machine's time, in milliseconds since the epoch. */
  constructor(path: string, machine?: () => number) {
    this.store = new Store(path);
    this.clock = new Clock(this.store, machine);
    this.timing = new Timing(this.store);
    this.faults = new Faults(this.store);
    this.operations = new Operations(this.store, this.timing);
    this.work = new Work(this.store);
    this.tokens = new Tokens(this.store);
    this.issuers = new Issuers(this.store);
    this.directory = new Directory(this.store);
    this.access = new Access(this, roleContents(this.store));
    this.alarms = new Alarms(this.store, this.clock, this.work);
  }

  /** Who and what the cloud was made for. */
  get seed(): Seed {
    this.#seed ??= this.store.get<Seed>(seedKey);
    const seed = this.#seed;
    if (!seed) throw new Error("The local cloud has not been given an organisation.");
    return seed;
  }

  /** Takes the organisation and billing accounts over; what exists already stays. */
  plant(seed: Seed): void {
    this.store.put(seedKey, seed);
    this.#seed = seed;
  }
}
