import assert from "node:assert/strict";
import fc from "fast-check";
import { type DeploymentOptions, deployment, scalableServices } from "../../sourcegraph/deployment.ts";
import { type Size, sizes } from "../../sourcegraph/model/size.ts";
import { composeServices } from "../../sourcegraph/targets/compose/index.ts";
import { targets } from "../../sourcegraph/targets/index.ts";
import type { Manifest } from "../../sourcegraph/targets/kubernetes/manifest.ts";
import { versionNamed, versions } from "../../sourcegraph/versions/index.ts";
import { composeFileOf, isWorkload, newest, objectsAt, objectsOf, podsOf } from "../support/sourcegraph.ts";

/** An installation's objects without what may follow from its version: images, and the name of the Job. */
function versionless(objects: readonly Manifest[], version: string): Manifest[] {
  const copy = structuredClone(objects) as Manifest[];
  for (const { containers } of podsOf(copy)) {
    for (const container of containers) container.image = container.image!.split(":")[0]!;
  }
  for (const { kind, metadata } of copy) {
    if (kind === "Job") {
      const own = new RegExp(`-${version.replaceAll(".", "-")}-[0-9a-f]{8}$`);
      assert.match(metadata.name, own);
      metadata.name = metadata.name.replace(own, "");
    }
  }
  return copy;
}

/** A text without comments, the version's name and digests. */
const versionlessText = (text: string, version: string) =>
  text
    .replaceAll(/^\s*#.*\n/gm, "")
    .replaceAll(/@sha256:[0-9a-f]{64}/g, "")
    .replaceAll(`:${version}`, "");

describe("another version", () => {
  it("changes nothing in Kubernetes but images and the name of the Job, whatever the size", () => {
    for (const size of sizes) {
      const first = versionless(objectsAt(versions[0]!, size), versions[0]!);
      for (const version of versions.slice(1)) {
        assert.deepEqual(versionless(objectsAt(version, size), version), first, `${version} ${size}`);
      }
    }
  });

  for (const type of ["compose", "container"] as const) {
    it(`changes nothing in files for ${type} but images, whatever the size`, () => {
      for (const size of sizes) {
        const texts = (version: string) =>
          targets[type]
            .render(deployment(version, { size }))
            .map(({ path, content, mode }) => [path, versionlessText(content, version), mode]);
        const first = texts(versions[0]!);
        for (const version of versions.slice(1)) assert.deepEqual(texts(version), first, `${version} ${size}`);
      }
    });
  }

  it("does change every image", () => {
    const images = (version: string) =>
      podsOf(objectsAt(version, "s")).flatMap(({ containers }) => containers.map(({ image }) => image));
    for (const [index, version] of versions.entries()) {
      const next = versions[index + 1];
      if (!next) continue;
      const before = new Set(images(next));
      assert.deepEqual(
        images(version).filter((image) => before.has(image)),
        [],
      );
    }
  });
});

/** What can't be changed once it is there, or what data hangs on. */
function lastingOf(objects: readonly Manifest[]): unknown[] {
  return objects.flatMap((object): unknown[] => {
    if (object.kind === "PersistentVolumeClaim") return [object];
    if (object.kind === "Service") {
      const { metadata, spec } = object as { metadata: object; spec: { selector: object; clusterIP?: string } };
      return [{ kind: object.kind, metadata, selector: spec.selector, clusterIP: spec.clusterIP }];
    }
    if (!isWorkload(object)) return [];
    const { selector, serviceName, volumeClaimTemplates, template } = object.spec as {
      selector?: object;
      serviceName?: string;
      volumeClaimTemplates?: object[];
      template: { metadata: { labels: object }; spec: { securityContext: object; volumes?: object[] } };
    };
    return [
      {
        kind: object.kind,
        metadata: object.metadata,
        selector,
        serviceName,
        volumeClaimTemplates,
        labels: template.metadata.labels,
        user: template.spec.securityContext,
        volumes: template.spec.volumes,
      },
    ];
  });
}

const replicas = fc.dictionary(fc.constantFrom(...scalableServices()), fc.integer({ min: 1, max: 6 }), {
  noNullPrototype: true,
});
const size = fc.constantFrom<Size>(...sizes);

describe("another size, or other replicas", () => {
  const lasting = lastingOf(objectsOf(newest()));

  it("never change a claim, a claim's template, a selector or the name of a StatefulSet's Service", () => {
    fc.assert(
      fc.property(size, replicas, (chosen, counts) => {
        assert.deepEqual(lastingOf(objectsOf(newest({ size: chosen, replicas: counts }))), lasting);
      }),
      { numRuns: 60 },
    );
    for (const chosen of sizes) {
      for (const version of versions) {
        const installation: DeploymentOptions = { size: chosen };
        const kept = lastingOf(versionless(objectsOf(deployment(version, installation)), version));
        assert.deepEqual(kept, lastingOf(versionless(objectsOf(newest()), versions[0]!)), `${version} ${chosen}`);
      }
    }
  });

  it("never change which objects there are", () => {
    const names = (objects: readonly Manifest[]) => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    const expected = names(objectsOf(newest()));
    fc.assert(
      fc.property(size, replicas, (chosen, counts) => {
        assert.deepEqual(names(objectsOf(newest({ size: chosen, replicas: counts }))), expected);
      }),
      { numRuns: 20 },
    );
  });

  it("are what was asked for", () => {
    fc.assert(
      fc.property(replicas, (counts) => {
        const objects = objectsOf(newest({ size: "xl", replicas: counts }));
        for (const [name, count] of Object.entries(counts)) {
          const workload = objects.find((each) => isWorkload(each) && each.metadata.name === name);
          assert.equal((workload as { spec: { replicas: number } }).spec.replicas, count, name);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("only ever add volumes in Compose, and mount each where it was", () => {
    const mountsOf = (options: DeploymentOptions) =>
      new Map(
        composeServices(newest(options)).flatMap(({ name, service }) =>
          ((service.volumes ?? []) as { type: string; source: string; target: string }[])
            .filter(({ type }) => type === "volume")
            .map(({ source, target }) => [`${name} ${source}`, target] as const),
        ),
      );
    const least = mountsOf({});
    fc.assert(
      fc.property(size, replicas, (chosen, counts) => {
        const now = mountsOf({ size: chosen, replicas: counts });
        for (const [mount, target] of least) assert.equal(now.get(mount), target, mount);
      }),
      { numRuns: 30 },
    );
  });

  it("don't change with each other: what a size decides is the same whatever the replicas", () => {
    const limits = (options: DeploymentOptions) =>
      podsOf(objectsOf(newest(options))).flatMap(({ containers }) => containers.map(({ resources }) => resources));
    fc.assert(
      fc.property(size, replicas, (chosen, counts) => {
        assert.deepEqual(limits({ size: chosen, replicas: counts }), limits({ size: chosen }));
      }),
      { numRuns: 10 },
    );
  });
});

describe("another option", () => {
  it("leaves all images in another registry what they are", () => {
    const registry = "registry.example.com:5000/mirror";
    const images = (options: DeploymentOptions) => {
      const installation = newest(options);
      return [
        ...podsOf(objectsOf(installation)).flatMap(({ containers }) => containers.map(({ image }) => image!)),
        ...Object.values(composeFileOf(installation).services).map(({ image }) => image),
        ...targets.container.render(installation).map(({ content }) => /\S+\/server:\S+/.exec(content)![0]),
      ];
    };
    const own = images({});
    assert.deepEqual(
      images({ registry }),
      own.map((image) => image.replace("index.docker.io/sourcegraph", registry)),
    );
  });

  it("puts a domain into the way in, in Kubernetes and in Compose", () => {
    const domain = "sourcegraph.example.com";
    const hosts = (options: DeploymentOptions) =>
      objectsOf(newest(options)).flatMap((object) =>
        object.kind === "Ingress" ? [(object.spec as { rules: { host?: string }[] }).rules[0]!.host] : [],
      );
    assert.deepEqual(hosts({ domain }), [domain]);
    assert.deepEqual(hosts({}), [undefined]);
    const caddy = (options: DeploymentOptions) =>
      targets.compose.render(newest(options)).find(({ path }) => path === "caddy/Caddyfile")!.content;
    assert.match(caddy({ domain }), /^sourcegraph\.example\.com \{$/m);
    assert.match(caddy({}), /^http:\/\/ \{$/m);
    const replicas = { "sourcegraph-frontend": 2 };
    assert.match(caddy({ replicas }), /reverse_proxy sourcegraph-frontend-0:3080 sourcegraph-frontend-1:3080 \{/);
  });

  it("names the class of the way in, which is nginx otherwise", () => {
    const classes = (options: DeploymentOptions) =>
      objectsOf(newest(options)).flatMap((object) =>
        object.kind === "Ingress" ? [(object.spec as { ingressClassName?: string }).ingressClassName] : [],
      );
    assert.deepEqual(classes({}), ["nginx"]);
    assert.deepEqual(classes({ ingressClass: "traefik" }), ["traefik"]);
  });

  it("of a certificate gives the way in HTTPS, and without one says that it has none", () => {
    const domain = "sg.example.com";
    const files = (options: DeploymentOptions) =>
      targets.kubernetes
        .render(newest(options))
        .map(({ content }) => content)
        .join("");
    const tls = (options: DeploymentOptions) =>
      objectsOf(newest(options)).flatMap((object) =>
        object.kind === "Ingress" ? [(object.spec as { tls?: object }).tls] : [],
      );
    assert.deepEqual(tls({ domain }), [undefined]);
    assert.match(files({ domain }), /^# .* It is plain HTTP: /m);
    const options = { domain, tlsSecret: "sg-tls" };
    assert.deepEqual(tls(options), [[{ hosts: [domain], secretName: "sg-tls" }]]);
    assert.doesNotMatch(files(options), /plain HTTP/);
    assert.match(files(options), /certificate is in the Secret sg-tls/);
  });

  it("takes what is known of a version as well as its name", () => {
    const named = targets.compose.render(deployment("7.2.0"));
    assert.deepEqual(targets.compose.render(deployment(versionNamed("7.2.0"))), named);
  });
});
