import type { FoundProject } from "../../adoption/facts.ts";

/** A project that holds nothing, as it was found. */
export const foundProject = (more: Partial<FoundProject> = {}): FoundProject => ({
  id: "old-things",
  number: "419000000001",
  name: "Old things",
  createdAt: "2019-04-01T10:00:00Z",
  path: [],
  labels: { team: "search" },
  billingAccount: "01C0DE-5EED00-CAFE42",
  apis: [],
  budgets: [],
  contacts: [],
  networks: [],
  holdings: {},
  regions: [],
  basicRoles: [],
  defaultAccount: "absent",
  lien: false,
  accountKeys: 0,
  breaks: [],
  ...more,
});

const name = "billingAccounts/01C0DE-5EED00-CAFE42/budgets/1";
const budget = { name, displayName: "things", amount: 250, plain: true };

/** The same, with a budget that counts it alone. */
export const paidProject = (more: Partial<FoundProject> = {}): FoundProject =>
  foundProject({ budgets: [budget], budget, ...more });
