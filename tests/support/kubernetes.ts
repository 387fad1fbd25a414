import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodePoolShape } from "../../local/google/apis/container/host.ts";
import type { KubernetesClient } from "../../local/kubernetes/client.ts";
import { Cluster, type ClusterOptions } from "../../local/kubernetes/cluster.ts";
import { adminKubeconfig } from "../../local/kubernetes/kubeconfig.ts";
import type { Images } from "../../local/kubernetes/stages.ts";
import { ensureKubernetes } from "../../local/toolchain/kubernetes.ts";

/** A node pool of e2-standard-8 with one node in each of two zones, except as `changes` say. */
export const testPool = (changes: Partial<NodePoolShape> = {}): NodePoolShape => ({
  name: "main",
  machineType: "e2-standard-8",
  cpus: 8,
  memoryBytes: 32 * 2 ** 30,
  zones: ["us-central1-a", "us-central1-b"],
  nodesPerZone: 1,
  labels: {},
  taints: [],
  diskGigabytes: 100,
  ...changes,
});

/** A cluster of a test's own. */
export interface TestCluster {
  cluster: Cluster;
  client: KubernetesClient;
  /** The text of a kubeconfig that may do everything, and a file that holds it. */
  kubeconfig: string;
  kubeconfigFile: string;
  /** Where it keeps what it has. */
  folder: string;
  /** Says which images nodes can pull from now on. */
  setImages(images: Partial<Images>): void;
  /** Stops it and removes all of it. */
  end(): Promise<void>;
}

/** How a cluster of a test is called. */
export const testClusterId = "projects/test-project/locations/us-central1/clusters/test";

/**
 * Starts a cluster in a temporary folder, with a node pool of the given shape. `outside`: where its disks and load
 * balancers are. Takes about three seconds; on a machine
 * with much else to do, many times as long.
 */
export async function testCluster(
  shape: Partial<NodePoolShape> = {},
  outside: Pick<ClusterOptions, "disks" | "rules"> = {},
): Promise<TestCluster> {
  const directory = mkdtempSync(join(tmpdir(), "sgdist-kubernetes-"));
  const folder = join(directory, "cluster");
  const images = join(directory, "images.json");
  const programs = await ensureKubernetes();
  const cluster = await Cluster.start({
    id: testClusterId,
    folder,
    certificates: directory,
    images,
    programs,
    ...outside,
  });
  const kubeconfig = adminKubeconfig(cluster.plane.access);
  const kubeconfigFile = join(directory, "kubeconfig");
  writeFileSync(kubeconfigFile, kubeconfig, { mode: 0o600 });
  const test: TestCluster = {
    cluster,
    client: cluster.plane.client,
    kubeconfig,
    kubeconfigFile,
    folder,
    setImages: (known) => writeFileSync(images, JSON.stringify(known)),
    async end() {
      await cluster.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  try {
    await cluster.setNodePool(testPool(shape));
  } catch (error) {
    await test.end();
    throw error;
  }
  return test;
}
