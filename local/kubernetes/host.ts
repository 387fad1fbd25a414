import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ClusterHost } from "../google/apis/container/host.ts";
import { ensureKubernetes } from "../toolchain/kubernetes.ts";
import { Cluster } from "./cluster.ts";
import type { FindAddress, Rules } from "./load-balancers.ts";
import { folderName, imagesFile } from "./paths.ts";
import { TokenReviews, type WhoHas } from "./token-reviews.ts";
import type { Disks } from "./volumes.ts";

/** What a host is made with. */
export interface ClusterHostOptions {
  /** Where clusters keep what they have. */
  directory: string;
  /** Who has a token: whoever may call Google's API may do everything in its clusters. */
  whoHas: WhoHas;
  findAddress?: FindAddress;
  disks?: Disks;
  rules?: Rules;
}

/** Runs the control planes of a local cloud's clusters. */
export function createClusterHost({ directory, whoHas, findAddress, disks, rules }: ClusterHostOptions): ClusterHost {
  const clusters = new Map<string, Promise<Cluster>>();
  const reviews = new TokenReviews(whoHas);
  const folderOf = (id: string) => join(directory, folderName(id));

  const launch = async (id: string) =>
    Cluster.start({
      id,
      folder: folderOf(id),
      certificates: directory,
      images: imagesFile(directory),
      programs: await ensureKubernetes(),
      tokenReviews: await reviews.url(),
      ...(findAddress && { findAddress }),
      ...(disks && { disks }),
      ...(rules && { rules }),
    });

  const running = (id: string): Promise<Cluster> => {
    const there = clusters.get(id);
    if (there) return there;
    const starting = launch(id);
    clusters.set(id, starting);
    // One that didn't start can be tried again.
    starting.catch(() => clusters.delete(id));
    return starting;
  };

  const stop = async (id: string) => {
    const cluster = await clusters.get(id)?.catch(() => undefined);
    clusters.delete(id);
    await cluster?.stop();
  };

  return {
    async start(id) {
      const { endpoint, certificateAuthority } = (await running(id)).plane.access;
      return { endpoint, certificateAuthority };
    },
    async remove(id) {
      await stop(id);
      rmSync(folderOf(id), { recursive: true, force: true });
    },
    setNodePool: async (id, pool) => (await running(id)).setNodePool(pool),
    removeNodePool: async (id, pool) => (await running(id)).removeNodePool(pool),
    async stopAll() {
      await Promise.all([...clusters.keys()].map(stop));
      await reviews.stop();
    },
  };
}
