import type { SourceDocument } from "./document.ts";
import type { Environment } from "./schema/environment.ts";
import type { Ledger } from "./schema/ledger.ts";
import type { Organization } from "./schema/organization.ts";

/** Data together with the file that it came from. */
export interface Sourced<T> {
  value: T;
  document: SourceDocument;
}

/** What people wrote, each file well-formed by itself; whether it fits together is for the checks. */
export interface Sources {
  organization: Sourced<Organization>;
  environments: Sourced<Environment>[];
  ledger: Sourced<Ledger>;
  /** The day on which it is checked: "2026-11-22". */
  today: string;
}

/** A specification that passed every check. */
export interface Specification {
  organization: Organization;
  /** By name, in the order of their names. */
  environments: ReadonlyMap<string, Environment>;
  ledger: Ledger;
}
