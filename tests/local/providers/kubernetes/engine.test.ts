import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestCluster, testCluster } from "../../../support/kubernetes.ts";
import { Project } from "./project.ts";

/** A program with what a team runs: read from what the test writes beside it. */
const program = `
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { Provider } from "@pulumi/kubernetes/provider.js";

const wish = JSON.parse(readFileSync("wish.json", "utf8"));
const provider = new Provider("cluster", { kubeconfig: wish.kubeconfig });
const opts = { provider };
const team = new Namespace("team", { metadata: { name: "team" } }, opts);
const namespace = team.metadata.name;
const settings = new ConfigMap("settings", { metadata: { namespace }, data: { level: wish.level } }, opts);
const password = new Secret("password", { metadata: { namespace }, stringData: { password: "hunter22-of-the-test" } }, opts);
const labels = { app: "web" };
const service = new Service("service", {
  metadata: { namespace, name: "web" },
  spec: { selector: labels, ports: [{ port: 80 }], clusterIP: wish.clusterIP },
}, opts);
const web = new Deployment("web", {
  metadata: { namespace, name: "web" },
  spec: {
    replicas: wish.replicas,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        nodeSelector: wish.nodeSelector,
        containers: [{
          name: "web",
          image: wish.image,
          resources: { requests: { cpu: "1000m" } },
          envFrom: [{ configMapRef: { name: settings.metadata.name } }, { secretRef: { name: password.metadata.name } }],
        }],
      },
    },
  },
}, { ...opts, customTimeouts: { create: "3s", update: wish.patience } });

if (wish.another) {
  // Its kubeconfig is only known once something else has been made.
  const another = new Provider("another", { kubeconfig: password.metadata.uid });
  new ConfigMap("elsewhere", { data: { a: "1" } }, { provider: another });
}

export const clusterIP = service.spec.clusterIP;
export const ready = web.status.readyReplicas;
export const secret = password.data;
`;

describe("local kubernetes provider: on the real engine", () => {
  let cluster: TestCluster;
  let project: Project;
  const usual = { level: "1", replicas: 1, image: "us-docker.pkg.dev/x/web:1", patience: "20s" };

  before(async () => {
    [cluster, project] = await Promise.all([testCluster(), Project.start()]);
    project.write("program.ts", program);
    wish({});
  });
  after(async () => {
    project?.remove();
    await cluster?.end();
  });

  /** Writes what the program is to want: the usual, but for some changes. */
  function wish(changes: object): void {
    project.write("wish.json", JSON.stringify({ kubeconfig: cluster.kubeconfigFile, ...usual, ...changes }));
  }
  const next = { level: "2", replicas: 2, clusterIP: "None" };
  const outputs = () => project.state()["trial-dev"]!.outputs;
  const pathOf = "/apis/apps/v1/namespaces/team/deployments/web";

  it("previews all of it before any of it is there, nor the cluster of some of it", async () => {
    wish({ another: true });
    const { code, steps, said } = await project.preview();
    assert.deepEqual([code, said], [0, {}]);
    const names = ["another", "cluster", "elsewhere", "password", "service", "settings", "team", "trial-dev", "web"];
    assert.deepEqual(Object.keys(steps).toSorted(), names);
    assert.ok(Object.values(steps).every((step) => step.join() === "create"));
    assert.equal(await cluster.client.find("/api/v1/namespaces/team"), undefined);
  });

  it("brings it up, waits for it, and keeps its secrets", async () => {
    wish({});
    const { code, text, said } = await project.up();
    assert.deepEqual([code, said], [0, {}]);
    const { clusterIP, ready } = outputs();
    assert.match(String(clusterIP), /^\d+\.\d+\.\d+\.\d+$/);
    assert.equal(ready, 1);
    assert.equal(project.state().web!.id, "team/web");
    const encoded = Buffer.from("hunter22-of-the-test").toString("base64");
    // What the program's SDK sends for debugging holds the answers of the engine as they are.
    const shown = text.split("\n").filter((line) => !line.includes('"severity":"debug"'));
    for (const all of [project.written(), shown.join("\n")]) {
      assert.ok(!all.includes("hunter22-of-the-test") && !all.includes(encoded), "a secret can be read");
    }
  });

  it("has nothing to refresh afterwards, nor to do", async () => {
    const { code, steps } = await project.refresh();
    assert.deepEqual([code, steps], [0, {}]);
    assert.deepEqual((await project.preview()).steps, {});
  });

  it("changes in place what can be, and replaces the rest: first what keeps its name, last what gets another", async () => {
    wish(next);
    const { steps, differences } = await project.preview();
    assert.deepEqual(steps, {
      settings: ["create-replacement", "replace", "delete-replaced"],
      service: ["delete-replaced", "replace", "create-replacement"],
      web: ["update"],
    });
    assert.deepEqual(differences, {
      settings: ["!data.level"],
      service: ["!spec.clusterIP"],
      web: ["spec.replicas", "spec.template.spec.containers[0].envFrom[0].configMapRef.name"],
    });
    const { code, said } = await project.up();
    assert.deepEqual([code, said], [0, {}]);
    const { clusterIP, ready } = outputs();
    assert.deepEqual([clusterIP, ready], ["None", 2]);
  });

  it("finds what somebody changed, and mends it", async () => {
    const edit = { metadata: { labels: { theirs: "1" } }, spec: { replicas: 1 } };
    await cluster.client.ask("PATCH", `${pathOf}?fieldManager=kubectl-edit`, edit, "application/merge-patch+json");
    await project.refresh();
    const { code, steps, differences } = await project.up();
    assert.deepEqual([code, steps, differences.web], [0, { web: ["update"] }, ["spec.replicas"]]);
    const live = await cluster.client.get<{ spec: { replicas: number }; metadata: { labels?: object } }>(pathOf);
    assert.deepEqual([live.spec.replicas, live.metadata.labels], [2, undefined]);
  });

  it("keeps in the state what isn't ready in time", async () => {
    wish({ ...next, image: "nowhere.example/web:1", patience: "1s" });
    const { code, said } = await project.up();
    assert.equal(code, 1);
    const words = /Deployment team\/web isn't ready after 1 s\n\s*\* Pod web-\w+-\w+, container web: \w+/;
    assert.match(said.web!.join("\n"), words);
    const [first, ...reasons] = project.state().web!.initErrors!;
    assert.equal(first, "Deployment team/web isn't ready after 1 s");
    assert.ok(reasons.length > 0);
  });

  it("ends its waiting when it is interrupted, leaves nothing open, and mends it with the next update", async () => {
    wish({ ...next, nodeSelector: { none: "1" }, patience: "10m" });
    let interrupted = false;
    const { code, said } = await project.pulumi(["up", "--yes", "--skip-preview", "--json"], (text, interrupt) => {
      if (interrupted || !text.includes("FailedScheduling")) return;
      interrupted = true;
      interrupt();
    });
    assert.ok(interrupted);
    assert.notEqual(code, 0);
    assert.match(said.web!.join("\n"), /Deployment team\/web wasn't waited for to the end/);
    assert.equal(project.state().web!.initErrors![0], "Deployment team/web wasn't waited for to the end");
    wish(next);
    const { code: mended, steps } = await project.up();
    assert.deepEqual([mended, steps], [0, { web: ["update"] }]);
    assert.equal(project.state().web!.initErrors, undefined);
  });

  it("takes in what is there already by its ID, and sees at a refresh what is gone", async () => {
    await cluster.client.create("/api/v1/namespaces/team/configmaps", {
      metadata: { name: "there" },
      data: { a: "1" },
    });
    const provider = "cluster=urn:pulumi:dev::trial::pulumi:providers:kubernetes::cluster";
    const args = ["import", "kubernetes:core/v1:ConfigMap", "there", "team/there", "--yes", "--skip-preview"];
    const { code, text } = await project.pulumi([...args, "--generate-code=false", "--provider", provider]);
    assert.equal(code, 0, text);
    assert.deepEqual(project.state().there!.outputs.data, { a: "1" });
    await cluster.client.remove("/api/v1/namespaces/team/configmaps/there");
    await project.refresh();
    assert.equal("there" in project.state(), false);
  });

  it("takes all of it down", async () => {
    const { code, said } = await project.destroy();
    assert.deepEqual([code, said], [0, {}]);
    assert.equal(await cluster.client.find("/api/v1/namespaces/team"), undefined);
  });

  it("previews without a cluster that answers, and says so", async () => {
    const lonely = join(project.root, "lonely");
    project.write("lonely", cluster.kubeconfig.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:1"));
    wish({ kubeconfig: lonely });
    const { code, said } = await project.preview();
    const start =
      "the cluster can't be reached, so nothing was checked with it: the API server at https://127.0.0.1:1 doesn't answer";
    assert.equal(code, 0);
    assert.ok(said.team?.join().startsWith(start), said.team?.join());
  });

  it("complains about settings that it doesn't know", async () => {
    project.write(
      "program.ts",
      `
import { Provider } from "@pulumi/kubernetes/provider.js";
new Provider("cluster", { kubeconfig: "{}", enableServerSideApply: false, renderYamlToDirectory: "out" } as never);
`,
    );
    const { code, said } = await project.preview();
    assert.equal(code, 1);
    const complaints = said.cluster!.join("\n");
    assert.match(complaints, /knows server-side apply only/);
    assert.match(complaints, /renderYamlToDirectory is not known to the local stand-in/);
  });
});
