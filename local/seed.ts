import type { Organization } from "../spec/schema/organization.ts";
import type { Seed } from "./google/core/cloud.ts";

/** The currency of the local billing account. */
const currencyCode = "USD";

/** What the local cloud is made with: the organisation and the billing account that the specification names. */
export function seedOf({ organization, billingAccount }: Organization): Seed {
  return {
    organization,
    billingAccounts: [{ id: billingAccount, displayName: "Main", currencyCode, open: true }],
    quotas: { projects: 5000, billingLinks: 5000 },
  };
}
