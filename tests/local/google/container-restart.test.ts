import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepClusters } from "../../../local/google/apis/container/keeper.ts";
import { Cloud } from "../../../local/google/core/cloud.ts";
import { TestCloud } from "../../support/cloud.ts";
import { TestHost } from "../../support/clusters.ts";
import { ContainerProject } from "../../support/container.ts";

const project = "restarts-1";

describe("local Google: clusters and restarts", () => {
  let directory: string;
  let before: TestCloud;
  let engine: ContainerProject;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "google-"));
    before = await TestCloud.start({}, join(directory, "google.db"));
    await before.project(project, ["container"]);
    engine = new ContainerProject(before, project, "europe-west1-b");
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** The cloud as it is when it is started again, with what its host was asked for when nothing is left to do. */
  async function restarted(): Promise<{ cloud: Cloud; calls: string[] }> {
    const cloud = new Cloud(join(directory, "google.db"));
    const host = new TestHost();
    keepClusters(cloud, host);
    await cloud.work.idle();
    return { cloud, calls: host.calls };
  }

  it("brings the control planes back that there were, and no others", async () => {
    await engine.create("kept");
    await engine.create("gone");
    await engine.change("DELETE", "clusters/gone");
    before.host.failure = new Error("no etcd");
    await engine.finish("POST", "clusters", { cluster: { name: "broken", initialNodeCount: 1 } });
    await before.stop();
    const { cloud, calls } = await restarted();
    cloud.store.close();
    assert.deepEqual(calls, [`start ${engine.path}/clusters/kept`]);
  });

  it("goes on with what it was killed in", async () => {
    before.host.gate = new Promise(() => {});
    const { body } = await engine.send("POST", "clusters", { cluster: { name: "c", initialNodeCount: 1 } });
    await before.abandon();
    const { cloud, calls } = await restarted();
    assert.deepEqual(calls, [`start ${engine.path}/clusters/c`, `setNodePool ${engine.path}/clusters/c default-pool`]);
    const host = "container.googleapis.com";
    const name = `${engine.path}/operations/${body.name}`;
    cloud.operations.poll(host, name);
    assert.equal(cloud.operations.poll(host, name, ({ done }) => ({ done })).done, true);
    cloud.store.close();
    const again = await restarted();
    again.cloud.store.close();
    assert.deepEqual(again.calls, [`start ${engine.path}/clusters/c`]);
  });

  it("takes nothing for a failure that is cut short because it stops", async () => {
    let cut = (_: Error) => {};
    before.host.gate = new Promise((_, reject) => {
      cut = reject;
    });
    const { body } = await engine.send("POST", "clusters", { cluster: { name: "c", initialNodeCount: 1 } });
    before.cloud.work.stop();
    cut(new Error("stopped"));
    await before.stop();
    const { cloud, calls } = await restarted();
    assert.deepEqual(calls, [`start ${engine.path}/clusters/c`, `setNodePool ${engine.path}/clusters/c default-pool`]);
    const poll = () => cloud.operations.poll("container.googleapis.com", `${engine.path}/operations/${body.name}`);
    poll();
    assert.deepEqual([poll().done, poll().error], [true, undefined]);
    cloud.store.close();
  });

  it("leaves the control planes of deleted projects at rest", async () => {
    await engine.create("c");
    await before.send("cloudresourcemanager", "DELETE", `/v1/projects/${project}`);
    await before.stop();
    const { cloud, calls } = await restarted();
    cloud.store.close();
    assert.deepEqual(calls, []);
  });
});
