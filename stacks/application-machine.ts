import type { Resource } from "@pulumi/pulumi";
import { MachineDeployment, type MachineSecret } from "../components/machine-deployment.ts";
import type { ApplicationPlan } from "../plan/application.ts";
import { serviceAccountEmail } from "../plan/names.ts";
import { composeServices } from "../sourcegraph/targets/compose/index.ts";
import { containerUnit } from "../sourcegraph/targets/container/index.ts";
import { targets } from "../sourcegraph/targets/index.ts";

/** What a machine is to run, and what must be well on it. */
function releaseOf({ installation }: ApplicationPlan, type: "compose" | "container") {
  const files = targets[type].render(installation);
  if (type === "compose") return { type, files, services: composeServices(installation).map(({ name }) => name) };
  const { name, image } = containerUnit(installation);
  return { type, files, services: [name], images: [image] };
}

/** Sourcegraph on a machine. Waits until the machine says that all of it is well. */
export function onMachine(
  plan: ApplicationPlan,
  type: "compose" | "container",
  record: Resource,
): Record<string, unknown> {
  const { project, machine } = plan.environment;
  if (!machine) throw new Error(`${plan.stack} has no machine`);
  const release = releaseOf(plan, type);
  const place = { project: project.id, zone: machine.zone, name: machine.name };
  new MachineDeployment(
    "sourcegraph",
    {
      ...release,
      ...machine.deployment,
      secrets: Object.fromEntries(
        plan.credentials.map(({ id, variable }): [string, MachineSecret] => [
          variable,
          // The environment's stack, which is up, has given it a value.
          { name: `projects/${project.id}/secrets/${id}`, ready: true },
        ]),
      ),
      machine: { ...place, serviceAccount: serviceAccountEmail(machine.serviceAccount, project.id) },
    },
    { dependsOn: record },
  );
  return { machine: { ...place, services: release.services } };
}
