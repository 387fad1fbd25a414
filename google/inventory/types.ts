import type { Answer, Item } from "./answer.ts";

/** Something that there is, as Cloud Asset Inventory lists it. */
export interface Asset {
  /** "//cloudresourcemanager.googleapis.com/projects/123" */
  readonly name: string;
  /** "cloudresourcemanager.googleapis.com/Project" */
  readonly type: string;
  /** The project, folders and organisation that it is in, nearest first; itself too, where it is one of those. */
  readonly ancestors: readonly string[];
}

/** A resource, as its own service shows it. */
export interface ResourceAsset extends Asset {
  readonly data: Item;
}

/** One role, and who has it. */
export interface Binding {
  readonly role: string;
  readonly members: readonly string[];
  /** Where it holds only under a condition: that, in the language of IAM. */
  readonly condition?: string;
}

/** Who may do what with a resource. */
export interface PolicyAsset extends Asset {
  readonly bindings: readonly Binding[];
}

/** What a project's own services answered. */
export interface ProjectAnswers {
  /** Of Cloud Billing: what is linked. */
  readonly billing: Answer<Item>;
  /** Of Essential Contacts: the project's own. */
  readonly contacts: Answer<readonly Item[]>;
  /** Of Service Usage: those that are enabled. */
  readonly services: Answer<readonly Item[]>;
  /** Of Resource Manager. */
  readonly liens: Answer<readonly Item[]>;
}

/** Everything that was read of a live organisation. */
export interface Inventory {
  readonly resources: readonly ResourceAsset[];
  readonly policies: readonly PolicyAsset[];
  readonly billingAccount: string;
  readonly budgets: readonly Item[];
  /** Who may do what with the billing account. */
  readonly billingBindings: Answer<readonly Binding[]>;
  /** By project number; projects that are being deleted were not asked for. */
  readonly projects: ReadonlyMap<string, ProjectAnswers>;
}
