import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import type { Properties } from "../../../../local/providers/grpc/values.ts";
import { Incomplete } from "../../../../local/providers/kubernetes/completion.ts";
import { type TestCluster, testCluster } from "../../../support/kubernetes.ts";
import { Bench } from "./bench.ts";

describe("local kubernetes provider: waiting on a cluster", () => {
  let cluster: TestCluster;
  let bench: Bench;

  before(async () => {
    cluster = await testCluster();
    bench = new Bench(cluster.kubeconfig);
    await bench.create("core/v1:Namespace", { metadata: { name: "team" } });
  });
  after(async () => {
    bench?.session.close();
    await end();
  });

  let ended = false;
  /** Ends the cluster, once. */
  async function end(): Promise<void> {
    if (!ended) await cluster?.end();
    ended = true;
  }

  const image = "us-docker.pkg.dev/x/app:1";
  const meta = (name: string, annotations: Properties = {}) => ({ name, namespace: "team", annotations });
  const template = (name: string, spec: Properties = {}) => ({
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: "app", image }], ...spec },
  });
  const workload = (name: string, spec: Properties = {}, more: Properties = {}) => ({
    metadata: meta(name),
    spec: { replicas: 1, selector: { matchLabels: { app: name } }, template: template(name, spec), ...more },
  });

  /** What is kept of something that was made but isn't ready. */
  async function incomplete(making: Promise<unknown>): Promise<Incomplete["halfMade"]> {
    const error = await making.then(
      () => assert.fail("it became ready"),
      (cause: unknown) => cause,
    );
    if (!(error instanceof Incomplete)) throw error;
    return error.halfMade;
  }

  it("waits for what becomes ready, and says what it waits for", async () => {
    const { state } = await bench.create(
      "apps/v1:Deployment",
      workload("web", {}, { replicas: 2, minReadySeconds: 2 }),
    );
    assert.equal((state.status as Properties).availableReplicas, 2);
    // How many are available by the first look, the machine decides; that all are takes two seconds.
    const waiting = bench.statuses.filter((text) => /^Waiting for pods to be available \([01]\/2\)$/.test(text));
    assert.ok(waiting.length > 0, bench.statuses.join("\n"));
    assert.equal(bench.statuses.at(-1), "");
    const service = {
      metadata: meta("web"),
      spec: { selector: { app: "web" }, ports: [{ port: 80 }], type: "LoadBalancer" },
    };
    const balanced = await bench.create("core/v1:Service", service);
    assert.ok(JSON.stringify(balanced.state.status).includes('"ip"'));
    const job = { metadata: meta("once"), spec: { template: template("once", { restartPolicy: "Never" }) } };
    const done = await bench.create("batch/v1:Job", job);
    assert.equal((done.state.status as Properties).succeeded, 1);
  });

  it("waits for the volumes of a stateful set, but not for a claim that only a pod can get bound", async () => {
    const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
    const claim = await bench.create("core/v1:PersistentVolumeClaim", { metadata: meta("later"), spec });
    assert.deepEqual(claim.state.status, { phase: "Pending" });
    const volumeClaimTemplates = [{ metadata: { name: "data" }, spec }];
    const db = workload("db", {}, { serviceName: "db", volumeClaimTemplates });
    const { state } = await bench.create("apps/v1:StatefulSet", db);
    assert.equal((state.status as Properties).readyReplicas, 1);
  });

  it("keeps what isn't ready in time, with the reasons that people know", async () => {
    const late = (type: string, given: Properties, timeout: number) =>
      incomplete(bench.create(type, given, { timeout }));
    const nowhere = [{ name: "app", image: "nowhere.example/app:1" }];
    const huge = [{ name: "app", image, resources: { requests: { cpu: "100" } } }];
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "classless" } }];
    const resources = { requests: { storage: "1Gi" } };
    const claim = { accessModes: ["ReadWriteOnce"], storageClassName: "none", resources };
    const service = {
      metadata: meta("unreached", { "pulumi.com/timeoutSeconds": "1" }),
      spec: { selector: { app: "none" }, ports: [{ port: 80 }] },
    };
    const [refused, unscheduled, classless, mounting, unreached] = await Promise.all([
      late("apps/v1:Deployment", workload("refused", { containers: nowhere }), 2),
      late("apps/v1:StatefulSet", workload("huge", { containers: huge }, { serviceName: "x" }), 1),
      late("core/v1:PersistentVolumeClaim", { metadata: meta("classless"), spec: claim }, 1),
      late("core/v1:Pod", { metadata: meta("mounting"), spec: template("", { volumes }).spec }, 2),
      late("core/v1:Service", service, 0),
    ]);

    assert.equal(refused.id, "team/refused");
    assert.equal(typeof (refused.state.metadata as Properties).uid, "string");
    assert.equal(refused.reasons[0], "Deployment team/refused isn't ready after 2 s");
    const pulling = /^Pod refused-\w+-\w+, container app: (ImagePullBackOff|ErrImagePull): .*nowhere\.example\/app:1/;
    assert.match(refused.reasons[1]!, pulling);
    assert.equal(refused.reasons[2], "MinimumReplicasUnavailable: Deployment does not have minimum availability.");
    const insufficient = /^Pod huge-0: FailedScheduling: 0\/2 nodes are available: 2 Insufficient cpu/;
    assert.match(unscheduled.reasons[1]!, insufficient);
    const noClass = 'PersistentVolumeClaim classless: ProvisioningFailed: storageclass.storage.k8s.io "none" not found';
    assert.deepEqual(classless.reasons, ["PersistentVolumeClaim team/classless isn't ready after 1 s", noClass]);
    const unbound = /^Pod mounting: FailedScheduling: 0\/2 nodes are available: pod has unbound immediate/;
    assert.match(mounting.reasons[1]!, unbound);
    assert.equal(mounting.reasons[2], noClass);
    assert.deepEqual(unreached.reasons, [
      "Service team/unreached isn't ready after 1 s",
      "The service reaches no pods: the selected ones aren't ready, or spec.selector matches no labels of any pod",
    ]);
  });

  it("shows at a refresh what isn't ready, and has it mended by an update", async () => {
    const wrong = workload("mended", { containers: [{ name: "app", image: "nowhere.example/app:1" }] });
    const { inputs } = await bench.check("apps/v1:Deployment", wrong);
    const { id, state } = await incomplete(bench.create("apps/v1:Deployment", wrong, { timeout: 1 }));
    const before = { urn: "urn:pulumi:dev::project::kubernetes:apps/v1:Deployment::mended", id, state, inputs };
    const read = await incomplete(bench.read(before));
    assert.equal(read.reasons[0], "Deployment team/mended isn't ready");
    assert.deepEqual(read.inputs, inputs);
    const mended = await bench.update({ ...before, state: read.state }, workload("mended"));
    assert.ok(await bench.read(mended));
  });

  it("doesn't wait for what has failed, or asks not to be waited for", async () => {
    const failing = {
      metadata: meta("failing"),
      spec: {
        activeDeadlineSeconds: 1,
        template: template("failing", { restartPolicy: "Never", nodeSelector: { none: "1" } }),
      },
    };
    const { reasons } = await incomplete(bench.create("batch/v1:Job", failing));
    assert.deepEqual(reasons.slice(0, 2), [
      "Job team/failing has failed",
      "DeadlineExceeded: Job was active longer than specified deadline",
    ]);
    const skipped = workload("skipped", { nodeSelector: { none: "1" } });
    skipped.metadata.annotations = { "pulumi.com/skipAwait": "true" };
    const made = await bench.create("apps/v1:Deployment", skipped);
    assert.ok(await bench.read(made));
  });

  it("waits for what an annotation asks for", async () => {
    const waitFor = meta("waits", { "pulumi.com/waitFor": "jsonpath={.data.done}=yes" });
    const waiting = new Bench(cluster.kubeconfig);
    const asked = new Promise<void>((resolve) => {
      waiting.onStatus = () => resolve();
    });
    const making = waiting.create("core/v1:ConfigMap", { metadata: waitFor, data: {} });
    await asked;
    await cluster.client.patch("/api/v1/namespaces/team/configmaps/waits", { data: { done: "yes" } });
    assert.deepEqual((await making).state.data, { done: "yes" });
    assert.deepEqual(waiting.statuses, ["Waiting for jsonpath={.data.done}=yes", "It is as awaited", ""]);
    waiting.session.close();
  });

  it("notices when what it waits for is deleted", async () => {
    const waiting = new Bench(cluster.kubeconfig);
    const asked = new Promise<void>((resolve) => {
      waiting.onStatus = () => resolve();
    });
    const making = incomplete(waiting.create("apps/v1:Deployment", workload("taken", { nodeSelector: { none: "1" } })));
    await asked;
    await cluster.client.remove("/apis/apps/v1/namespaces/team/deployments/taken");
    assert.deepEqual((await making).reasons, ["Deployment team/taken was deleted while it was waited for"]);
    waiting.session.close();
  });

  it("stops waiting when it is cancelled, and keeps what there is", async () => {
    const waiting = new Bench(cluster.kubeconfig);
    waiting.onStatus = (text) => {
      if (text.includes("FailedScheduling")) waiting.session.cancel();
    };
    const making = waiting.create("apps/v1:Deployment", workload("cancelled", { nodeSelector: { none: "1" } }));
    const { id, reasons } = await incomplete(making);
    assert.equal(id, "team/cancelled");
    assert.equal(reasons[0], "Deployment team/cancelled wasn't waited for to the end");
    assert.match(reasons[1]!, /^Pod cancelled-\w+-\w+: FailedScheduling: 0\/2 nodes/);
  });

  it("replaces a job that isn't ready where the annotation asks for it", async () => {
    const annotations = { "pulumi.com/replaceUnready": "true" };
    const job = (name: string, spec: Properties) => ({
      metadata: meta(name, annotations),
      spec: { template: template(name, { restartPolicy: "Never", ...spec }) },
    });
    const done = await bench.create("batch/v1:Job", job("done", {}));
    assert.deepEqual(await bench.diff(done, job("done", {})), []);
    const stuck = job("stuck", { nodeSelector: { none: "1" } });
    const { inputs } = await bench.check("batch/v1:Job", stuck);
    const { id, state } = await incomplete(bench.create("batch/v1:Job", stuck, { timeout: 1 }));
    const before = { urn: "urn:pulumi:dev::project::kubernetes:batch/v1:Job::stuck", id, state, inputs };
    assert.deepEqual(await bench.diff(before, stuck), ['!update metadata.annotations["pulumi.com/replaceUnready"]']);
  });

  describe("when the API server", () => {
    /** A kubeconfig whose user is a program that counts how often it runs, and gives out what a file says. */
    function withPlugin(token: string): { text: string; runs: () => number; tokenFile: string } {
      const folder = dirname(cluster.kubeconfigFile);
      const [command, runs, tokenFile] = ["plugin", "runs", "token"].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ];
      writeFileSync(tokenFile, token);
      const credential =
        '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"%s"}}';
      writeFileSync(command, `#!/bin/sh\necho run >> ${runs}\nprintf '${credential}' "$(cat ${tokenFile})"\n`);
      chmodSync(command, 0o755);
      const config = parse(cluster.kubeconfig) as { users: { user: object }[] };
      config.users[0]!.user = { exec: { apiVersion: "client.authentication.k8s.io/v1beta1", command } };
      const count = () => (existsSync(runs) ? readFileSync(runs, "utf8").trim().split("\n").length : 0);
      return { text: stringify(config), runs: count, tokenFile };
    }
    const token = () => (parse(cluster.kubeconfig) as { users: { user: { token: string } }[] }).users[0]!.user.token;

    it("wants credentials of a program, it is asked once, and again when they don't hold any more", async () => {
      const { text, runs, tokenFile } = withPlugin("stale");
      const bench = new Bench(text);
      writeFileSync(tokenFile, token());
      const names = ["a", "b", "c", "d"];
      await Promise.all(names.map((name) => bench.import("core/v1:ConfigMap", `team/${name}`)));
      assert.equal(runs(), 1);
      bench.session.close();
      const stale = withPlugin("stale");
      const again = new Bench(stale.text);
      const before = stale.runs();
      // The first run gets what doesn't hold; the program then gives out what does.
      const checking = again.session.meet();
      await checking;
      assert.match(again.session.unreachable!, /Unauthorized/);
      assert.equal(stale.runs(), before + 2);
      writeFileSync(stale.tokenFile, token());
      await again.import("core/v1:ConfigMap", "team/a");
      assert.equal(again.session.unreachable, undefined);
      assert.equal(stale.runs(), before + 3);
      again.session.close();
    });

    it("doesn't get an answer through, it is found out whether the object was made", async () => {
      // Between client and server, something that drops the next answer when asked to.
      let dropped = 0;
      let drops = 0;
      const target = new URL(parse(cluster.kubeconfig).clusters[0].cluster.server);
      const between = createServer((client) => {
        const server = connect(Number(target.port), target.hostname);
        client.pipe(server);
        server.on("data", (answer) => {
          if (drops === 0) return void client.write(answer);
          drops--;
          dropped++;
          client.destroy();
        });
        for (const socket of [client, server]) {
          socket.on("error", () => {});
          socket.on("close", () => [client, server].map((each) => each.destroy()));
        }
      });
      await new Promise<void>((resolve) => between.listen(0, "127.0.0.1", resolve));
      const { port } = between.address() as AddressInfo;
      const losing = new Bench(cluster.kubeconfig.replace(target.port, String(port)));
      await losing.create("core/v1:ConfigMap", { metadata: meta("heard") });
      drops = 1;
      const { id, state } = await losing.create("core/v1:ConfigMap", { metadata: meta("unheard"), data: { a: "1" } });
      assert.deepEqual([id, state.data, dropped], ["team/unheard", { a: "1" }, 1]);
      drops = 1;
      const theirs = losing.create("core/v1:ConfigMap", { metadata: meta("heard") });
      await assert.rejects(theirs, { message: /^ConfigMap team\/heard couldn't be created: .*already exists/ });
      assert.equal(dropped, 2);
      losing.session.close();
      between.close();
    });

    it("goes away in the middle and comes back, nothing is lost and nothing made twice", async () => {
      const steady = new Bench(cluster.kubeconfig, {}, { request: 30_000 });
      const names = Array.from({ length: 40 }, (_, index) => `through-${index}`);
      const making = names.map((name) => steady.create("core/v1:ConfigMap", { metadata: meta(name), data: { name } }));
      const waiting = steady.create("apps/v1:Deployment", workload("through", {}, { replicas: 3 }));
      await making[0];
      process.kill(cluster.cluster.plane.pid("kube-apiserver")!, "SIGKILL");
      const made = await Promise.all(making);
      assert.deepEqual(
        made.map(({ id }) => id),
        names.map((name) => `team/${name}`),
      );
      assert.equal(((await waiting).state.status as Properties).availableReplicas, 3);
      steady.session.close();
    });

    it("isn't there, it says so with what to do, for all that can't be done without it", async () => {
      const config = parse(cluster.kubeconfig) as { clusters: { cluster: { server: string } }[] };
      config.clusters[0]!.cluster.server = "https://127.0.0.1:1";
      const away = stringify(config);
      const made = await bench.create("core/v1:ConfigMap", { metadata: meta("kept"), data: { a: "1" } });
      const reason = "the API server at https://127.0.0.1:1 doesn't answer: connect ECONNREFUSED 127.0.0.1:1";
      const start = async (settings: Properties) => {
        const lonely = new Bench(away, settings, { request: 100 });
        await lonely.session.meet();
        return lonely;
      };
      const lonely = await start({});
      const given = { metadata: { name: "new" }, data: { a: "1" } };
      const { state } = await lonely.create("core/v1:ConfigMap", given, { preview: true });
      assert.equal((state.metadata as Properties).namespace, "default");
      assert.deepEqual(lonely.warnings, [`the cluster can't be reached, so nothing was checked with it: ${reason}`]);
      const role = await lonely.check("rbac.authorization.k8s.io/v1:ClusterRole", { metadata: { name: "r" } });
      assert.deepEqual(role.inputs.metadata, { name: "r" });
      const start_ = `the cluster can't be reached: ${reason}. Check that it runs`;
      const failing = (error: Error) => error.message.startsWith(start_);
      await assert.rejects(lonely.create("core/v1:ConfigMap", given), failing);
      await assert.rejects(lonely.update(made, { metadata: meta("kept"), data: { a: "2" } }), failing);
      const forgetting = /PULUMI_K8S_DELETE_UNREACHABLE=true/;
      await assert.rejects(lonely.read(made), (error: Error) => failing(error) && forgetting.test(error.message));
      await assert.rejects(lonely.remove(made), (error: Error) => failing(error) && forgetting.test(error.message));

      const deleting = await start({ deleteUnreachable: "true" });
      assert.equal(await deleting.read(made), undefined);
      await deleting.remove(made);
      const skipping = await start({ skipUpdateUnreachable: "true" });
      assert.deepEqual(await skipping.read(made), { state: made.state, inputs: made.inputs });
      assert.deepEqual((await skipping.check("core/v1:ConfigMap", given, made.inputs)).inputs, made.inputs);
    });

    it("goes away for good while something is waited for, that is said of the object", async () => {
      const waiting = new Bench(cluster.kubeconfig, {}, { request: 500 });
      const asked = new Promise<void>((resolve) => {
        waiting.onStatus = (text) => text.includes("FailedScheduling") && resolve();
      });
      const making = incomplete(
        waiting.create("apps/v1:Deployment", workload("stranded", { nodeSelector: { none: "1" } })),
      );
      await asked;
      await end();
      const { id, reasons } = await making;
      assert.equal(id, "team/stranded");
      assert.equal(reasons[0], "Deployment team/stranded can't be seen any more");
      assert.match(
        reasons[1]!,
        /^the API server at https:\/\/127\.0\.0\.1:\d+ doesn't answer: .*; run the same command again when it does$/,
      );
      const reading = waiting.import("core/v1:ConfigMap", "team/a");
      await assert.rejects(reading, {
        message: /^looking for ConfigMap of v1: the API server at .* Check that the cluster runs/,
      });
    });
  });
});
