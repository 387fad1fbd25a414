import type { ClusterHost, NodePoolShape } from "../../local/google/apis/container/host.ts";

/** A host of clusters that runs nothing, and tells what it was asked for. */
export class TestHost implements ClusterHost {
  /** What it was asked for, in order: "start projects/p/locations/l/clusters/c". */
  readonly calls: string[] = [];
  /** The node pools of each cluster that there is. */
  readonly clusters = new Map<string, Map<string, NodePoolShape>>();
  /** What each call fails with from now on. */
  failure: Error | undefined;
  /** What each call waits for from now on. */
  gate: Promise<void> = Promise.resolve();
  #ports = new Map<string, number>();

  async start(id: string): Promise<{ endpoint: string; certificateAuthority: string }> {
    await this.#called(`start ${id}`);
    if (!this.clusters.has(id)) this.clusters.set(id, new Map());
    if (!this.#ports.has(id)) this.#ports.set(id, 40_001 + this.#ports.size);
    return { endpoint: `127.0.0.1:${this.#ports.get(id)}`, certificateAuthority: "-----BEGIN CERTIFICATE-----\n" };
  }

  async remove(id: string): Promise<void> {
    await this.#called(`remove ${id}`);
    this.clusters.delete(id);
  }

  async setNodePool(id: string, pool: NodePoolShape): Promise<void> {
    await this.#called(`setNodePool ${id} ${pool.name}`);
    this.clusters.get(id)!.set(pool.name, pool);
  }

  async removeNodePool(id: string, pool: string): Promise<void> {
    await this.#called(`removeNodePool ${id} ${pool}`);
    this.clusters.get(id)!.delete(pool);
  }

  async stopAll(): Promise<void> {
    await this.#called("stopAll");
  }

  async #called(call: string): Promise<void> {
    this.calls.push(call);
    await this.gate;
    if (this.failure) throw this.failure;
  }
}
