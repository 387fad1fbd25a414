import assert from "node:assert/strict";
import { lostCredentials, objectionsTo, placeOf } from "../../sourcegraph/targets/change.ts";
import { parseRecord, type RenderRecord } from "../../sourcegraph/targets/record.ts";
import { versions } from "../../sourcegraph/versions/index.ts";
import { newest } from "../support/sourcegraph.ts";

const newestName = newest().version.version;

const record: RenderRecord = {
  type: "kubernetes",
  version: newestName,
  size: "s",
  place: "sourcegraph",
  credentials: ["pgsql-auth/password"],
  files: { "kustomization.yaml": "0" },
};

describe("the record of a folder", () => {
  it("is read as it was written", () => {
    assert.deepEqual(parseRecord(JSON.stringify(record)), record);
    const container = { type: "container", version: "7.2.0", size: "xl", credentials: [], files: {} };
    assert.deepEqual(parseRecord(JSON.stringify(container)), container);
  });

  for (const [type, files] of [
    ["kubernetes", { "kustomization.yaml": "0", "10-pgsql.yaml": "1" }],
    ["compose", { "compose.yaml": "0" }],
    ["container", { "run.sh": "0" }],
  ] as const) {
    it(`tells its type by its files where it is of before that was written down: ${type}`, () => {
      assert.deepEqual(parseRecord(JSON.stringify(files)), { type, files });
    });
  }

  it("tells no type where nothing was rendered", () => assert.deepEqual(parseRecord("{}"), { files: {} }));

  for (const text of [
    "{",
    "[]",
    "null",
    '{"run.sh": 1}',
    '{"../file": "0"}',
    '{"/etc/file": "0"}',
    '{"C:\\\\file": "0"}',
    JSON.stringify({ ...record, files: { "a/../../b": "0" } }),
    JSON.stringify({ ...record, type: "helm" }),
    JSON.stringify({ ...record, version: "main" }),
    JSON.stringify({ ...record, size: "xxl" }),
    JSON.stringify({ ...record, place: 1 }),
    JSON.stringify({ ...record, credentials: [1] }),
    JSON.stringify({ files: {} }),
  ]) {
    it(`is none: ${text}`, () => assert.equal(parseRecord(text), undefined));
  }
});

describe("rendering over what is there", () => {
  const objections = (before: Partial<RenderRecord>, options = {}, type: RenderRecord["type"] = "kubernetes") =>
    objectionsTo({ ...record, ...before }, type!, newest(options), "out");

  it("is free where nothing was, or the same", () => {
    const none = { refused: [], notes: [] };
    assert.deepEqual(objectionsTo({ files: {} }, "compose", newest(), "out"), none);
    assert.deepEqual(objections({}), none);
    assert.deepEqual(objections({}, { size: "xl", replicas: { gitserver: 3 } }), none);
    assert.deepEqual(objectionsTo({ type: "compose", files: {} }, "compose", newest(), "out"), none, "an old record");
  });

  it("is free to the next minor version", () => {
    const before = versions.find((version) => version.startsWith("7.4."))!;
    assert.deepEqual(objections({ version: before }).refused, []);
  });

  it("says what must be known before a version", () => {
    const installation = { ...newest(), version: { ...newest().version, version: "6.4.0" } };
    const { refused, notes } = objectionsTo({ ...record, version: "6.3.0" }, "kubernetes", installation, "out");
    assert.deepEqual(refused, []);
    assert.match(notes.join("\n"), /^repo-updater and symbols are gone;/);
  });

  for (const [what, before, options, type, message] of [
    [
      "another type",
      { type: "compose" },
      {},
      "kubernetes",
      /^--type: found kubernetes, and out was rendered for compose;/,
    ],
    ["another namespace", {}, { namespace: "b" }, "kubernetes", /^--namespace: found b, and out .* for sourcegraph;/],
    [
      "another project",
      { type: "compose", place: "docker-compose" },
      { project: "two" },
      "compose",
      /^--project: found two, and out was rendered for docker-compose; .* two begin with empty databases\.\n→ /,
    ],
    [
      "skipped versions",
      { version: "7.2.0" },
      {},
      "kubernetes",
      /^From 7\.2\.0 to .* skips .*\n→ Go to .*\n→ \.rendered/,
    ],
    [
      "an older version",
      { version: "7.6.0" },
      {},
      "kubernetes",
      /^From 7\.6\.0 back to .* crosses database migrations/,
    ],
  ] as [string, Partial<RenderRecord>, object, RenderRecord["type"], RegExp][]) {
    it(`is refused: ${what}`, () => {
      const { refused } = objections(before, options, type);
      assert.equal(refused.length, 1);
      assert.match(refused[0]!, message);
      assert.match(refused[0]!, /say --force\.$/);
    });
  }

  it("is refused for all that stands against it", () => {
    assert.equal(objections({ version: "7.2.0", place: "elsewhere" }).refused.length, 2);
  });

  it("is elsewhere by namespace or project; the single container has one place", () => {
    const places = (["kubernetes", "compose", "container"] as const).map((type) => placeOf(type, newest()));
    assert.deepEqual(places, ["sourcegraph", "docker-compose", undefined]);
  });
});

describe("credentials that were there", () => {
  const lost = (before: RenderRecord, type: "kubernetes" | "compose", made: string[]) =>
    lostCredentials(before, type, newest(), `out/file`, made);

  it("aren't made anew, and it is said where they are", () => {
    const [message, ...others] = lost(record, "kubernetes", ["pgsql-auth/password"]);
    assert.deepEqual(others, []);
    assert.match(
      message!,
      /^out\/file: found no pgsql-auth\/password, which .*\n→ .*kubectl get secret .*--new-credentials\.$/,
    );
    const compose: RenderRecord = { ...record, type: "compose", credentials: ["A", "B"] };
    assert.match(lost(compose, "compose", ["A", "B"])[0]!, /found no A, B, which .*\n→ .*docker inspect/);
  });

  it("are all of them where an old record doesn't say which", () => {
    const { credentials: _, ...old } = record;
    assert.equal(lost(old, "kubernetes", ["pgsql-auth/password"]).length, 1);
  });

  it("aren't those that are new, of another type, or still there", () => {
    assert.deepEqual(lost(record, "kubernetes", ["new-auth/password"]), []);
    assert.deepEqual(lost(record, "compose", ["PGSQL_AUTH_PASSWORD"]), []);
    assert.deepEqual(lost(record, "kubernetes", []), []);
    assert.deepEqual(lost({ files: {} }, "kubernetes", ["pgsql-auth/password"]), []);
  });
});
