import assert from "node:assert/strict";
import { newSecret, notCopied, type SecretDescription, secretMove } from "../../../migration/copy/secret.ts";

const plain: SecretDescription = { name: "projects/1/secrets/token", replication: { automatic: {} } };
const enabled = (...digests: string[]) => ({ newest: "ENABLED" as const, digests });

describe("what is to be done for a secret", () => {
  it("is to make it and copy its value, where the target has none", () => {
    assert.deepEqual(secretMove(plain, enabled("a"), undefined), { move: "copy", create: true });
  });

  it("is to go on where a copy was interrupted: the secret is there, without a version", () => {
    assert.deepEqual(secretMove(plain, enabled("a"), { digests: [] }), { move: "copy", create: false });
  });

  it("is nothing where the target holds the value that is in use", () => {
    assert.deepEqual(secretMove(plain, enabled("a", "b"), enabled("b")), { move: "done" });
  });

  it("is to copy again where the target holds what the source had earlier", () => {
    assert.deepEqual(secretMove(plain, enabled("a", "b"), enabled("a")), { move: "copy", create: false });
  });

  const key = { customerManagedEncryption: { kmsKeyName: "k" } };
  const left: [
    string,
    SecretDescription,
    Parameters<typeof secretMove>[1],
    Parameters<typeof secretMove>[2],
    RegExp,
  ][] = [
    ["no version", plain, { digests: [] }, undefined, /no version/],
    ["a disabled newest version", plain, { newest: "DISABLED", digests: ["a"] }, undefined, /is DISABLED: nobody/],
    ["a value of the target's own", plain, enabled("a"), enabled("x"), /never had/],
    ["a version disabled in the target", plain, enabled("a"), { newest: "DISABLED", digests: [] }, /somebody did/],
    ["a key of one's own", { ...plain, replication: { automatic: key } }, enabled("a"), undefined, /key of/],
    [
      "a key of one's own for a replica",
      { ...plain, replication: { userManaged: { replicas: [{ location: "l", ...key }] } } },
      enabled("a"),
      undefined,
      /key of/,
    ],
    ["an end", { ...plain, expireTime: "2027-01-01T00:00:00Z" }, enabled("a"), undefined, /expires at 2027/],
  ];
  for (const [what, description, source, target, why] of left) {
    it(`is left to people with ${what}`, () => {
      const decided = secretMove(description, source, target);
      assert.equal(decided.move, "leave");
      assert.match(decided.move === "leave" ? decided.why : "", why);
    });
  }
});

describe("a copied secret", () => {
  it("has the place and the labels of the first, and no more", () => {
    const description = { ...plain, labels: { team: "release" }, annotations: { note: "x" }, topics: [{ name: "t" }] };
    assert.deepEqual(newSecret(description), {
      replication: { automatic: {} },
      labels: { team: "release" },
      annotations: { note: "x" },
    });
    assert.deepEqual(newSecret(plain), { replication: { automatic: {} } });
  });

  it("names what people have to set", () => {
    assert.deepEqual(notCopied(plain, 1), ["who may read it"]);
    assert.deepEqual(notCopied(plain, 2), ["who may read it", "1 older version"]);
    const rich = { ...plain, topics: [{}], rotation: {}, versionAliases: { old: "1" }, versionDestroyTtl: "86400s" };
    assert.deepEqual(notCopied(rich, 3), [
      "who may read it",
      "2 older versions",
      "topics",
      "rotation",
      "aliases of versions",
      "delay before a version is destroyed",
    ]);
  });
});
