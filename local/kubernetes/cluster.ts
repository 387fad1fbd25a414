import { type FSWatcher, mkdirSync, watch } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { NodePoolShape } from "../google/apis/container/host.ts";
import { addAdditions } from "./additions.ts";
import { ControlPlane } from "./control-plane.ts";
import { type FindAddress, LoadBalancers, type Rules } from "./load-balancers.ts";
import { Nodes } from "./nodes.ts";
import { readImages, writeStages } from "./stages.ts";
import { type Disks, Volumes } from "./volumes.ts";

/** What a cluster is started with. */
export interface ClusterOptions {
  /** projects/P/locations/L/clusters/C */
  id: string;
  /** Its own folder. */
  folder: string;
  /** The folder of the certificates that all clusters share. */
  certificates: string;
  /** The folder with the programs' `bin`, as the toolchain obtained them. */
  programs: string;
  /** A file that says which images nodes can pull; it need not be there, and is read again when it changes. */
  images: string;
  /** Where the API server asks who calls with a token that it doesn't know: the URL of a TokenReview webhook. */
  tokenReviews?: string;
  findAddress?: FindAddress;
  disks?: Disks;
  rules?: Rules;
}

/** A local GKE cluster: a control plane, nodes, and what GKE adds. */
export class Cluster {
  readonly plane: ControlPlane;
  readonly #nodes: Nodes;
  readonly #volumes: Volumes;
  readonly #loadBalancers: LoadBalancers;
  readonly #images: FSWatcher;

  private constructor(plane: ControlPlane, options: ClusterOptions, images: FSWatcher) {
    this.plane = plane;
    this.#nodes = new Nodes(plane.client, options.id);
    this.#volumes = new Volumes(plane.client, options.id, options.disks);
    this.#loadBalancers = new LoadBalancers(plane.client, options.id, options.findAddress, options.rules);
    this.#images = images;
  }

  /** Starts a cluster, with what its folder holds from before. Returns when it is ready for use. */
  static async start(options: ClusterOptions): Promise<Cluster> {
    const { folder, certificates, images, tokenReviews } = options;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stages = join(folder, "stages.yaml");
    writeStages(stages, readImages(images));
    const plane = await ControlPlane.start({
      folder,
      certificates,
      programs: join(options.programs, "bin"),
      stages,
      tokenReviews,
    });
    try {
      await addAdditions(plane.client);
    } catch (error) {
      await plane.stop();
      throw error;
    }
    const follow = () => {
      try {
        if (writeStages(stages, readImages(images))) plane.restartStages();
      } catch (error) {
        // Half-written, or a mistake: what was known stays known.
        console.error((error as Error).message);
      }
    };
    // The folder, because the file may not be there, or be replaced.
    const watching = watch(dirname(images), (_, name) => {
      if (name === basename(images)) follow();
    });
    return new Cluster(plane, options, watching);
  }

  setNodePool = (pool: NodePoolShape): Promise<void> => this.#nodes.set(pool);
  removeNodePool = (pool: string): Promise<void> => this.#nodes.remove(pool);

  /** Ends its processes; what it holds stays. */
  async stop(): Promise<void> {
    this.#images.close();
    this.#volumes.stop();
    this.#loadBalancers.stop();
    await this.plane.stop();
  }
}
