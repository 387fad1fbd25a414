import { isKnown, type Maybe } from "./maybe.ts";
import type { HoldingKind } from "./types.ts";

/** Names under which Google documents the dataset of the billing export, and that of this program's plan. */
const billingExports = ["billing_export", "all_billing_data", "gcp_billing_export"];

/** What a thing is used for, where its whole name tells: nobody writes it down anywhere else. */
export function kindByName(kind: HoldingKind, name: Maybe<string>): HoldingKind {
  if (!isKnown(name)) return kind;
  if (kind === "bucket" && /(^|[-_])(tf|terraform|pulumi)[-_]?state([-_]|$)|-state-(non)?production$/.test(name))
    return "state";
  if (kind === "dataset" && billingExports.includes(name)) return "billing-export";
  return kind;
}

/** Accounts with these names, and no others that begin with them, are for what the names say. */
const deployers = ["deployer", "deployer-production", "deployer-nonproduction", "terraform", "pulumi"];
const runners = ["builder", "runner", "ci", "github-actions", "cloud-build"];

/** What a service account is for, where its whole name tells; undefined for those of workloads. */
export function accountKind(name: Maybe<string>): HoldingKind | undefined {
  if (!isKnown(name)) return undefined;
  if (deployers.includes(name)) return "deployer";
  return runners.includes(name) ? "runner" : undefined;
}
