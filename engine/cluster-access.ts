import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClusterAccess } from "../kubernetes/client.ts";
import type { ApplicationOutputs } from "../plan/application.ts";
import { kubeconfigOf } from "../plan/kubeconfig.ts";
import type { StackPlan } from "../plan/stacks.ts";
import { outputsOf, readCheckpoint } from "./checkpoint.ts";
import type { Workspace } from "./workspace.ts";

/** The cluster that an application is in, and where in it. */
export interface ApplicationCluster {
  access: ClusterAccess;
  namespaces: readonly string[];
}

/** What an installation's namespaces are called before its stack has said so. */
const usualNamespaces = ["sourcegraph", "sourcegraph-node"];

/** Whether a stack was told to use another cluster than its environment's. */
function hasOwnCluster({ root }: Workspace, stack: StackPlan): boolean {
  const file = join(root, ".local", "stacks", `Pulumi.${stack.name}.yaml`);
  return existsSync(file) && readFileSync(file, "utf8").includes("kubernetes:kubeconfig");
}

/** An output of a stack, with secrets as they are. */
async function revealed(workspace: Workspace, stack: StackPlan, name: string): Promise<unknown> {
  const args = ["stack", "output", name, "--stack", stack.name, "--show-secrets", "--json"];
  const { code, output } = await workspace.run(stack, args);
  return code === 0 ? JSON.parse(output) : undefined;
}

/**
 * How the cluster of an application is reached: as its stack says, or before it was ever up as its environment's does.
 * Undefined when neither knows.
 */
export async function clusterOf(
  workspace: Workspace,
  stack: StackPlan,
  environment: StackPlan | undefined,
): Promise<ApplicationCluster | undefined> {
  const own = await readCheckpoint(workspace.storeOf(stack), stack.name);
  const said = own && (outputsOf(own) as Partial<ApplicationOutputs>).cluster;
  if (said) {
    const plain = typeof said.kubeconfig === "string";
    const { namespaces, ...access } = (plain ? said : await revealed(workspace, stack, "cluster")) as NonNullable<
      ApplicationOutputs["cluster"]
    >;
    return { access, namespaces };
  }
  if (!environment || hasOwnCluster(workspace, stack)) return undefined;
  const theirs = await readCheckpoint(workspace.storeOf(environment), environment.name);
  const endpoint = theirs && (outputsOf(theirs) as { cluster?: { endpoint?: string } }).cluster?.endpoint;
  return endpoint ? { access: { kubeconfig: kubeconfigOf(endpoint) }, namespaces: usualNamespaces } : undefined;
}
