import type { BudgetFacts } from "../limits/budget.ts";
import type { Running } from "../limits/guard/running.ts";
import type { MachineBefore, NodePoolBefore } from "../limits/state.ts";
import type { LimitStore } from "../limits/store.ts";
import type { Micros } from "../money.ts";
import type { Notice } from "./notice.ts";

/** A project, as Resource Manager has it. */
export interface ProjectFacts {
  id: string;
  /** Whether it is there and isn't being deleted. */
  active: boolean;
}

/** What the controller asks Google, and does there. All of it throws Refusal; what changes something may be repeated. */
export interface World {
  store: LimitStore;
  /** The time by Google's clock, in milliseconds since the epoch. */
  now(): Promise<number>;
  /** The currency of the billing account, which that of all budgets is. */
  currency(): Promise<string>;
  /** A budget of a billing account; undefined when there is none. */
  budget(billingAccount: string, id: string): Promise<BudgetFacts | undefined>;
  /** A project by ID or number; undefined when there is none, or none that the controller may see. */
  project(idOrNumber: string): Promise<ProjectFacts | undefined>;
  /** What a project cost in a month by the billing export; undefined when it can't be asked. */
  exportedCost(project: string, period: string): Promise<Micros | undefined>;

  /** The node pools of a project that have nodes, or may get some. */
  nodePools(project: string): Promise<NodePoolBefore[]>;
  /** Takes all nodes of a pool away, and lets it get no others. */
  emptyNodePool(project: string, pool: NodePoolBefore): Promise<void>;
  /** The machines of a project that run, without those that are nodes. */
  machines(project: string): Promise<MachineBefore[]>;
  stopMachine(project: string, machine: MachineBefore): Promise<void>;
  /** The billing account that a project is linked with; "" for none. */
  billingAccount(project: string): Promise<string>;
  unlinkBilling(project: string): Promise<void>;

  /** Everything in a project that costs money while it is there. */
  running(project: string): Promise<Running[]>;
  /** Tells people. */
  tell(notice: Notice): Promise<void>;
  /** Writes a line of the log. */
  log(entry: LogEntry): void;
}

/** A line of the log, in the form that Cloud Logging understands. */
export interface LogEntry {
  severity: "INFO" | "NOTICE" | "WARNING" | "ERROR";
  message: string;
  environment?: string;
  project?: string;
  step?: string;
  [more: string]: unknown;
}
