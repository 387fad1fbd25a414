import assert from "node:assert/strict";
import fc from "fast-check";
import { copyLabel, isCopyOf, newBucketName, settingsOf } from "../../../migration/copy/bucket.ts";

const move = (...inside: string[]) => ({
  source: { id: "old-ci" },
  target: "new-ci-r8fd",
  inside: new Set(inside.map((name) => `//storage.googleapis.com/${name}`)),
});

describe("the name of a copied bucket", () => {
  it("takes the target's ID where the source's stood, or before what it was called", () => {
    assert.equal(newBucketName("old-ci-logs", move()), "new-ci-r8fd-logs");
    assert.equal(newBucketName("artifacts", move("artifacts")), "new-ci-r8fd-artifacts");
  });

  it("is one that Google takes, and no two buckets' the same", () => {
    const name = fc.stringMatching(/^(old-ci-)?[a-z0-9][a-z0-9._-]{1,54}[a-z0-9]$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1 }), (names) => {
        const copies = names.map((each) => newBucketName(each, move(...names)));
        assert.equal(new Set(copies).size, names.length);
        for (const copy of copies) assert.match(copy, /^new-ci-r8fd-[a-z0-9_-]{0,50}[a-z0-9]$/);
      }),
    );
    for (const names of [
      ["old-ci-logs", "logs"],
      ["a.b", "a-b"],
      [`${"x".repeat(50)}-primary`, `${"x".repeat(50)}-replica`],
    ]) {
      assert.equal(new Set(names.map((each) => newBucketName(each, move(...names)))).size, 2, names[0]);
    }
  });
});

describe("a copied bucket", () => {
  it("says of which it is the copy", () => {
    assert.deepEqual(copyLabel("www.example.com"), { "moved-from": "www_example_com" });
    assert.ok(isCopyOf({ labels: { "moved-from": "logs", team: "a" } }, "logs"));
    assert.ok(!isCopyOf({ labels: { "moved-from": "logs" } }, "caches"));
    assert.ok(!isCopyOf({}, "logs"));
  });

  it("lacks what the other is set to", () => {
    assert.deepEqual(settingsOf({ versioning: { enabled: true }, labels: { a: "b" }, cors: [{}], logging: {} }), [
      "versions of objects",
      "labels",
      "rules for other origins",
    ]);
    assert.deepEqual(settingsOf({ versioning: { enabled: false }, lifecycle: {}, cors: [] }), []);
  });
});
