import { installationNamespace } from "../sourcegraph/deployment.ts";
import type { EnvironmentPlan } from "./environment.ts";

/** How people get to what runs in an environment. */
export interface Reach {
  /** Where it is seen: "https://demo.dev.example.com", or an address of one's own machine while the command runs. */
  readonly url: string;
  /** What to run for that; absent where it is reached from the internet. */
  readonly command?: string;
}

/** The port that people's own machines get. */
const port = 8080;

/** How people get to an environment: by its name in the internet, or by a tunnel that asks who they are. */
export function reachOf({ exposure, project, machine, cluster, deployment }: EnvironmentPlan): Reach | undefined {
  if (exposure.kind === "public") return { url: exposure.url };
  const url = `http://localhost:${port}`;
  if (machine) {
    // The single container serves there itself, without anything before it.
    const inside = deployment.type === "container" ? 7080 : 80;
    const command =
      `gcloud compute start-iap-tunnel ${machine.name} ${inside} --project ${project.id} --zone ${machine.zone} ` +
      `--local-host-port localhost:${port}`;
    return { url, command };
  }
  if (!cluster) return undefined;
  const credentials =
    `gcloud container clusters get-credentials ${cluster.name} --location ${cluster.location} --project ${project.id} ` +
    "--dns-endpoint";
  const forward = `kubectl --namespace ${installationNamespace} port-forward service/sourcegraph-frontend ${port}:30080`;
  return { url, command: `${credentials} && ${forward}` };
}
