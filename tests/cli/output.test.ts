import assert from "node:assert/strict";
import { duration } from "../../cli/output/style.ts";
import { table } from "../../cli/output/table.ts";

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
