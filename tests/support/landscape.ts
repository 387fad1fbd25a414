import type { Context } from "../../policies/guideline.ts";
import type {
  BudgetFacts,
  FolderFacts,
  GrantFacts,
  Holding,
  Landscape,
  ProjectFacts,
} from "../../policies/landscape/types.ts";
import { goodSpecification, today } from "./specification.ts";

/** The labels of a well-made project of the team search. */
export const goodLabels = {
  application: "sourcegraph",
  "cost-code": "2010",
  environment: "non-production",
  "managed-by": "sourcegraph-distribution",
  owner: "search",
  stack: "env-demo",
};

/** A budget as every project has one. */
export const budgetFacts = (project: string, facts: Partial<BudgetFacts> = {}): BudgetFacts => ({
  place: { name: `budget of ${project}` },
  projects: [project],
  folders: [],
  amount: 500,
  bases: ["CURRENT_SPEND", "FORECASTED_SPEND"],
  recipients: 2,
  ...facts,
});

/** A well-made project, but for what is given. */
export const projectFacts = (facts: Partial<ProjectFacts> = {}): ProjectFacts => {
  const { id = "tst-demo-a1b2" } = facts;
  return {
    id,
    place: { name: `project ${id}` },
    declared: true,
    parent: { kind: "folder", folder: "testing" },
    labels: goodLabels,
    billingAccount: "01C0DE-5EED00-CAFE42",
    apis: ["compute.googleapis.com", "logging.googleapis.com"],
    contacts: [
      { email: "search@example.com", categories: ["BILLING", "TECHNICAL"] },
      { email: "platform@example.com", categories: ["SECURITY"] },
    ],
    budgets: [budgetFacts(id)],
    deletion: { protected: true, prevented: true, lien: false },
    defaultAccount: "deprivileged",
    networks: [],
    holdings: [],
    accountKeys: [],
    ...facts,
  };
};

/** A role of a group on the well-made project, but for what is given. */
export const grantFacts = (facts: Partial<GrantFacts> = {}): GrantFacts => ({
  place: { name: "grant" },
  on: { kind: "project", id: "tst-demo-a1b2" },
  project: "tst-demo-a1b2",
  role: "roles/logging.viewer",
  member: "group:gcp-search@example.com",
  ...facts,
});

/** Something in a project. */
export const holding = (kind: Holding["kind"], facts: Partial<Holding> = {}): Holding => ({
  kind,
  place: { name: `${kind} thing` },
  name: "thing",
  labels: {},
  ...facts,
});

const folder = (id: string, environment: string | undefined, parent?: string): [string, FolderFacts] => [
  id,
  {
    id,
    name: id,
    environment,
    parent: parent === undefined ? { kind: "organization" } : { kind: "folder", folder: parent },
  },
];

/** A landscape with the folders of the tests' specification and nothing in them, but for what is given. */
export const landscape = (facts: Partial<Landscape> = {}): Landscape => ({
  source: "plan",
  folders: new Map([
    folder("common", "common"),
    folder("ci", "ci"),
    folder("production", "production"),
    folder("testing", "non-production"),
    folder("nightly", "dynamic"),
  ]),
  projects: [],
  grants: [],
  budgets: [],
  claims: [],
  ...facts,
});

/** What guidelines know besides; their parameters are their own. */
export const context = <P>(parameters: P): Context<P> => ({
  organization: goodSpecification().organization,
  today,
  parameters,
});
