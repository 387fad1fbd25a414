import type { ProjectPlan } from "../../../plan/project.ts";
import type { GrantFacts, Holding, Labels, NetworkFacts, ProjectFacts } from "../types.ts";

/** What a stack puts into its project. */
export interface Contents {
  readonly holdings?: readonly Holding[];
  readonly networks?: readonly NetworkFacts[];
}

/** A thing in a project, as it is planned. */
export const planned = (kind: Holding["kind"], name: string, file: string, facts: Partial<Holding> = {}): Holding => ({
  kind,
  place: { name: `${kind} ${name} (${file})` },
  name,
  labels: {} as Labels,
  ...facts,
});

/** A project as it is planned. `file`: where it is asked for. */
export function projectFacts(
  plan: ProjectPlan,
  file: string,
  billingAccount: string,
  contents: Contents,
): ProjectFacts {
  const place = { name: `project ${plan.id} (${file})` };
  const kept = plan.deletion !== "disposable";
  return {
    id: plan.id,
    place,
    declared: true,
    parent: { kind: "folder", folder: plan.folder },
    labels: plan.labels,
    billingAccount,
    apis: plan.apis,
    contacts: Object.values(plan.contacts),
    budgets: [
      {
        place: { name: `budget of ${plan.id} (${file})` },
        projects: [plan.id],
        folders: [],
        amount: plan.budget.amount,
        bases: [...new Set(plan.budget.thresholds.map(({ basis }) => basis))],
        thresholds: plan.budget.thresholds.map(({ share }) => share),
        billingAccount,
        recipients: Object.keys(plan.recipients).length,
      },
    ],
    deletion: { protected: kept, prevented: kept, lien: plan.deletion === "protected" },
    defaultAccount: plan.apis.includes("compute.googleapis.com") ? "deprivileged" : "absent",
    networks: contents.networks ?? [],
    holdings: contents.holdings ?? [],
    accountKeys: [],
  };
}

/** The grants on a project. */
export const projectGrants = ({ id, grants }: ProjectPlan, file: string): GrantFacts[] =>
  grants.map(({ role, member }) => ({
    place: { name: `grant on ${id} (${file})` },
    on: { kind: "project", id },
    project: id,
    role,
    member,
  }));
