import type { Entry } from "./journal.ts";

/** What was read, or why it couldn't be: then nothing is known, which is not the same as none. */
export type Reading<T> = { readonly is: T } | { readonly failed: string };

/** The state of a stack of an environment, as its backend has it. */
export interface StackFound {
  /** "env-demo" */
  readonly name: string;
  /** "demo" */
  readonly environment: string;
  readonly part: "environment" | "application";
  /** How many resources it holds; 0 for one that is empty. */
  readonly resources: number;
  /** How many of them the engine refuses to delete. */
  readonly protected: number;
  /** Who works on it, and may be alive. */
  readonly busy?: string;
  /** The ID of the project that it made, if it did. */
  readonly project?: string;
  /** What it made outside of its project: names of budgets, DNS records ("demo.example.com. A") and liens. */
  readonly holds: readonly string[];
}

/** A project, alive or being deleted. */
export interface ProjectFound {
  readonly id: string;
  readonly number: string;
  readonly state: "ACTIVE" | "DELETE_REQUESTED";
  readonly labels: Readonly<Record<string, string>>;
  /** The names of the folders that it is in, nearest first. */
  readonly folders: readonly string[];
}

/** A budget of the billing account. */
export interface BudgetFound {
  /** "billingAccounts/A/budgets/B" */
  readonly name: string;
  readonly displayName: string;
  /** The numbers of the projects that it watches; none: all of the account. */
  readonly projects: readonly string[];
}

/** What forbids the deletion of a project. */
export interface LienFound {
  /** "liens/p1-l2" */
  readonly name: string;
  /** The project's ID. */
  readonly project: string;
  readonly origin: string;
  readonly reason: string;
}

/** A role that a service account has somewhere. */
export interface GrantFound {
  /** The name in Cloud Asset Inventory: "//cloudresourcemanager.googleapis.com/projects/1". */
  readonly resource: string;
  readonly type: string;
  readonly role: string;
  /** "serviceAccount:a@p.iam.gserviceaccount.com", or "deleted:serviceAccount:…?uid=1". */
  readonly member: string;
  /** The ID of the project that the resource is in, or is. */
  readonly project?: string;
  /** Whether the resource is in a folder of production, or is one. */
  readonly production: boolean;
}

/** Records of one name and type in a zone of the domains of environments. */
export interface RecordFound {
  readonly zone: { readonly project: string; readonly name: string };
  /** "demo.dev.example.com." */
  readonly name: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  readonly data: readonly string[];
}

/** What a stack published in the bucket that all share. */
export interface ObjectFound {
  readonly bucket: string;
  /** "outputs/env-demo.json" */
  readonly name: string;
}

/** What limits say of an environment. */
export interface LimitFound {
  readonly environment: string;
  /** The project that the limit was set for: a name may be used again. */
  readonly project: string;
}

/** Everything that was read, each by itself. */
export interface World {
  /** Whether the files are all there. */
  readonly files: Reading<null>;
  /** Whether the clock can be trusted. */
  readonly clock: Reading<null>;
  readonly stacks: Reading<readonly StackFound[]>;
  readonly journal: Reading<readonly Entry[]>;
  readonly projects: Reading<readonly ProjectFound[]>;
  readonly budgets: Reading<readonly BudgetFound[]>;
  readonly liens: Reading<readonly LienFound[]>;
  readonly grants: Reading<readonly GrantFound[]>;
  readonly records: Reading<readonly RecordFound[]>;
  readonly objects: Reading<readonly ObjectFound[]>;
  readonly limits: Reading<readonly LimitFound[]>;
}

/** What is read, as people know it. */
export const readings: Record<keyof World, string> = {
  files: "the files of environments",
  clock: "the clock",
  stacks: "the states of stacks",
  journal: "the journal",
  projects: "the projects",
  budgets: "the budgets",
  liens: "the liens",
  grants: "the members of policies",
  records: "the DNS records",
  objects: "the outputs that stacks published",
  limits: "the limits",
};

/** What was read; nothing where that failed. */
export const orNone = <T>(reading: Reading<readonly T[]>): readonly T[] => ("is" in reading ? reading.is : []);
