import assert from "node:assert/strict";
import { deployment } from "../../sourcegraph/deployment.ts";
import { secretsOf } from "../../sourcegraph/derive/secrets.ts";
import { forAll, kubernetesQuantity, ofKind, podsOf } from "../support/sourcegraph.ts";

describe("every container in Kubernetes", () => {
  const amounts = ["cpu", "memory", "ephemeral-storage"] as const;

  it("is promised no more than it may use", () => {
    forAll((objects) => {
      for (const { owner, containers } of podsOf(objects)) {
        for (const { name, resources } of containers) {
          const [requests, limits] = [resources!.requests!, resources!.limits!];
          assert.deepEqual(Object.keys(requests), Object.keys(limits), `${owner} ${name}`);
          assert.ok(requests.cpu && requests.memory);
          for (const amount of amounts) {
            if (!requests[amount]) continue;
            const [least, most] = [kubernetesQuantity(requests[amount]), kubernetesQuantity(limits[amount]!)];
            assert.ok(least <= most, `${owner} ${name}: ${amount}`);
          }
        }
      }
    });
  });

  it("is asked whether it is well at ports that it has", () => {
    forAll((objects) => {
      for (const { owner, template } of podsOf(objects)) {
        for (const { name, ports = [], ...container } of template.spec!.containers) {
          const named = ports.map((port) => port.name);
          for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
            const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
            assert.ok(port === undefined || named.includes(port as string), `${owner} ${name}: ${port}`);
          }
          assert.ok(ports.length === 0 || container.readinessProbe, `${owner} ${name} listens and isn't asked`);
        }
      }
    });
  });

  it("has ports whose names Kubernetes takes, and none that another one of the pod has", () => {
    forAll((objects) => {
      for (const { owner, template } of podsOf(objects)) {
        const ports = template.spec!.containers.flatMap((container) => container.ports ?? []);
        for (const { name } of ports) assert.match(name!, /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/);
        assert.equal(new Set(ports.map(({ name }) => name)).size, ports.length, owner);
        assert.equal(new Set(ports.map(({ containerPort }) => containerPort)).size, ports.length, owner);
      }
    });
  });

  it("refers only to variables that come before, which Kubernetes resolves", () => {
    let references = 0;
    forAll((objects) => {
      for (const { owner, containers } of podsOf(objects)) {
        for (const { name: container, env = [] } of containers) {
          assert.equal(new Set(env.map(({ name }) => name)).size, env.length, `${owner} ${container}`);
          for (const [index, { value = "" }] of env.entries()) {
            for (const [, name] of value.matchAll(/\$\(([^)]*)\)/g)) {
              references++;
              const before = env.slice(0, index).map((variable) => variable.name);
              assert.ok(before.includes(name!), `${owner} ${container}: ${name}`);
            }
          }
        }
      }
    });
    assert.ok(references > 0);
  });

  it("mounts volumes that its pod has, each at a place of its own", () => {
    forAll((objects) => {
      const templates = new Map(
        ofKind(objects, "StatefulSet").map(({ metadata, spec }) => [
          `StatefulSet ${metadata.name}`,
          (spec!.volumeClaimTemplates ?? []).map((template) => template.metadata!.name!),
        ]),
      );
      for (const { owner, template, containers } of podsOf(objects)) {
        const volumes = [...(template.spec!.volumes ?? []).map(({ name }) => name), ...(templates.get(owner) ?? [])];
        assert.equal(new Set(volumes).size, volumes.length, owner);
        for (const { name, volumeMounts = [] } of containers) {
          assert.ok(
            volumeMounts.every((mount) => volumes.includes(mount.name)),
            `${owner} ${name}`,
          );
          assert.equal(new Set(volumeMounts.map(({ mountPath }) => mountPath)).size, volumeMounts.length);
        }
        const mounted = new Set(containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name)));
        assert.deepEqual(
          volumes.filter((volume) => !mounted.has(volume)),
          [],
          `${owner} mounts all it has`,
        );
      }
    });
  });
});

describe("everything that pods speak of", () => {
  it("is among the objects, or among the credentials", () => {
    forAll((objects, version, size) => {
      const has = (kind: "ConfigMap" | "PersistentVolumeClaim" | "ServiceAccount", namespace: string, name: string) =>
        ofKind<typeof kind>(objects, kind).some(
          ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
        );
      const secrets = secretsOf(deployment(version, { size }), "kubernetes").map(({ name, key }) => `${name}/${key}`);
      const used = new Set<string>();
      for (const { owner, namespace, template, containers } of podsOf(objects)) {
        const { volumes = [], serviceAccountName } = template.spec!;
        for (const { configMap, persistentVolumeClaim } of volumes) {
          if (configMap) assert.ok(has("ConfigMap", namespace, configMap.name!), `${owner}: ${configMap.name}`);
          const claim = persistentVolumeClaim?.claimName;
          if (claim) assert.ok(has("PersistentVolumeClaim", namespace, claim), `${owner}: ${claim}`);
        }
        if (serviceAccountName) assert.ok(has("ServiceAccount", namespace, serviceAccountName), owner);
        for (const { valueFrom } of containers.flatMap(({ env = [] }) => env)) {
          if (!valueFrom) continue;
          if (valueFrom.fieldRef) {
            assert.deepEqual(valueFrom, { fieldRef: { fieldPath: "metadata.name" } });
            continue;
          }
          assert.deepEqual(Object.keys(valueFrom), ["secretKeyRef"]);
          used.add(`${valueFrom.secretKeyRef!.name}/${valueFrom.secretKeyRef!.key}`);
        }
      }
      assert.deepEqual([...used].sort(), secrets);
    });
  });

  it("is nothing that no pod reads: no configuration and no claim is left over", () => {
    forAll((objects) => {
      const volumes = podsOf(objects).flatMap(({ template }) => template.spec!.volumes ?? []);
      assert.deepEqual(
        ofKind(objects, "ConfigMap").map(({ metadata }) => metadata.name),
        volumes.flatMap(({ configMap }) => configMap?.name ?? []),
      );
      assert.deepEqual(
        ofKind(objects, "PersistentVolumeClaim").map(({ metadata }) => metadata.name),
        volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []),
      );
    });
  });
});

describe("every Service", () => {
  it("selects pods that there are, and leads to ports that they have", () => {
    forAll((objects) => {
      const pods = podsOf(objects);
      for (const { metadata, spec } of ofKind(objects, "Service")) {
        const { selector, ports } = spec!;
        const selected = pods.filter(
          ({ namespace, template }) =>
            namespace === metadata.namespace &&
            Object.entries(selector!).every(([label, value]) => template.metadata!.labels![label] === value),
        );
        assert.equal(selected.length, 1, metadata.name);
        const names = selected[0]!.containers.flatMap((container) => (container.ports ?? []).map(({ name }) => name));
        for (const { name, targetPort } of ports!) {
          assert.ok(names.includes(targetPort as string), `${metadata.name}: ${name}`);
        }
      }
    });
  });

  it("is there for every StatefulSet whose pods are called by name", () => {
    forAll((objects) => {
      for (const { metadata, spec } of ofKind(objects, "StatefulSet")) {
        const service = ofKind(objects, "Service").find((each) => each.metadata.name === spec!.serviceName);
        assert.ok(service, metadata.name);
        const called = JSON.stringify(objects).includes(`${metadata.name}-0.${spec!.serviceName}:`);
        if (called) assert.equal(service.spec!.clusterIP, "None", metadata.name);
      }
    });
  });

  it("is what the way in leads to", () => {
    forAll((objects) => {
      const [ingress, ...others] = ofKind(objects, "Ingress");
      assert.deepEqual(others, []);
      const { name, port } = ingress!.spec!.rules![0]!.http!.paths[0]!.backend.service!;
      const service = ofKind(objects, "Service").find(({ metadata }) => metadata.name === name)!;
      assert.ok(service.spec!.ports!.some((each) => each.name === port!.name));
    });
  });
});

describe("every workload", () => {
  it("selects the pods that it makes, by a label that nothing else has", () => {
    forAll((objects) => {
      const all = [
        ...ofKind(objects, "Deployment"),
        ...ofKind(objects, "StatefulSet"),
        ...ofKind(objects, "DaemonSet"),
      ];
      for (const { metadata, spec } of all) {
        assert.deepEqual(spec!.selector.matchLabels, { app: metadata.name });
        assert.equal(spec!.template.metadata!.labels!.app, metadata.name);
      }
      assert.equal(new Set(all.map(({ metadata }) => metadata.name)).size, all.length);
    });
  });

  it("has a name that Kubernetes takes, as all objects have", () => {
    forAll((objects) => {
      for (const { kind, metadata } of objects) {
        assert.match(metadata.name, /^(?=.{1,63}$)[a-z0-9]+(-[a-z0-9]+)*$/, kind);
        for (const value of Object.values(metadata.labels ?? {})) assert.match(value, /^(?=.{1,63}$)[A-Za-z0-9.-]+$/);
      }
    });
  });
});
