import assert from "node:assert/strict";
import fc from "fast-check";
import { identityOf, newest, objectsOf, ofKind, podsOf } from "../support/sourcegraph.ts";

const pods = podsOf(objectsOf(newest()));
const usual = pods.filter(({ namespace }) => namespace === "sourcegraph");

/** What the restricted Pod Security Standard lets pods mount. */
const allowedVolumes = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

describe("the namespaces of an installation", () => {
  const namespaces = ofKind(objectsOf(newest({ namespace: "search" })), "Namespace");

  it("are one that holds to the restricted standard, and one for what reads the nodes", () => {
    assert.deepEqual(
      namespaces.map(({ metadata }) => metadata),
      [
        ["search", "restricted"],
        ["search-node", "privileged"],
      ].map(([name, standard]) => ({
        name,
        labels: {
          deploy: "sourcegraph",
          "pod-security.kubernetes.io/enforce": standard,
          "pod-security.kubernetes.io/warn": standard,
        },
      })),
    );
  });

  it("are the only objects of the whole cluster", () => {
    const whole = objectsOf(newest()).filter(({ metadata }) => metadata.namespace === undefined);
    assert.deepEqual(whole.map(identityOf), ["v1 Namespace -/sourcegraph", "v1 Namespace -/sourcegraph-node"]);
  });

  it("keep two installations in one cluster apart: they have no object in common", () => {
    const namespace = fc.stringMatching(/^[a-z]([a-z0-9-]{0,12}[a-z0-9])?$/).filter((name) => !name.endsWith("-node"));
    const of = (name: string) => new Set(objectsOf(newest({ namespace: name })).map(identityOf));
    fc.assert(
      fc.property(namespace, namespace, (one, other) => {
        fc.pre(one !== other);
        assert.deepEqual([...of(one).intersection(of(other))], []);
      }),
      {
        numRuns: 30,
        examples: [
          ["a", "a-nod"],
          ["sourcegraph", "sourcegraph-2"],
        ],
      },
    );
  });

  it("hold each object once", () => {
    const all = objectsOf(newest()).map(identityOf);
    assert.equal(new Set(all).size, all.length);
  });
});

describe("a pod under the restricted standard", () => {
  for (const { owner, template, containers } of usual) {
    it(`is ${owner}`, () => {
      const { securityContext, hostNetwork, hostPID, hostIPC, volumes = [] } = template.spec!;
      assert.deepEqual([hostNetwork, hostPID, hostIPC], [undefined, undefined, undefined]);
      assert.equal(securityContext?.runAsNonRoot, true);
      assert.ok(securityContext.runAsUser! > 0 && securityContext.runAsGroup! > 0 && securityContext.fsGroup! > 0);
      assert.deepEqual(securityContext.seccompProfile, { type: "RuntimeDefault" });
      for (const { name, securityContext: own, ports = [] } of containers) {
        assert.deepEqual(own, { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } }, name);
        assert.ok(ports.every(({ hostPort }) => hostPort === undefined));
      }
      for (const { name, ...source } of volumes) {
        assert.ok(
          Object.keys(source).every((kind) => allowedVolumes.includes(kind)),
          name,
        );
      }
    });
  }

  it("is as many as there are, but for what reads the nodes", () => {
    assert.deepEqual(
      pods.filter((each) => !usual.includes(each)).map(({ owner }) => owner),
      ["DaemonSet node-exporter"],
    );
    assert.equal(usual.length, 18);
  });
});

describe("what reads the nodes", () => {
  const { template, containers, namespace } = pods.find(({ app }) => app === "node-exporter")!;

  it("is in the namespace that allows it", () => assert.equal(namespace, "sourcegraph-node"));

  it("sees the machine's processes and files, and changes nothing", () => {
    const { hostPID, hostNetwork, hostIPC, volumes = [], securityContext } = template.spec!;
    assert.deepEqual([hostPID, hostNetwork, hostIPC], [true, undefined, undefined]);
    assert.deepEqual(volumes, [
      { name: "rootfs", hostPath: { path: "/" } },
      { name: "sys", hostPath: { path: "/sys" } },
      { name: "proc", hostPath: { path: "/proc" } },
    ]);
    assert.equal(securityContext!.runAsNonRoot, true);
    const [container, ...others] = containers;
    assert.deepEqual(others, []);
    assert.ok(container!.volumeMounts!.every(({ readOnly }) => readOnly === true));
    assert.deepEqual(container!.securityContext, {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    });
  });
});

describe("a pod's account", () => {
  it("is Prometheus' own for Prometheus, and none for all others", () => {
    for (const { app, template } of pods) {
      const { serviceAccountName, automountServiceAccountToken } = template.spec!;
      const expected = app === "prometheus" ? ["prometheus", undefined] : [undefined, false];
      assert.deepEqual([serviceAccountName, automountServiceAccountToken], expected, app);
    }
  });
});

describe("the user of a pod", () => {
  it("is whom its data belongs to", () => {
    const users = new Map(
      pods.map(({ app, template }) => {
        const { runAsUser, runAsGroup, fsGroup, fsGroupChangePolicy } = template.spec!.securityContext!;
        assert.equal(fsGroupChangePolicy, "OnRootMismatch");
        return [app, [runAsUser, runAsGroup, fsGroup]];
      }),
    );
    assert.deepEqual(users.get("pgsql"), [999, 999, 999]);
    assert.deepEqual(users.get("codeinsights-db"), [70, 70, 70]);
    assert.deepEqual(users.get("redis-store"), [999, 1000, 1000]);
    assert.deepEqual(users.get("gitserver"), [100, 101, 101]);
    assert.deepEqual(users.get("grafana"), [472, 472, 472]);
  });
});
