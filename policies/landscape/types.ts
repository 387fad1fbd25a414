import type { Maybe } from "./maybe.ts";

/** Where something is found, for people: a file, a resource's URN, or Google's name of it. */
export interface Place {
  readonly name: string;
  /** The resource, where the engine knows one. */
  readonly urn?: string;
}

export type Labels = Readonly<Record<string, string>>;

/** What a project or a folder is in. */
export type Parent =
  | { readonly kind: "organization" }
  /** By the key of the specification, or by number where it isn't in the specification. */
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "none" };

/** One role of one member on something. */
export interface GrantFacts {
  readonly place: Place;
  /** What it is on. `id`: a project's ID, a folder's key, or the name of the resource. */
  readonly on: { readonly kind: "organization" | "billing" | "folder" | "project" | "resource"; readonly id: string };
  /** The project that holds what it is on, where there is one. */
  readonly project?: string;
  /** The name of what it is on, where that is something in a project: a bucket, a key, or an account before the @. */
  readonly thing?: Maybe<string>;
  readonly role: Maybe<string>;
  /** As IAM writes it: "group:search@example.com". */
  readonly member: Maybe<string>;
}

/** A role that somebody made of permissions. */
export interface CustomRoleFacts {
  readonly place: Place;
  /** The project that it is made in, where it isn't the organisation's. */
  readonly project?: string;
  readonly permissions: Maybe<readonly string[]>;
}

/** Something that runs as a service account: what that may do, it may do. */
export interface RunFacts {
  readonly place: Place;
  /** The project that it runs in. */
  readonly project: string;
  /** The account's address. */
  readonly account: Maybe<string>;
}

export interface BudgetFacts {
  readonly place: Place;
  /** The projects that it counts, by ID or number; none and no folder: everything that the billing account pays. */
  readonly projects: Maybe<readonly string[]>;
  readonly folders: Maybe<readonly string[]>;
  /** Whole units a month. */
  readonly amount: Maybe<number>;
  readonly bases: Maybe<readonly string[]>;
  /** What parts of the amount somebody is told at: 0.5 is half of it; absent where nobody looked. */
  readonly thresholds?: Maybe<readonly number[]>;
  /** The billing account whose costs it counts; absent where that is everything that is looked at. */
  readonly billingAccount?: Maybe<string>;
  /** How many people or channels are told. */
  readonly recipients: Maybe<number>;
}

/**
 * What a project is used for: things of different kinds need different people, rights and lives.
 *
 * Some kinds tell things of the same type apart by what they are for. `logs`: where those of a folder or of the whole
 * organisation are gathered, and not those of the project itself. `state`: a bucket of the program's state; what it tells
 * other stacks is a `bucket`. `billing-export`: the dataset that billing data is exported to, and no other `dataset`.
 * `deployer` and `runner`: identities that deploy and that build; those of workloads are not held. `domains`: zones that
 * the public sees.
 */
export const holdingKinds = [
  "cluster",
  "machine",
  "database",
  "disk",
  "function",
  "bucket",
  "dataset",
  "secret",
  "topic",
  "key",
  "logs",
  "billing-export",
  "state",
  "deployer",
  "runner",
  "images",
  "domains",
] as const;
export type HoldingKind = (typeof holdingKinds)[number];

/** Something in a project. */
export interface Holding {
  readonly kind: HoldingKind;
  readonly place: Place;
  readonly name: Maybe<string>;
  readonly labels: Maybe<Labels>;
  /** The project of the key that encrypts it; undefined: Google's own key. */
  readonly keyProject?: Maybe<string>;
  /** Whether the engine refuses to delete or replace it; absent where nobody can see that. */
  readonly protected?: boolean;
  /** Whether deleting it deletes all that is in it; absent for what Google deletes with all that is in it anyway. */
  readonly emptied?: Maybe<boolean>;
}

export interface NetworkFacts {
  readonly place: Place;
  readonly name: Maybe<string>;
  /** Whether Google makes a subnetwork in every region by itself. */
  readonly automatic: Maybe<boolean>;
  /** The projects of networks that it is connected with. */
  readonly peers: Maybe<readonly string[]>;
}

export interface ContactFacts {
  readonly email: Maybe<string>;
  readonly categories: Maybe<readonly string[]>;
}

/** Something that Google or the provider refuses to delete. */
export interface ObstacleFacts {
  readonly place: Place;
  /** "deletionProtection" */
  readonly by: string;
  /** Whether it is switched on. */
  readonly stands: Maybe<boolean>;
}

/** A project with all that is known of it. */
export interface ProjectFacts {
  readonly id: string;
  /** The number that Google gave it, where it has one. */
  readonly number?: string;
  readonly place: Place;
  /** Whether the project itself is looked at, and not only something in it. */
  readonly declared: boolean;
  /** Another stack that makes it too. */
  readonly alsoIn?: string;
  /** The project of another stack that is planned for the same environment. */
  readonly nameAlsoIn?: string;
  readonly parent: Maybe<Parent>;
  readonly labels: Maybe<Labels>;
  readonly billingAccount: Maybe<string | undefined>;
  readonly apis: readonly Maybe<string>[];
  readonly contacts: readonly ContactFacts[];
  readonly budgets: readonly BudgetFacts[];
  /** What stands in the way of its deletion; absent where nobody can see it. */
  readonly deletion: {
    readonly protected?: boolean;
    readonly prevented?: Maybe<boolean>;
    readonly lien: Maybe<boolean>;
  };
  /** What the default service account of Compute may do; "absent" without that API. */
  readonly defaultAccount: Maybe<"absent" | "deprivileged" | "editor">;
  readonly networks: readonly NetworkFacts[];
  readonly holdings: readonly Holding[];
  /** Absent where nobody looked. */
  readonly obstacles?: readonly ObstacleFacts[];
  /** Keys that can be copied: of service accounts, unless `of` says what else they open. */
  readonly accountKeys: readonly (Place & { readonly of?: string })[];
}

export interface FolderFacts {
  /** The key of the specification, or Google's number. */
  readonly id: string;
  readonly name: string;
  /** Where it is made, where that is known. */
  readonly place?: Place;
  readonly parent: Maybe<Parent>;
  /** What its own tag says; undefined: what is said of the folder around it. */
  readonly environment: Maybe<string | undefined>;
}

/** A claim of a cluster. */
export interface ClaimFacts {
  readonly place: Place;
  readonly name: Maybe<string>;
  readonly protected: boolean;
  /** Whether it is of an environment that may be destroyed: one that ends, or was retired. */
  readonly disposable?: boolean;
}

/** Everything that guidelines are held against, whether planned, about to be made, or there. */
export interface Landscape {
  readonly source: "plan" | "resources" | "live";
  /** Whether it is of one resource, so that others which aren't seen may make what seems to be missing. */
  readonly alone?: true;
  readonly folders: ReadonlyMap<string, FolderFacts>;
  readonly projects: readonly ProjectFacts[];
  readonly grants: readonly GrantFacts[];
  /** Absent where nobody looked. */
  readonly runs?: readonly RunFacts[];
  /** Absent where nobody looked. */
  readonly customRoles?: readonly CustomRoleFacts[];
  /** Budgets that count no single project. */
  readonly budgets: readonly BudgetFacts[];
  readonly claims: readonly ClaimFacts[];
}
