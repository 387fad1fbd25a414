import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { applicationTable, applicationTree } from "../../cli/output/applications.ts";
import { duration, tame } from "../../cli/output/style.ts";
import { table } from "../../cli/output/table.ts";
import { wrap } from "../../cli/output/wrap.ts";
import type { ApplicationStatus } from "../../engine/applications.ts";

describe("a table", () => {
  it("lines its columns up", () => {
    assert.equal(
      table(
        ["NAME", "BUDGET"],
        [
          ["acme", "900"],
          ["dogfood", "12000"],
        ],
        [1],
      ),
      ["NAME     BUDGET", "acme        900", "dogfood   12000"].join("\n"),
    );
  });

  it("wraps its widest column where it would be wider than the screen", () => {
    assert.equal(
      table(["A", "B"], [["key", "one two three four five"]], [], 20),
      ["A    B", "key  one two three", "     four five"].join("\n"),
    );
  });

  it("has no head where there are no titles", () => {
    assert.equal(table(["", ""], [["a", "b"]]), "a  b");
  });
});

describe("what things are called", () => {
  const hostile = "a\u001b[2Jb\u001b]0;title\u0007c\u202ed";

  it("is obeyed by no terminal, in tables and in sentences", () => {
    const shown = "a\\u001b[2Jb\\u001b]0;title\\u0007c\\u202ed";
    assert.equal(table(["", ""], [["x", hostile]]), `x  ${shown}`);
    assert.equal(wrap(hostile), shown);
  });

  it("keeps colours and ends of lines", () => {
    const text = "\u001b[31mred\u001b[39m\nand \u001b[1;32mgreen\u001b[0m";
    assert.equal(tame(text), text);
  });
});

describe("what runs in an environment", () => {
  const application: ApplicationStatus = {
    environment: "demo",
    stack: "app-demo",
    type: "kubernetes",
    version: "7.4.0",
    size: "s",
    services: [
      { name: "pgsql", kind: "StatefulSet", ready: 1, wanted: 1 },
      { name: "gitserver", kind: "StatefulSet", ready: 0, wanted: 2, missing: true, reason: "is not there" },
      { name: "worker", kind: "Deployment", ready: 0, wanted: 1, reason: "worker-1: Pending" },
    ],
  };
  const plain = (text: string) => stripVTControlCharacters(text);

  it("marks what is missing", () => {
    assert.deepEqual(plain(applicationTree(application)).split("\n").slice(1, 4), [
      "├── ✔ pgsql      1/1",
      "├── ✘ gitserver  0/2  is not there",
      "└── … worker     0/1  worker-1: Pending",
    ]);
  });

  it("counts what is missing among what there should be", () => {
    assert.match(plain(applicationTable([application])), /^demo +kubernetes 7\.4\.0 s +1\/3 +gitserver, worker$/m);
  });
});

describe("a span of time for people", () => {
  for (const [seconds, text] of [
    [0.04, "0 s"],
    [4.26, "4.3 s"],
    [59.6, "1 min 0 s"],
    [125, "2 min 5 s"],
    [3600, "1 h 0 min"],
    [262_800, "3 d 1 h"],
  ] as const) {
    it(`${seconds} s is ${text}`, () => assert.equal(duration(seconds), text));
  }
});
