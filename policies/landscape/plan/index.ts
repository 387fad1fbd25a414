import { type EnvironmentPlan, environmentPlan } from "../../../plan/environment.ts";
import { environmentsFolder } from "../../../spec/load.ts";
import type { Specification } from "../../../spec/specification.ts";
import type { Landscape, ProjectFacts } from "../types.ts";
import { planned, projectFacts, projectGrants } from "./projects.ts";
import { sharedFacts } from "./shared.ts";

function environmentFacts(plan: EnvironmentPlan, file: string, billingAccount: string): ProjectFacts {
  const { labels, deletion } = plan.project;
  const kept = deletion !== "disposable";
  const thing = (kind: Parameters<typeof planned>[0], name: string) =>
    planned(kind, name, file, { labels, protected: kept });
  return projectFacts(plan.project, file, billingAccount, {
    holdings: [
      ...(plan.cluster ? [thing("cluster", plan.cluster.name)] : []),
      ...(plan.machine
        ? [
            thing("machine", plan.machine.name),
            thing("disk", plan.machine.dataDisk.name),
            thing("bucket", plan.machine.deployment.bucket),
          ]
        : []),
      thing("bucket", plan.outputsBucket),
    ],
    networks: [{ place: { name: `network (${file})` }, name: plan.network.name, automatic: false, peers: [] }],
  });
}

/** The whole organisation as it is planned. `today`: "2026-11-22". */
export function plannedLandscape(specification: Specification, today: string): Landscape {
  const { organization, environments } = specification;
  const shared = sharedFacts(specification);
  const plans = [...environments.values()].map((environment) => environmentPlan(specification, environment, today));
  const fileOf = ({ name }: EnvironmentPlan) => `${environmentsFolder}/${name}.yaml`;
  return {
    source: "plan",
    folders: shared.folders,
    projects: [
      ...shared.projects,
      ...plans.map((plan) => environmentFacts(plan, fileOf(plan), organization.billingAccount)),
    ],
    grants: [...shared.grants, ...plans.flatMap((plan) => projectGrants(plan.project, fileOf(plan)))],
    budgets: [],
    claims: [],
  };
}
