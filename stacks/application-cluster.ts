import { getSecretVersionAccess } from "@pulumi/gcp/secretmanager/getSecretVersionAccess.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import { Config, type Input, type Output, output, type Resource, runtime, secret, unknown } from "@pulumi/pulumi";
import { KubernetesInstallation } from "../components/kubernetes-installation.ts";
import { type ApplicationPlan, workloadsOf } from "../plan/application.ts";
import type { CredentialPlan } from "../plan/installation.ts";
import { kubeconfigOf } from "../plan/kubeconfig.ts";
import { namespacesOf } from "../sourcegraph/targets/kubernetes/namespaces.ts";
import type { EnvironmentOutputs } from "./outputs.ts";

/** The settings of Pulumi's own provider, by which another cluster than the environment's can be used. */
const settings = new Config("kubernetes");

/** Sourcegraph in a cluster. `environment`: what its stack published; undefined in a preview before it is up. */
export function inCluster(
  plan: ApplicationPlan,
  environment: EnvironmentOutputs | undefined,
  record: Resource,
): Record<string, unknown> {
  const own = settings.getSecret("kubeconfig");
  const context = settings.get("context");
  const kubeconfig = own ?? kubeconfigOfEnvironment(environment);
  const provider = new Provider("cluster", {
    kubeconfig,
    ...(context !== undefined && { context }),
    // Objects keep their names when what is in them changes; their pods are restarted by checksums.
    enableConfigMapMutable: true,
    enableSecretMutable: true,
    // What an interrupted run made is taken over. What somebody else manages is refused, field by field.
    upsertExistingObjects: true,
  });
  new KubernetesInstallation(
    "sourcegraph",
    {
      deployment: plan.installation,
      // Google's load balancer is of Google's clusters only.
      door: own === undefined ? plan.door : plan.door.kind === "gke" ? { kind: "ingress" } : plan.door,
      secrets: secretsOf(plan),
      protectData: plan.protectData,
    },
    { provider, dependsOn: record },
  );
  const namespaces = namespacesOf(plan.installation).map(({ manifest }) => manifest.metadata.name);
  return {
    cluster: { kubeconfig, ...(context !== undefined && { context }), namespaces },
    workloads: workloadsOf(plan.installation),
  };
}

function kubeconfigOfEnvironment(environment: EnvironmentOutputs | undefined): Output<string> {
  const endpoint = environment?.cluster?.endpoint;
  return output(endpoint === undefined ? (unknown as unknown as string) : kubeconfigOf(endpoint));
}

/** The credentials, as Secret Manager has them, by the Secret objects that hold them. */
function secretsOf({ credentials, environment }: ApplicationPlan): Record<string, Record<string, Input<string>>> {
  const byName: Record<string, Record<string, Input<string>>> = {};
  for (const credential of credentials) {
    byName[credential.name] = {
      ...byName[credential.name],
      [credential.key]: secretValue(credential, environment.project.id),
    };
  }
  return byName;
}

/** A credential's value; unknown in a preview by somebody who may see what there is, and no secrets. */
const secretValue = ({ id }: CredentialPlan, project: string): Output<string> =>
  secret(getSecretVersionAccess({ project, secret: id }).then(({ secretData }) => secretData, unlessHidden));

function unlessHidden(error: unknown): string {
  if (runtime.isDryRun() && /secretmanager\.versions\.access/.test(String(error))) return unknown as unknown as string;
  throw error;
}
