import assert from "node:assert/strict";
import { loadAll } from "js-yaml";
import { parse, parseAllDocuments } from "yaml";
import { deployment } from "../../sourcegraph/deployment.ts";
import { type Size, sizes } from "../../sourcegraph/model/size.ts";
import { targets } from "../../sourcegraph/targets/index.ts";
import type { RenderedFile, Target } from "../../sourcegraph/targets/target.ts";
import { imageNames } from "../../sourcegraph/versions/image.ts";
import { versionNamed, versions } from "../../sourcegraph/versions/index.ts";
import { imageReference } from "../../sourcegraph/versions/version.ts";
import {
  type ComposeFile,
  dockerQuantity,
  kubernetesQuantity,
  matrix,
  newest,
  objectsAt,
  objectsOf,
  ofKind,
  podsOf,
} from "../support/sourcegraph.ts";

const types = Object.keys(targets) as Target["name"][];
const rendered = new Map<string, RenderedFile[]>();

/** The files of one of the matrix, made once. */
function filesAt(type: Target["name"], version: string, size: Size): RenderedFile[] {
  const key = `${type} ${version} ${size}`;
  const found = rendered.get(key) ?? targets[type].render(deployment(version, { size }));
  rendered.set(key, found);
  return found;
}

const contentOf = (files: RenderedFile[], path: string) => files.find((file) => file.path === path)!.content;

describe(`${versions.length} versions in ${sizes.length} sizes for ${types.length} types`, () => {
  it("are rendered, and a second time to the same bytes", () => {
    assert.equal(matrix.length * types.length, 180);
    for (const { version, size } of matrix) {
      for (const type of types) {
        const files = filesAt(type, version, size);
        assert.deepEqual(targets[type].render(deployment(version, { size })), files, `${type} ${version} ${size}`);
        assert.equal(new Set(files.map(({ path }) => path)).size, files.length);
        for (const { path, content } of files) {
          assert.match(path, /^[a-z0-9-]+(\/[A-Za-z0-9._-]+)?(\.[a-z]+)?$/);
          assert.match(content, /\n$/, path);
          assert.doesNotMatch(content, /undefined|NaN|\[object|\r|[ \t]\n/, path);
        }
      }
    }
  });

  it("have images of their version only, by digest where it has one", () => {
    for (const { version, size } of matrix) {
      const catalogue = versionNamed(version);
      const known = new Set(imageNames.map((name) => imageReference(catalogue, name)));
      const unit = contentOf(filesAt("container", version, size), "run.sh");
      const found = [
        ...podsOf(objectsAt(version, size)).flatMap(({ containers }) => containers.map(({ image }) => image!)),
        ...[...contentOf(filesAt("compose", version, size), "compose.yaml").matchAll(/^ +image: (.*)$/gm)].map(
          ([, image]) => image!,
        ),
        /^ {2}(\S+\/server:\S+)$/m.exec(unit)![1]!,
      ];
      assert.ok(found.length > 50);
      for (const image of found) {
        assert.ok(known.has(image), image);
        assert.ok(image.includes(`:${version}`));
        const digest = catalogue.images[/\/([^/:]+):/.exec(image)![1] as "worker"];
        assert.equal(image.split("@")[1], digest, image);
      }
    }
  });
});

/** Everything that a size decides, as numbers by what they are of. */
function amountsOf(version: string, size: Size): Map<string, number> {
  const found = new Map<string, number>();
  const objects = objectsAt(version, size);
  for (const { owner, containers } of podsOf(objects)) {
    for (const { name, resources } of containers) {
      for (const which of ["requests", "limits"] as const) {
        for (const [amount, text] of Object.entries(resources![which]!)) {
          found.set(`${owner} ${name} ${which} ${amount}`, kubernetesQuantity(text));
        }
      }
    }
  }
  for (const { kind, metadata, spec } of [...ofKind(objects, "Deployment"), ...ofKind(objects, "StatefulSet")]) {
    found.set(`${kind} ${metadata.name} replicas`, spec!.replicas!);
  }
  const compose: ComposeFile = parse(contentOf(filesAt("compose", version, size), "compose.yaml"));
  for (const [name, { cpus, mem_limit, shm_size }] of Object.entries(compose.services)) {
    found.set(`${name} cpus`, cpus);
    found.set(`${name} memory`, dockerQuantity(mem_limit));
    if (shm_size) found.set(`${name} shared memory`, dockerQuantity(shm_size as string));
  }
  const run = contentOf(filesAt("container", version, size), "run.sh");
  found.set("container cpus", Number(/ cpus=(\d+)$/m.exec(run)![1]));
  found.set("container memory", dockerQuantity(/--memory (\S+)/.exec(run)![1]!));
  return found;
}

describe("each size", () => {
  for (const version of [versions[0]!, versions.at(-1)!]) {
    it(`has at least as much of everything as the one before: ${version}`, () => {
      for (const [index, size] of sizes.entries()) {
        if (index === 0) continue;
        const [smaller, larger] = [amountsOf(version, sizes[index - 1]!), amountsOf(version, size)];
        assert.deepEqual([...larger.keys()], [...smaller.keys()]);
        for (const [what, amount] of larger) assert.ok(amount >= smaller.get(what)!, `${size}: ${what}`);
        assert.ok(
          [...larger].some(([what, amount]) => amount > smaller.get(what)!),
          `${size} is larger`,
        );
      }
    });
  }
});

describe("the objects in files", () => {
  const objectFiles = (files: RenderedFile[]) => files.filter(({ path }) => path !== "kustomization.yaml");

  it("are read back as they are", () => {
    for (const { version, size } of matrix) {
      const read = objectFiles(filesAt("kubernetes", version, size)).flatMap(({ content }) => loadAll(content));
      assert.deepEqual(
        read.filter((object) => object !== null),
        objectsAt(version, size),
        `${version} ${size}`,
      );
    }
  });

  // Kubernetes' own tools read YAML of 1.1 in part, where more words are something other than text.
  for (const version of ["1.1", "1.2"] as const) {
    it(`are read back as they are by another parser, of YAML ${version}`, () => {
      for (const options of [{}, { size: "xl", namespace: "on", storageClass: "no" }, { namespace: "1e3" }] as const) {
        const installation = newest(options);
        const files = objectFiles(targets.kubernetes.render(installation));
        const read = files.flatMap(({ path, content }) =>
          parseAllDocuments(content, { version }).map((document) => {
            assert.deepEqual(document.errors, [], path);
            return document.toJS() as unknown;
          }),
        );
        assert.deepEqual(
          read.filter((object) => object !== null),
          objectsOf(installation),
        );
      }
    });
  }

  it("are written for readers: blocks, and at the head of each file what it is", () => {
    assert.equal(
      contentOf(filesAt("kubernetes", versions[0]!, "s"), "00-namespaces.yaml"),
      `# namespaces: Where everything is.
# In all files:
# - Claims are the data. Nothing deletes them: neither an update nor a tool that removes what isn't listed.
# - Pods carry the checksum of their configuration, so a change restarts them.
# - Services are where the others find it. Network policies say who may call it, and whom it may call.
# - Disruption budgets let nodes be drained, one pod of a service at a time.
---
# Everything but what reads the nodes. Holds to the restricted Pod Security Standard.
apiVersion: v1
kind: Namespace
metadata:
  name: sourcegraph
  labels:
    deploy: sourcegraph
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/warn: restricted
---
# What reads the nodes: node-exporter. It reads the machine's file systems and processes, read-only, to report on
# them.
apiVersion: v1
kind: Namespace
metadata:
  name: sourcegraph-node
  labels:
    deploy: sourcegraph
    pod-security.kubernetes.io/enforce: privileged
    pod-security.kubernetes.io/warn: privileged
`,
    );
    for (const { version, size } of matrix.slice(0, 5)) {
      for (const { path, content } of filesAt("kubernetes", version, size)) {
        assert.match(content, /^# /, path);
      }
      const compose = contentOf(filesAt("compose", version, size), "compose.yaml");
      const names = Object.keys((parse(compose) as ComposeFile).services);
      for (const name of names) assert.match(compose, new RegExp(`\n  # .*\n  ${name}:\n`), name);
    }
  });

  it("tell once what holds for all of them, and of each only what is particular", () => {
    const files = objectFiles(filesAt("kubernetes", versions[0]!, "s"));
    const comments = files.flatMap(({ content }) => content.match(/^# .*$/gm)!);
    assert.deepEqual(
      comments.filter((text, index) => comments.indexOf(text) !== index && !text.startsWith("# Starts once")),
      [],
    );
    assert.match(files[0]!.content, /^# In all files:\n# - Claims are the data\. /m);
    const text = files.map(({ content }) => content).join("");
    assert.match(
      text,
      /# Each replica has a claim of 200Gi called repos-…, which stays when it goes\.\napiVersion: apps/,
    );
    assert.match(text, /# It calls outside: code hosts, over HTTPS and SSH\.\napiVersion: networking/);
  });

  it("are listed for kubectl and for overlays, the namespaces and the credentials first", () => {
    const files = filesAt("kubernetes", versions[0]!, "s");
    const { resources, ...head } = parse(contentOf(files, "kustomization.yaml")) as { resources: string[] };
    assert.deepEqual(head, { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" });
    assert.deepEqual(resources.slice(0, 3), ["00-namespaces.yaml", "secrets.yaml", "10-pgsql.yaml"]);
    const listed = resources.filter((path) => path !== "secrets.yaml");
    assert.deepEqual(
      listed,
      objectFiles(files).map(({ path }) => path),
    );
  });

  it("come in the order in which they can be applied: what is waited for has a lower number", () => {
    const files = objectFiles(filesAt("kubernetes", versions[0]!, "s"));
    const order = files.map(({ path }) => path).toSorted();
    const place = (name: string) => order.findIndex((path) => path.endsWith(`-${name}.yaml`));
    assert.equal(order[0], "00-namespaces.yaml");
    for (const { content } of files) {
      const [, name] = /^# ([a-z-]+): /.exec(content)!;
      const after = /^# Starts once these are ready: (.*)\.$/m.exec(content)?.[1]?.split(", ") ?? [];
      for (const other of after) assert.ok(place(other) < place(name!), `${name} after ${other}`);
    }
    assert.ok(place("migrator") < place("sourcegraph-frontend") && place("pgsql") < place("migrator"));
  });
});
