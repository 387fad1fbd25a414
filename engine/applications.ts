import type { GoogleClient } from "../google/client.ts";
import { machineState } from "../google/machine-state.ts";
import type { WorkloadStatus } from "../kubernetes/workloads.ts";
import type { ApplicationOutputs } from "../plan/application.ts";
import type { StackPlan } from "../plan/stacks.ts";
import { outputsOf, readCheckpoint } from "./checkpoint.ts";
import { clusterOf } from "./cluster-access.ts";
import type { Workspace } from "./workspace.ts";

/** How what runs in an environment is. */
export interface ApplicationStatus {
  environment: string;
  stack: string;
  type: ApplicationOutputs["type"];
  version: string;
  /** The commit of the product that it was built of; absent for a release. */
  commit?: string;
  size: string;
  url?: string;
  /** Its services, in the order of the model; none when it couldn't be asked. */
  services: WorkloadStatus[];
  /** Why it couldn't be asked. */
  problem?: string;
}

/** The services of a machine, by what its agent says. */
async function machineServices(
  client: GoogleClient,
  { machine }: ApplicationOutputs & { machine: object },
): Promise<WorkloadStatus[]> {
  const { project, zone, name, services } = machine as NonNullable<ApplicationOutputs["machine"]>;
  const { state, waiting, message } = await machineState(client, { project, zone, name });
  return services.map((service) => {
    const late = state !== "ready" && (state === "failed" || waiting.includes(service));
    return {
      name: service,
      kind: "container",
      ready: late ? 0 : 1,
      wanted: 1,
      ...(late && { reason: message || "not healthy yet" }),
    };
  });
}

async function servicesOf(
  workspace: Workspace,
  stack: StackPlan,
  outputs: ApplicationOutputs,
): Promise<WorkloadStatus[]> {
  if (outputs.machine) return machineServices(workspace.google, { ...outputs, machine: outputs.machine });
  const cluster = await clusterOf(workspace, stack, undefined);
  if (!cluster) return [];
  const { installationStatus } = await import("../kubernetes/client.ts");
  return installationStatus(cluster.access, cluster.namespaces, outputs.workloads ?? [], workspace.environment);
}

/** Asks what runs in each environment how it is. What isn't up isn't asked. */
export async function applicationStatuses(
  workspace: Workspace,
  stacks: readonly StackPlan[],
): Promise<ApplicationStatus[]> {
  const all = stacks.map(async (stack): Promise<ApplicationStatus[]> => {
    if (stack.kind !== "application") return [];
    const checkpoint = await readCheckpoint(workspace.storeOf(stack), stack.name);
    const outputs = checkpoint && (outputsOf(checkpoint) as unknown as Partial<ApplicationOutputs>);
    if (!outputs?.type) return [];
    const { type, version, commit, size, url } = outputs as ApplicationOutputs;
    const known = {
      environment: stack.environment!,
      stack: stack.name,
      type,
      version,
      ...(commit && { commit }),
      size,
      ...(url && { url }),
    };
    try {
      return [{ ...known, services: await servicesOf(workspace, stack, outputs as ApplicationOutputs) }];
    } catch (error) {
      return [{ ...known, services: [], problem: (error as Error).message }];
    }
  });
  return (await Promise.all(all)).flat();
}
