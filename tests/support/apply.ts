import type { LiveObject, LivePod, WorkloadStatus } from "../../kubernetes/workloads.ts";
import { workloadStatuses } from "../../kubernetes/workloads.ts";
import type { KubernetesClient } from "../../local/kubernetes/client.ts";
import type { Manifest } from "../../sourcegraph/targets/kubernetes/manifest.ts";

/** The object as the API server's paths say it. */
function pathOf({ apiVersion, kind, metadata }: Manifest): string {
  const base = apiVersion!.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = kind!.toLowerCase().replace(/y$/, "ie").replace(/ss$/, "sse");
  return `${base}${metadata.namespace ? `/namespaces/${metadata.namespace}` : ""}/${plural}s/${metadata.name}`;
}

/** How the API server took an object: what it refused, and what it warned of. */
export interface Verdict {
  object: string;
  status: number;
  message: string;
  warnings: string[];
}

/** Gives an object to the API server, by server-side apply with strict validation. `dryRun`: only asks whether it would. */
export function apply(client: KubernetesClient, manifest: Manifest, dryRun = false): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const query = `fieldManager=test&force=true&fieldValidation=Strict${dryRun ? "&dryRun=All" : ""}`;
    const call = client.open("PATCH", `${pathOf(manifest)}?${query}`, "application/apply-patch+yaml", (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk;
      });
      response.on("error", reject);
      response.on("end", () => {
        const status = response.statusCode!;
        resolve({
          object: `${manifest.kind} ${manifest.metadata.name}`,
          status,
          message: status >= 400 ? (JSON.parse(text) as { message: string }).message : "",
          warnings: [response.headers.warning ?? []].flat(),
        });
      });
    });
    call.on("error", reject);
    call.end(JSON.stringify(manifest));
  });
}

/** How the workloads of namespaces are. */
export async function workloadsIn(client: KubernetesClient, namespaces: readonly string[]): Promise<WorkloadStatus[]> {
  const kinds = { deployments: "Deployment", statefulsets: "StatefulSet", daemonsets: "DaemonSet" };
  const found = await Promise.all(
    namespaces.map(async (namespace) => {
      const list = async <T>(path: string) =>
        (await client.get<{ items: T[] }>(`/${path.replace("*", `namespaces/${namespace}`)}`)).items;
      const objects = await Promise.all([
        ...Object.entries(kinds).map(async ([plural, kind]) =>
          (await list<LiveObject>(`apis/apps/v1/*/${plural}`)).map((item) => ({ ...item, kind })),
        ),
        list<LiveObject>("apis/batch/v1/*/jobs").then((items) => items.map((item) => ({ ...item, kind: "Job" }))),
      ]);
      return { objects: objects.flat(), pods: await list<LivePod>("api/v1/*/pods") };
    }),
  );
  return workloadStatuses(
    found.flatMap(({ objects }) => objects),
    found.flatMap(({ pods }) => pods),
  );
}
