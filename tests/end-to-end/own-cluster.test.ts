import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestCluster, testCluster } from "../support/kubernetes.ts";
import { until } from "../support/processes.ts";
import { TestProject } from "../support/project.ts";
import { current, goodFiles } from "../support/specification.ts";

const environment = "environments/demo.yaml";
const classes = "/apis/storage.k8s.io/v1/storageclasses";

/** A specification whose only environment is disposable and on Kubernetes. */
function files(): Map<string, string> {
  const all = current(goodFiles());
  all.delete("environments/live.yaml");
  const demo = all.get(environment)!.replace("type: container", "type: kubernetes").concat("budget: 400\n");
  return all.set("ledger.yaml", all.get("ledger.yaml")!.replace(/^tst-live.*\n/m, "")).set(environment, demo);
}

describe("an application in a cluster of one's own", () => {
  let project: TestProject;
  let own: TestCluster;

  before(async () => {
    own = await testCluster({ machineType: "e2-standard-16", cpus: 16, memoryBytes: 64 * 2 ** 30 });
    project = new TestProject(files());
    await project.sgdist(["local", "up"]);
    const { code, stdout, stderr } = await project.sgdist(["up", "bootstrap", "organization", "env-demo"]);
    assert.equal(code, 0, stdout + stderr);
    // Makes the stack, so that it can be given settings.
    assert.equal((await project.sgdist(["preview", "app-demo"])).code, 0);
    const file = join(project.root, "own-kubeconfig");
    writeFileSync(file, own.kubeconfig);
    const set = await project.pulumi([
      "config",
      "set",
      "--secret",
      "kubernetes:kubeconfig",
      own.kubeconfig,
      "--stack",
      "app-demo",
    ]);
    assert.equal(set.code, 0, set.stderr);
  });
  after(async () => {
    await project?.remove();
    await own?.end();
  });

  const deployments = async () =>
    (await own.client.get<{ items: object[] }>("/apis/apps/v1/namespaces/sourcegraph/deployments")).items.length;

  it("waits for claims that no storage class makes, names them, and goes on once there is one", async () => {
    const list = await own.client.get<{ items: { metadata: { name: string; resourceVersion?: string } }[] }>(classes);
    for (const { metadata } of list.items) await own.client.delete(`${classes}/${metadata.name}`);
    const { code, stdout, stderr } = await project.sgdist(["up", "app-demo"], { SGDIST_WORKLOAD_SECONDS: "15" });
    assert.equal(code, 1);
    const told = stdout + stderr;
    assert.match(told, /pgsql/);
    assert.match(told, /storage ?class|unbound immediate PersistentVolumeClaims|persistentvolumeclaim/i);
    for (const item of list.items) {
      const { name } = item.metadata;
      await own.client.create(classes, { ...item, metadata: { ...item.metadata, name, resourceVersion: undefined } });
    }
    const again = await project.sgdist(["up", "app-demo"]);
    assert.equal(again.code, 0, again.stdout + again.stderr);
    assert.equal(await deployments(), 10);
  });

  it("shows how its services are, and keeps its kubeconfig out of what it prints and of its state", async () => {
    const { stdout } = await project.sgdist(["status", "--json"]);
    const { applications } = JSON.parse(stdout);
    assert.equal(applications[0].services.length, 19);
    for (const { name, ready, wanted } of applications[0].services) assert.equal(ready, wanted, name);
    const token = /token: "?([^"\s]+)/.exec(own.kubeconfig)![1]!;
    const state = project.read(".local/state/.pulumi/stacks/sourcegraph-distribution/app-demo.json");
    assert.ok(!stdout.includes(token) && !state.includes(token));
  });

  it("is not lost when the API server goes away in the middle of an update", async () => {
    project.edit(environment, "size: xs", "size: s");
    const path = "/apis/apps/v1/namespaces/sourcegraph/statefulsets/pgsql";
    const generation = async () =>
      (await own.client.get<{ metadata: { generation: number } }>(path)).metadata.generation;
    const before = await generation();
    const running = project.start(["up", "app-demo"]);
    await until("the update of pgsql", async () => (await generation()) > before);
    process.kill(own.cluster.plane.pid("kube-apiserver")!, "SIGKILL");
    const { code, stdout, stderr } = await running.ended;
    // It comes back by itself, within what the provider has patience for or after.
    if (code !== 0) assert.match(stdout + stderr, /API server|ECONNREFUSED|ECONNRESET|socket hang up|reach/i);
    const again = await project.sgdist(["up", "app-demo"]);
    assert.equal(again.code, 0, again.stdout + again.stderr);
    const { code: unchanged } = await project.sgdist(["preview", "app-demo", "--expect-no-changes"]);
    assert.equal(unchanged, 0);
  });
});
