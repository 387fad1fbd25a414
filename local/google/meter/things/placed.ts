import type { Thing } from "../../../../spending/prices/things.ts";
import type { Document, Store } from "../../core/store.ts";
import type { Buckets } from "../buckets.ts";

/** Something in a project that costs money as long as it is as it is. */
export interface Placed {
  thing: Thing;
  /** "us-central1", or "global". */
  region: string;
  /** The zone of what is in one: "us-central1-a". */
  zone?: string;
  /** The labels that rows of the export have of it. */
  labels: Record<string, string>;
}

/** What is found in a project. */
export interface Found {
  placed: Placed[];
  /** What costs money on Google and can't be said as a thing, by its relative name. */
  unknown: string[];
}

/** The documents that things are found in. */
export interface Sources {
  store: Store;
  /** The project's ID and number. */
  project: string;
  number: string;
  buckets: Buckets;
}

/** The labels that a resource was given. */
export const labelsOf = (document: Document): Record<string, string> =>
  (document.labels ?? {}) as Record<string, string>;
