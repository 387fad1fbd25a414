import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { stringify } from "yaml";
import { unknownValue } from "../../../../local/providers/grpc/values.ts";
import { Refusal } from "../../../../local/providers/kubernetes/client/failures.ts";
import { credentialsFailure, readKubeconfig } from "../../../../local/providers/kubernetes/client/kubeconfig.ts";
import { complaints, configure } from "../../../../local/providers/kubernetes/configuration.ts";
import { diffProvider } from "../../../../local/providers/kubernetes/provider-difference.ts";
import { objectFailure } from "../../../../local/providers/kubernetes/refusals.ts";

/** A kubeconfig of contexts, each with a cluster and a user of its name. */
const kubeconfig = (names: string[], current: string | undefined = names[0], user: object = { token: "x" }) =>
  stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: names.map((name) => ({ name, cluster: { server: `https://${name}.example` } })),
    users: names.map((name) => ({ name, user })),
    contexts: names.map((name) => ({ name, context: { cluster: name, user: name, namespace: `in-${name}` } })),
    ...(current && { "current-context": current }),
  });

describe("local kubernetes provider: its settings", () => {
  const off = {
    configMaps: false,
    secrets: false,
    deleteUnreachable: false,
    skipUpdateUnreachable: false,
    patchForce: false,
    upsert: false,
    suppressDeprecationWarnings: false,
  };

  it("are off by default, and taken from the resource first, then from the environment", () => {
    assert.deepEqual(configure({}, {}), off);
    const environment = { PULUMI_K8S_ENABLE_SECRET_MUTABLE: "true", PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true" };
    const given = { kubeconfig: "/etc/k", context: "c", cluster: "d", namespace: "n", upsertExistingObjects: "false" };
    assert.deepEqual(configure(given, environment), {
      ...off,
      kubeconfig: "/etc/k",
      context: "c",
      cluster: "d",
      namespace: "n",
      secrets: true,
    });
    assert.equal(configure({ enablePatchForce: true }, {}).patchForce, true);
  });

  it("pass when they are known, unknown yet or the engine's own", () => {
    const given = {
      kubeconfig: unknownValue,
      enableServerSideApply: "true",
      version: "4.34.2",
      __internal: {},
      cluster: null,
    };
    assert.deepEqual(complaints(given), []);
    assert.deepEqual(complaints({ helmReleaseSettings: "{}", renderYamlToDirectory: "" }), []);
  });

  const wrong: [given: Record<string, unknown>, reason: RegExp][] = [
    [{ kubeconfg: "x" }, /^kubeconfg is not a setting of the provider; it has kubeconfig, context, cluster, namespace/],
    [{ deleteUnreachable: "yes" }, /^deleteUnreachable must be true or false, found "yes"$/],
    [{ context: 3 }, /^context must be a text, found 3$/],
    [{ enableServerSideApply: "false" }, /knows server-side apply only$/],
    [{ renderYamlToDirectory: "out" }, /^renderYamlToDirectory is not known to the local stand-in/],
  ];
  for (const [given, reason] of wrong) {
    it(`complain about ${JSON.stringify(given)}`, () => {
      const found = complaints(given);
      assert.deepEqual(
        found.map(({ property }) => property),
        Object.keys(given),
      );
      assert.match(found[0]!.reason, reason);
      assert.throws(() => configure(given, {}), { message: reason });
    });
  }
});

describe("local kubernetes provider: kubeconfigs", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "sgdist-kubeconfig-"));
  });
  after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const server = (config: ReturnType<typeof readKubeconfig>) => config.getCurrentCluster()!.server;

  it("come as text, as a file, or as several of which the first wins", () => {
    const [a, b] = [file("a", kubeconfig(["a"])), file("b", kubeconfig(["a", "b"]))];
    assert.equal(server(readKubeconfig(kubeconfig(["a"]))), "https://a.example");
    assert.equal(
      server(readKubeconfig(JSON.stringify({ ...readConfig(), "current-context": "b" }))),
      "https://b.example",
    );
    assert.equal(server(readKubeconfig(a)), "https://a.example");
    assert.equal(server(readKubeconfig([a, b].join(delimiter))), "https://a.example");
    assert.equal(server(readKubeconfig([a, b].join(delimiter), { context: "b" })), "https://b.example");
  });
  const readConfig = () => ({
    clusters: [{ name: "b", cluster: { server: "https://b.example" } }],
    users: [{ name: "b", user: {} }],
    contexts: [{ name: "b", context: { cluster: "b", user: "b" } }],
  });

  it("are narrowed down to a context and a cluster", () => {
    const text = kubeconfig(["a", "b"]);
    assert.equal(server(readKubeconfig(text, { context: "b" })), "https://b.example");
    assert.equal(server(readKubeconfig(text, { cluster: "b" })), "https://b.example");
    assert.equal(readKubeconfig(text, { cluster: "b" }).getCurrentUser()!.name, "a");
  });

  it("are refused with what is wrong", () => {
    const text = kubeconfig(["a", "b"], "");
    assert.throws(() => readKubeconfig(text), /^Error: the kubeconfig has no context that is current: it has a, b$/);
    assert.throws(
      () => readKubeconfig(text, { context: "c" }),
      /^Error: the kubeconfig has no context c: it has a, b$/,
    );
    assert.throws(
      () => readKubeconfig(text, { context: "a", cluster: "c" }),
      /^Error: the kubeconfig has no cluster c, which context a names$/,
    );
    assert.throws(() => readKubeconfig(join(folder, "none")), /ENOENT.*none/);
    assert.throws(() => readKubeconfig(file("bad", "a: [")), /bad can't be read: /);
    assert.throws(() => readKubeconfig("{}\n"), /it has none$/);
    const open = kubeconfig(["a"]).replace("https:", "http:");
    assert.throws(
      () => readKubeconfig(open),
      /cluster a has the server http:\/\/a\.example: it must begin with https:/,
    );
  });

  const plugin = {
    exec: { apiVersion: "client.authentication.k8s.io/v1beta1", command: "auth", provideClusterInfo: true },
  };

  it("tell a plugin for credentials about the cluster", () => {
    const config = readKubeconfig(kubeconfig(["a"], "a", plugin));
    const { env } = config.getCurrentUser()!.exec as { env: { name: string; value: string }[] };
    assert.deepEqual(
      env.map(({ name, value }) => [name, JSON.parse(value)]),
      [
        [
          "KUBERNETES_EXEC_INFO",
          {
            kind: "ExecCredential",
            apiVersion: "client.authentication.k8s.io/v1beta1",
            spec: { interactive: false, cluster: { server: "https://a.example" } },
          },
        ],
      ],
    );
  });

  it("say what it means when there are no credentials", () => {
    const config = readKubeconfig(kubeconfig(["a"], "a", { exec: { ...plugin.exec, installHint: "Install it." } }));
    const missing = Object.assign(new Error("spawn auth ENOENT"), { code: "ENOENT" });
    assert.equal(
      credentialsFailure(config, missing).message,
      "auth, which gives the credentials of user a, is not on the PATH\nInstall it.",
    );
    assert.equal(
      credentialsFailure(config, new Error("not logged in\n")).message,
      "auth, which gives the credentials of user a, failed: not logged in\nInstall it.",
    );
    assert.equal(
      credentialsFailure(readKubeconfig(kubeconfig(["a"])), new Error("no file")).message,
      "the credentials of user a can't be had: no file",
    );
  });
});

describe("local kubernetes provider: when it is of another cluster", () => {
  const [a, b] = [kubeconfig(["a", "b"]), kubeconfig(["a", "b"], "b")];

  it("stays the same", () => {
    assert.deepEqual(diffProvider({ kubeconfig: a }, { kubeconfig: a }), { changed: [], replacing: [] });
  });

  it("is changed by another user or namespace, and replaced by another address", () => {
    const other = kubeconfig(["a", "b"], "a", { token: "y" });
    assert.deepEqual(diffProvider({ kubeconfig: a }, { kubeconfig: other, namespace: "n" }), {
      changed: ["kubeconfig", "namespace"],
      replacing: [],
    });
    assert.deepEqual(diffProvider({ kubeconfig: a }, { kubeconfig: b }), {
      changed: ["kubeconfig"],
      replacing: ["kubeconfig"],
    });
    assert.deepEqual(diffProvider({ kubeconfig: a }, { kubeconfig: a, context: "b" }), {
      changed: ["context"],
      replacing: ["context"],
    });
  });

  it("is replaced when nobody knows yet", () => {
    assert.deepEqual(diffProvider({ kubeconfig: a }, { kubeconfig: unknownValue }), {
      changed: ["kubeconfig"],
      replacing: ["kubeconfig"],
    });
  });

  it("follows clusterIdentifier where there is one", () => {
    const identified = (kubeconfig: string, clusterIdentifier?: string) => ({ kubeconfig, clusterIdentifier });
    assert.deepEqual(diffProvider(identified(a, "x"), identified(b, "x")).replacing, []);
    assert.deepEqual(diffProvider(identified(a, "x"), identified(unknownValue, "x")).replacing, []);
    assert.deepEqual(diffProvider(identified(a, "x"), identified(a, "y")).replacing, ["clusterIdentifier"]);
    assert.deepEqual(diffProvider(identified(a), identified(a, "y")).replacing, []);
  });

  it("is not replaced when the old kubeconfig can't be read any more", () => {
    assert.deepEqual(diffProvider({ kubeconfig: "/nowhere" }, { kubeconfig: a }).replacing, []);
  });
});

describe("local kubernetes provider: refusals", () => {
  const object = { kind: "Deployment", metadata: { namespace: "team", name: "web" } };
  const said = (body: object, inputs = {}) =>
    objectFailure("updated", inputs, object, new Refusal(409, body as Record<string, unknown>)).message;

  it("name who else manages which fields, and what to do", () => {
    const cause = (manager: string, field: string, more = "") => ({
      reason: "FieldManagerConflict",
      message: `conflict with "${manager}"${more}`,
      field,
    });
    const causes = [
      cause("flux", ".spec.replicas"),
      cause("flux", ".spec.paused"),
      cause("kubectl", ".spec.replicas", ' with subresource "scale" using apps/v1'),
    ];
    assert.equal(
      said({ message: "Apply failed with 3 conflicts", reason: "Conflict", details: { causes } }),
      `Deployment team/web couldn't be updated: Apply failed with 3 conflicts
"flux" has set .spec.replicas, .spec.paused; "kubectl" (by the subresource scale) has set .spec.replicas. Leave that to \
them (drop it from the program, or ignoreChanges), or take it from them with the annotation pulumi.com/patchForce: "true"`,
    );
  });

  it("tell how to change what can't be changed", () => {
    const message = 'Deployment.apps "web" is invalid: spec.selector: Invalid value: {}: field is immutable';
    assert.match(said({ message, reason: "Invalid" }), /\nWhat can't be changed needs a new object: name the property/);
    assert.equal(said({ message: "no", reason: "Invalid" }), "Deployment team/web couldn't be updated: no");
  });

  it("never show secrets", () => {
    const inputs = { kind: "Secret", stringData: { password: "hunter22" } };
    assert.equal(
      said({ message: 'bad "hunter22"' }, inputs),
      'Deployment team/web couldn\'t be updated: bad "[secret]"',
    );
  });
});
