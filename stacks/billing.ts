import { getBillingAccount } from "@pulumi/gcp/organizations/getBillingAccount.js";

/** The currency of a billing account, which all of its budgets have. */
export async function currencyOf(billingAccount: string): Promise<string> {
  const { currencyCode } = await getBillingAccount({ billingAccount, lookupProjects: false });
  return currencyCode;
}
