import assert from "node:assert/strict";
import { type Properties, unknownValue } from "../../../../local/providers/grpc/values.ts";
import { type TestCluster, testCluster } from "../../../support/kubernetes.ts";
import { Bench, type Resource } from "./bench.ts";

const configMap = "core/v1:ConfigMap";
const deploymentType = "apps/v1:Deployment";

const meta = (object: Properties) => object.metadata as Properties & { name: string };
const signature = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

describe("local kubernetes provider: objects on a cluster", () => {
  let cluster: TestCluster;
  let bench: Bench;

  before(async () => {
    cluster = await testCluster();
    bench = new Bench(cluster.kubeconfig);
    await bench.create("core/v1:Namespace", { metadata: { name: "team" } });
  });
  after(async () => {
    bench?.session.close();
    await cluster?.end();
  });

  /** Fresh: of what is said, only what the test is about. */
  const another = (settings: Properties = {}) => new Bench(cluster.kubeconfig, settings);
  const map = (name: string, data: Properties = { a: "1" }, more: Properties = {}) => ({
    metadata: { name, namespace: "team", ...more },
    data,
  });
  const deployment = (name: string, spec: Properties = {}, more: Properties = {}): Properties => ({
    metadata: { name, namespace: "team", ...more },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: "app", image: "us-docker.pkg.dev/x/app:1" }] },
      },
      ...spec,
    },
  });
  const path = (name: string) => `/apis/apps/v1/namespaces/team/deployments/${name}`;
  const live = (at: string) => cluster.client.find<Properties & { spec: Properties }>(at);
  const applyAs = (manager: string, name: string, spec: Properties) =>
    cluster.client.ask(
      "PATCH",
      `${path(name)}?fieldManager=${manager}&force=true`,
      { apiVersion: "apps/v1", kind: "Deployment", metadata: { name }, spec },
      "application/apply-patch+yaml",
    );

  describe("that are made", () => {
    it("get a namespace and a name, and show what the server adds", async () => {
      const made = await bench.create(configMap, { data: { a: "1" } });
      const { name } = meta(made.state);
      assert.match(name, /^subject-[0-9a-f]{8}$/);
      assert.equal(made.id, `default/${name}`);
      assert.deepEqual(made.inputs, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name, namespace: "default", annotations: { "pulumi.com/autonamed": "true" } },
        data: { a: "1" },
      });
      assert.deepEqual(made.state.__inputs, made.inputs);
      assert.match(String(made.state.__fieldManager), /^pulumi-kubernetes-[0-9a-f]{8}$/);
      assert.equal(typeof meta(made.state).uid, "string");
    });

    it("are tried in a preview, but not made", async () => {
      const service = { metadata: { name: "tried", namespace: "team" }, spec: { ports: [{ port: 80 }] } };
      const { id, state } = await bench.create("core/v1:Service", service, { preview: true });
      assert.equal(id, "");
      const spec = state.spec as Properties;
      assert.deepEqual(spec.ports, [{ port: 80, protocol: "TCP", targetPort: 80 }]);
      assert.deepEqual([spec.type, spec.clusterIP, meta(state).uid], ["ClusterIP", unknownValue, unknownValue]);
      assert.equal("status" in state, false);
      assert.equal(await live("/api/v1/namespaces/team/services/tried"), undefined);
    });

    it("are left alone in a preview as long as something isn't known", async () => {
      const given = map("half-known", { a: unknownValue });
      const { state, inputs } = await bench.create(configMap, given, { preview: true });
      assert.deepEqual(state.data, inputs.data);
      assert.equal(meta(state).uid, unknownValue);
    });

    it("are refused with the name of what isn't known or not as it should be, in a preview too", async () => {
      const wrong = deployment("wrong", { replicass: 3 });
      const unknown = /^Deployment team\/wrong couldn't be created: .*unknown field "spec\.replicass"/;
      await assert.rejects(bench.create(deploymentType, wrong, { preview: true }), { message: unknown });
      await assert.rejects(bench.create(deploymentType, wrong), { message: unknown });
      const type = /^Deployment team\/wrong couldn't be created: .*spec\.replicas/;
      await assert.rejects(bench.create(deploymentType, deployment("wrong", { replicas: "x" })), { message: type });
    });

    it("pass on what the server warns of, once, unless it isn't to be said", async () => {
      const endpoints = { metadata: { name: "old", namespace: "team" } };
      const warning = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";
      const loud = another();
      await loud.create("core/v1:Endpoints", endpoints, { preview: true });
      await loud.create("core/v1:Endpoints", endpoints);
      assert.deepEqual(loud.warnings, [warning]);
      const quiet = another({ suppressDeprecationWarnings: "true" });
      await quiet.create("core/v1:Endpoints", { metadata: { name: "old2", namespace: "team" } });
      assert.deepEqual(quiet.warnings, []);
    });

    it("are refused if something else made them, unless they are to be taken", async () => {
      await cluster.client.create("/api/v1/namespaces/team/configmaps", {
        metadata: { name: "theirs" },
        data: { b: "2" },
      });
      const advice =
        /^ConfigMap team\/theirs couldn't be created: configmaps "theirs" already exists\nSomething else made it\./;
      await assert.rejects(bench.create(configMap, map("theirs")), { message: advice });
      const previewing = another();
      await previewing.create(configMap, map("theirs"), { preview: true });
      assert.deepEqual(previewing.warnings, [
        "ConfigMap team/theirs exists already, and isn't in this stack: it will not be created",
      ]);
      const taking = another({ upsertExistingObjects: "true" });
      const { state } = await taking.create(configMap, map("theirs"));
      assert.deepEqual(state.data, { a: "1", b: "2" });
    });

    it("don't say in the preview of a replacement that they exist", async () => {
      const previewing = another();
      const { inputs } = await previewing.create(configMap, map("replaced"));
      await previewing.check(configMap, map("replaced", { a: "2" }), inputs);
      const { state } = await previewing.create(configMap, map("replaced", { a: "2" }), { preview: true });
      assert.deepEqual([meta(state).name, state.data, previewing.warnings], ["replaced", { a: "2" }, []]);
    });

    it("wait for their namespace, and show their mistakes before it is there", async () => {
      const at = (name: string) => ({ metadata: { name, namespace: "later" }, data: { a: "1" } });
      const { state } = await bench.create(configMap, at("early"), { preview: true });
      assert.equal(meta(state).uid, unknownValue);
      const wrong = { ...at("early"), dataa: {} };
      await assert.rejects(bench.create(configMap, wrong, { preview: true }), { message: /unknown field "dataa"/ });
      const waiting = another();
      const asked = new Promise<void>((resolve) => {
        waiting.onStatus = () => resolve();
      });
      const early = waiting.create(configMap, at("early"));
      await asked;
      await bench.create("core/v1:Namespace", { metadata: { name: "later" } });
      assert.equal((await early).id, "later/early");
      assert.deepEqual(waiting.statuses.slice(0, 1), ['Waiting: namespaces "later" not found']);
    });

    it("are given up if their namespace doesn't come", async () => {
      const nowhere = { metadata: { name: "a", namespace: "nowhere" } };
      await assert.rejects(bench.create(configMap, nowhere), {
        message: 'ConfigMap nowhere/a couldn\'t be created: namespaces "nowhere" not found',
      });
    });
  });

  describe("of kinds that aren't there", () => {
    it("are refused if no program can add them", async () => {
      const thing = await bench.check("apps/v1:Thing", { metadata: { name: "a" } });
      assert.deepEqual(thing.failures, [
        {
          property: "",
          reason: "kubernetes:apps/v1:Thing: the cluster doesn't serve Thing of apps/v1, and no program can add it",
        },
      ]);
      const patch = await bench.check("core/v1:ConfigMapPatch", { metadata: { name: "a" } });
      assert.deepEqual(
        patch.failures.map(({ reason }) => reason),
        [
          "kubernetes:core/v1:ConfigMapPatch: resources of the form Patch are not known to the local stand-in for the kubernetes provider",
        ],
      );
    });

    it("are refused if they contradict themselves, or let the server name them", async () => {
      const given = { apiVersion: "apps/v1", kind: "Secret", metadata: { generateName: "a-" } };
      const { failures } = await bench.check(configMap, given);
      assert.deepEqual(
        failures.map(({ property, reason }) => [property, reason.split(";")[0]]),
        [
          ["apiVersion", "apiVersion must be v1, as the resource is kubernetes:core/v1:ConfigMap"],
          ["kind", "kind must be ConfigMap, as the resource is kubernetes:core/v1:ConfigMap"],
          [
            "metadata.generateName",
            "metadata.generateName goes only without server-side apply: give it a metadata.name, or neither",
          ],
        ],
      );
    });

    const definition = (kind: string, scope: string) => ({
      metadata: { name: `${kind.toLowerCase()}s.example.com` },
      spec: {
        group: "example.com",
        scope,
        names: { kind, plural: `${kind.toLowerCase()}s`, singular: kind.toLowerCase() },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: "object", x_kubernetes_preserve_unknown_fields: true } },
          },
        ],
      },
    });
    const definitions = "apiextensions.k8s.io/v1:CustomResourceDefinition";

    it("are waited for if a program may add them, and can be made once it has", async () => {
      const waiting = another();
      const widget = { metadata: { name: "a", namespace: "team" }, spec: { size: 3 } };
      await assert.rejects(waiting.create("example.com/v1:Widget", widget), {
        message: /^Widget team\/a couldn't be created: the cluster doesn't serve Widget of example\.com\/v1/,
      });
      assert.deepEqual(waiting.warnings, [
        "Widget of example.com/v1 isn't served by the cluster yet, and no CustomResourceDefinition of the program " +
          "defines it: it must be there before this is made",
      ]);
      await bench.create(definitions, definition("Widget", "Namespaced"));
      const { id, state } = await waiting.create("example.com/v1:Widget", widget);
      assert.deepEqual([id, state.spec], ["team/a", { size: 3 }]);
    });

    it("are known when the program defines them", async () => {
      const defining = another();
      const { state } = await defining.create(definitions, definition("Gadget", "Cluster"), { preview: true });
      const { versions } = state.spec as { versions: { schema: { openAPIV3Schema: Properties } }[] };
      assert.equal(versions[0]!.schema.openAPIV3Schema.x_kubernetes_preserve_unknown_fields, true);
      const { inputs } = await defining.check("example.com/v1:Gadget", { metadata: { name: "a", namespace: "team" } });
      assert.deepEqual([inputs.metadata, defining.warnings], [{ name: "a" }, []]);
    });

    it("are changed where they are, and take their objects with them when they go", async () => {
      const made = await bench.create(definitions, definition("Gizmo", "Namespaced"));
      const changed = definition("Gizmo", "Namespaced") as { spec: { names: Properties } };
      changed.spec.names.shortNames = ["gz"];
      assert.deepEqual(await bench.diff(made, changed), ["add spec.names.shortNames"]);
      const updated = await bench.update(made, changed);
      assert.equal(meta(updated.state).uid, meta(made.state).uid);
      const gizmo = await bench.create("example.com/v1:Gizmo", { metadata: { name: "g", namespace: "team" } });
      await bench.remove(updated);
      assert.equal(await bench.read(gizmo), undefined);
      await bench.remove(gizmo);
    });
  });

  describe("that are changed", () => {
    it("take what is added and lose what is removed; what others added stays", async () => {
      const bench = another({ enableConfigMapMutable: "true" });
      const made = await bench.create(
        configMap,
        map("changing", { a: "1", b: "2" }, { labels: { mine: "1", gone: "1" } }),
      );
      await cluster.client.patch("/api/v1/namespaces/team/configmaps/changing", { data: { other: "9" } });
      const given = map("changing", { a: "3", c: "4" }, { labels: { mine: "1" } });
      assert.deepEqual(await bench.diff(made, given), [
        "delete metadata.labels.gone",
        "update data.a",
        "delete data.b",
        "add data.c",
      ]);
      const foreseen = await bench.update(made, given, { preview: true });
      assert.equal((foreseen.state.data as Properties).c, "4");
      const updated = await bench.update(made, given);
      assert.deepEqual(updated.state.data, { a: "3", c: "4", other: "9" });
      assert.deepEqual(meta(updated.state).labels, { mine: "1" });
      assert.equal(updated.state.__fieldManager, made.state.__fieldManager);
      assert.deepEqual(await bench.diff(updated, given), []);
    });

    it("leave to others what they took, or take it by force", async () => {
      const made = await bench.create(deploymentType, deployment("contested"));
      await applyAs("autoscaler", "contested", { replicas: 3 });
      const given = deployment("contested", { replicas: 2 });
      const conflict = {
        message:
          /^Deployment team\/contested couldn't be updated: Apply failed with 1 conflict: .*\n"autoscaler" has set \.spec\.replicas\. .*pulumi\.com\/patchForce: "true"$/,
      };
      await assert.rejects(bench.update(made, given, { preview: true }), conflict);
      await assert.rejects(bench.update(made, given), conflict);
      const forced = deployment("contested", { replicas: 2 }, { annotations: { "pulumi.com/patchForce": "true" } });
      const { state } = await bench.update(made, forced);
      assert.equal((state.spec as Properties).replicas, 2);
      const forcing = another({ enablePatchForce: "true" });
      await applyAs("autoscaler", "contested", { replicas: 3 });
      assert.equal(((await forcing.update(made, given)).state.spec as Properties).replicas, 2);
    });

    it("ignore what they are told to ignore, whoever has it", async () => {
      const made = await bench.create(deploymentType, deployment("scaled"));
      await applyAs("autoscaler", "scaled", { replicas: 3 });
      await cluster.client.patch(path("scaled"), { spec: { revisionHistoryLimit: 4 } });
      const given = deployment("scaled", { replicas: 1, progressDeadlineSeconds: 90, revisionHistoryLimit: 7 });
      const ignored = ["spec.replicas", "spec.revisionHistoryLimit"];
      assert.deepEqual(await bench.diff(made, given, ignored), ["add spec.progressDeadlineSeconds"]);
      const { state } = await bench.update(made, given, { ignored });
      const { replicas, progressDeadlineSeconds, revisionHistoryLimit } = state.spec as Properties;
      assert.deepEqual([replicas, progressDeadlineSeconds, revisionHistoryLimit], [3, 90, 4]);
    });

    it("take back what was changed with kubectl", async () => {
      const made = await bench.create(deploymentType, deployment("edited"));
      const edit = `${path("edited")}?fieldManager=kubectl-edit`;
      await cluster.client.ask("PATCH", edit, { spec: { revisionHistoryLimit: 9 } }, "application/merge-patch+json");
      const given = deployment("edited", { revisionHistoryLimit: 2 });
      const foreseen = await bench.update(made, given, { preview: true });
      assert.equal((foreseen.state.spec as Properties).revisionHistoryLimit, 2);
      const { state } = await bench.update(made, given);
      assert.equal((state.spec as Properties).revisionHistoryLimit, 2);
    });

    it("say so when they are gone, or can't be changed like that", async () => {
      const made = await bench.create(configMap, map("vanishing", {}, {}));
      await cluster.client.remove("/api/v1/namespaces/team/configmaps/vanishing");
      await assert.rejects(bench.update(made, map("vanishing")), {
        message: /^ConfigMap team\/vanishing couldn't be updated: it is gone\. .*run pulumi refresh/,
      });
      const fixed = await bench.create(configMap, { ...map("fixed"), immutable: true });
      await assert.rejects(bench.update(fixed, { ...map("fixed", { a: "2" }), immutable: true }, { preview: true }), {
        message:
          /^ConfigMap team\/fixed couldn't be updated: .*field is immutable.*\nWhat can't be changed needs a new object/,
      });
    });
  });

  describe("that are read", () => {
    const refreshed = async (resource: Resource) => {
      const found = await bench.read(resource);
      assert.ok(found);
      return { ...resource, ...found };
    };

    it("differ only where somebody changed what is managed", async () => {
      const given = {
        metadata: { name: "read", namespace: "team", labels: { mine: "1" } },
        spec: { clusterIP: "None", selector: { app: "read" }, ports: [{ name: "web", port: 80, targetPort: 8080 }] },
      };
      const made = await bench.create("core/v1:Service", given);
      const same = await refreshed(made);
      assert.deepEqual(same.inputs, made.inputs);
      assert.deepEqual(await bench.diff(same, given), []);
      await cluster.client.patch("/api/v1/namespaces/team/services/read", {
        metadata: { labels: { theirs: "1" } },
        spec: {
          ports: [
            { name: "more", port: 90 },
            { name: "web", port: 80, targetPort: 9090 },
          ],
          sessionAffinity: "ClientIP",
        },
      });
      const drifted = await refreshed(made);
      assert.deepEqual(await bench.diff(drifted, given), ["update spec.ports[0].targetPort"]);
    });

    it("are gone when they are gone", async () => {
      const made = await bench.create(configMap, map("deleted"));
      await cluster.client.remove("/api/v1/namespaces/team/configmaps/deleted");
      assert.equal(await bench.read(made), undefined);
    });

    it("are imported by namespace and name, with all that isn't the server's own", async () => {
      await cluster.client.create("/api/v1/namespaces/default/configmaps", {
        metadata: { name: "there" },
        data: { a: "1" },
      });
      const inputs = {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "there", namespace: "default" },
        data: { a: "1" },
      };
      const found = await bench.import(configMap, "default/there");
      assert.deepEqual(found?.inputs, inputs);
      assert.deepEqual(found?.state.__inputs, inputs);
      assert.deepEqual((await bench.import(configMap, "there"))?.inputs, inputs);
      assert.equal(await bench.import(configMap, "team/there"), undefined);
      await assert.rejects(bench.import(configMap, "a/b/c"), { message: /"a\/b\/c" is not an ID of an object/ });
      assert.deepEqual((await bench.import("core/v1:Namespace", "team"))?.inputs.metadata, {
        name: "team",
        labels: { "kubernetes.io/metadata.name": "team" },
      });
    });

    it("keep their secrets as secrets", async () => {
      const secret = { metadata: { name: "secret", namespace: "team" }, stringData: { password: "hunter22" } };
      const made = await bench.create("core/v1:Secret", secret);
      const data = { ...signature, value: { password: Buffer.from("hunter22").toString("base64") } };
      const stringData = { ...signature, value: { password: "hunter22" } };
      assert.deepEqual([made.state.data, (made.state.__inputs as Properties).stringData], [data, stringData]);
      const found = await bench.read(made);
      assert.deepEqual([found?.state.data, found?.inputs.stringData], [data, stringData]);
      assert.deepEqual((await bench.import("core/v1:Secret", "team/secret"))?.inputs.data, data);
      const wrong = { ...secret, metadata: { name: "Not a name: hunter22", namespace: "team" } };
      await assert.rejects(
        bench.create("core/v1:Secret", wrong),
        (error: Error) => !error.message.includes("hunter22"),
      );
    });
  });

  describe("that are deleted", () => {
    it("are gone afterwards, also if they were gone before", async () => {
      const made = await bench.create(configMap, map("deleting"));
      await bench.remove(made);
      assert.equal(await live("/api/v1/namespaces/team/configmaps/deleting"), undefined);
      await bench.remove(made);
    });

    it("take what belongs to them with them, or leave it", async () => {
      const pods = () =>
        cluster.client.get<{ items: Properties[] }>("/api/v1/namespaces/team/pods?labelSelector=app=owner");
      const sets = () =>
        cluster.client.get<{ items: Properties[] }>(
          "/apis/apps/v1/namespaces/team/replicasets?labelSelector=app=owner",
        );
      await bench.remove(await bench.create(deploymentType, deployment("owner")));
      assert.deepEqual([(await sets()).items, (await pods()).items], [[], []]);
      const annotations = { "pulumi.com/deletionPropagationPolicy": "orphan" };
      await bench.remove(await bench.create(deploymentType, deployment("owner", {}, { annotations })));
      assert.equal((await sets()).items.length, 1);
    });

    it("say what keeps them, when time is up", async () => {
      const made = await bench.create(configMap, map("kept", {}, { finalizers: ["example.com/hold"] }));
      await assert.rejects(bench.remove(made, 1), {
        message: `ConfigMap team/kept is still there after 1 s
  - its finalizers aren't done: example.com/hold`,
      });
      await cluster.client.patch("/api/v1/namespaces/team/configmaps/kept", { metadata: { finalizers: null } });
      await bench.remove(made);
    });

    it("aren't waited for if they ask not to be", async () => {
      const finalizers = ["example.com/hold"];
      const annotations = { "pulumi.com/skipAwait": "true" };
      const made = await bench.create(deploymentType, deployment("hasty", {}, { annotations, finalizers }));
      await bench.remove(made, 1);
      assert.ok(meta((await live(path("hasty")))!).deletionTimestamp);
      await cluster.client.patch(path("hasty"), { metadata: { finalizers: null } });
    });
  });
});
