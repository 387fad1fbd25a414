import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { planParts } from "../../proposal/comment/plan.ts";
import { replacedBy } from "../../proposal/replacements.ts";
import { compareResources } from "../../proposal/resources.ts";

const disk = "gcp:compute/disk:Disk";
const instance = "gcp:compute/instance:Instance";

describe("what replaces a resource", () => {
  it("is a value that can't be changed where it is", () => {
    assert.deepEqual(replacedBy(disk, { zone: "a", type: "pd-ssd" }, { zone: "b", type: "pd-ssd" }), ["zone"]);
    assert.deepEqual(replacedBy(disk, { zone: "a", labels: { a: "1" } }, { zone: "a", labels: { a: "2" } }), []);
    assert.deepEqual(replacedBy(disk, { zone: "a" }, { zone: "a" }), []);
  });

  it("is a disk that gets smaller, and not one that grows", () => {
    assert.deepEqual(replacedBy(disk, { size: 200 }, { size: 100 }), ["size"]);
    assert.deepEqual(replacedBy(disk, { size: 100 }, { size: 200 }), []);
  });

  it("is a block more or less, and not what may change in it", () => {
    const one = { networkInterfaces: [{ subnetwork: "a" }] };
    assert.deepEqual(replacedBy(instance, one, { networkInterfaces: [{ subnetwork: "a" }, { subnetwork: "b" }] }), [
      "networkInterfaces",
    ]);
    assert.deepEqual(replacedBy(instance, one, { networkInterfaces: [{ subnetwork: "b" }] }), []);
  });

  it("is nothing of a type that isn't known", () => {
    assert.deepEqual(replacedBy("kubernetes:core/v1:Secret", { a: 1 }, { a: 2 }), []);
  });

  it("is told of apart, and before what is folded", () => {
    const before = [{ type: disk, name: "data", after: { zone: "a", size: 10 } }];
    const after = [{ type: disk, name: "data", after: { zone: "b", size: 10 } }];
    const differences = compareResources(before, after);
    assert.deepEqual(differences, [
      {
        change: "replaced",
        type: disk,
        name: "data",
        properties: [{ path: "zone", before: "a", after: "b" }],
        because: ["zone"],
      },
    ]);
    const [, , text] = planParts({
      base: "a".repeat(40),
      head: "b".repeat(40),
      examination: { problems: [], environments: [], units: [], verdicts: [], notes: [] },
      program: [],
      where: "google",
      ranProposed: false,
      previews: [{ stack: "env-demo", differences, resources: 1, warnings: [], errors: [] }],
      left: [],
    }).map((part) => part.text);
    assert.match(text!, /^- ⚠️ `compute\/Disk data` would be deleted and made anew, because of `zone`\n<details>/);
    assert.match(text!, /1 replaced/);
    assert.match(text!, /^- {5}deleted and made anew, because of zone$/m);
  });

  it("is what the local provider replaces by, of every type in use", () => {
    const folder = join(import.meta.dirname, "../../local/providers/gcp/schema");
    for (const file of readdirSync(folder)) {
      const types = JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<
        string,
        { fields: Record<string, string> }
      >;
      for (const [type, { fields }] of Object.entries(types)) {
        for (const [path, about] of Object.entries(fields)) {
          const isBlock = Object.keys(fields).some((other) => other.startsWith(`${path}.`));
          if (isBlock) continue;
          const nest = (value: string): unknown =>
            path.split(".").reduceRight((within: unknown, name) => ({ [name]: within }), value);
          const found = replacedBy(type, nest("a"), nest("b")).includes(path);
          const isReplaced = / replace\b/.test(about) || path === "metadataStartupScript";
          assert.equal(found, isReplaced, `${type} ${path}`);
        }
      }
    }
  });
});
