import assert from "node:assert/strict";
import fc from "fast-check";
import { type Checksums, changeFolder, checksum } from "../../sourcegraph/targets/folder.ts";
import type { RenderedFile } from "../../sourcegraph/targets/target.ts";

type Files = { readonly [path: string]: string };

const filesOf = (files: Files): RenderedFile[] => Object.entries(files).map(([path, content]) => ({ path, content }));
const checksumsOf = (files: Files): Checksums =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [path, checksum(content)]));
const change = (now: Files, before: Files, there: Files) =>
  changeFolder(filesOf(now), checksumsOf(before), new Map(Object.entries(there)));

describe("a folder that is rendered to", () => {
  it("gets every file the first time", () => {
    const now = { "a.yaml": "a: 1\n", "b/c.conf": "c\n" };
    assert.deepEqual(change(now, {}, {}), {
      write: filesOf(now),
      remove: [],
      foreign: [],
      checksums: checksumsOf(now),
    });
  });

  it("gets nothing the second time", () => {
    const now = { "a.yaml": "a: 1\n" };
    assert.deepEqual(change(now, now, now), { write: [], remove: [], foreign: [], checksums: checksumsOf(now) });
  });

  it("gets what has changed, keeps what hasn't, and loses what is no longer rendered", () => {
    const before = { "a.yaml": "a: 1\n", "b.yaml": "b: 1\n", "c.yaml": "c: 1\n" };
    const now = { "a.yaml": "a: 2\n", "b.yaml": "b: 1\n" };
    assert.deepEqual(change(now, before, before), {
      write: [{ path: "a.yaml", content: "a: 2\n" }],
      remove: ["c.yaml"],
      foreign: [],
      checksums: checksumsOf(now),
    });
  });

  it("gets again what somebody removed, and doesn't miss what was to be removed", () => {
    const before = { "a.yaml": "a: 1\n", "c.yaml": "c: 1\n" };
    const { write, remove, foreign } = change({ "a.yaml": "a: 1\n" }, before, {});
    assert.deepEqual([write, remove, foreign], [[{ path: "a.yaml", content: "a: 1\n" }], [], []]);
  });

  for (const [what, now, before, there] of [
    ["that somebody else wrote", { "a.yaml": "a: 1\n" }, {}, { "a.yaml": "mine\n" }],
    ["that was changed by hand", { "a.yaml": "a: 2\n" }, { "a.yaml": "a: 1\n" }, { "a.yaml": "a: 1 # mine\n" }],
    ["that was changed by hand and would be removed", {}, { "a.yaml": "a: 1\n" }, { "a.yaml": "a: 1 # mine\n" }],
  ] as [string, Files, Files, Files][]) {
    it(`names a file ${what}`, () => assert.deepEqual(change(now, before, there).foreign, ["a.yaml"]));
  }

  for (const [what, now, before, there] of [
    ["that is what would be written anyway", { "a.yaml": "a: 1\n" }, {}, { "a.yaml": "a: 1\n" }],
    [
      "that was changed by hand to what would be written",
      { "a.yaml": "2\n" },
      { "a.yaml": "1\n" },
      { "a.yaml": "2\n" },
    ],
    ["that is as it was rendered", { "a.yaml": "2\n" }, { "a.yaml": "1\n" }, { "a.yaml": "1\n" }],
    ["that it has nothing to do with", {}, {}, { "notes.md": "mine\n" }],
  ] as [string, Files, Files, Files][]) {
    it(`doesn't name a file ${what}`, () => {
      const { foreign, remove } = change(now, before, there);
      assert.deepEqual([foreign, remove], [[], []]);
    });
  }

  it("names all of them, in order", () => {
    const mine = { "c.yaml": "mine", "a.yaml": "mine", "b.yaml": "mine" };
    assert.deepEqual(change({ "a.yaml": "1", "b.yaml": "1", "c.yaml": "1" }, {}, mine).foreign, [
      "a.yaml",
      "b.yaml",
      "c.yaml",
    ]);
  });

  const files: fc.Arbitrary<Files> = fc.dictionary(
    fc.constantFrom("a", "b", "c/d", "e"),
    fc.constantFrom("1", "2", "3"),
    {
      noNullPrototype: true,
    },
  );

  it("holds afterwards what was rendered and what it had besides, and next time there is nothing to do", () => {
    fc.assert(
      fc.property(files, files, files, (now, before, there) => {
        const made = change(now, before, there);
        const after = new Map(Object.entries(there));
        for (const { path, content } of made.write) after.set(path, content);
        for (const path of made.remove) after.delete(path);
        const besides = Object.keys(there).filter((path) => !(path in now) && !(path in before));
        assert.deepEqual(Object.fromEntries(after), {
          ...Object.fromEntries(besides.map((path) => [path, there[path]!])),
          ...now,
        });
        assert.deepEqual(made.checksums, checksumsOf(now));
        const again = changeFolder(filesOf(now), made.checksums, after);
        assert.deepEqual([again.write, again.remove, again.foreign], [[], [], []]);
      }),
    );
  });

  it("never loses what somebody wrote without naming it", () => {
    fc.assert(
      fc.property(files, files, files, (now, before, there) => {
        const { write, remove, foreign } = change(now, before, there);
        const lost = Object.keys(there).filter(
          (path) => there[path] !== before[path] && (remove.includes(path) || write.some((file) => file.path === path)),
        );
        assert.deepEqual(foreign, lost.sort());
      }),
    );
  });
});
