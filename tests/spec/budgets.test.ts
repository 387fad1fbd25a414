import assert from "node:assert/strict";
import { describeProblem } from "../../spec/problem.ts";
import { goodFiles, problemsOf } from "../support/specification.ts";

/** The good specification with so many more foreign projects in a folder that has no room for them. */
function crowded(count: number): string[] {
  const files = goodFiles();
  const names = Array.from({ length: count }, (_, index) => `old-${index}`);
  const foreign = names.map((name, index) => {
    const id = `tst-${name}-a2b3`;
    files.set("ledger.yaml", `${files.get("ledger.yaml")}${id}: { for: foreign/${name}, since: "2026-01-01" }\n`);
    return `  ${name}: { id: ${id}, folder: production, owner: search, purpose: Old things., budget: ${1000 + index} }\n`;
  });
  const organization = files.get("organization.yaml")!;
  files.set("organization.yaml", `${organization}foreign:\n${foreign.join("")}`);
  return problemsOf(files)
    .map(describeProblem)
    .filter((problem) => problem.includes("folders.production.budget"));
}

describe("the budget of a folder", () => {
  it("is told with all that is in it, where that is little", () => {
    assert.deepEqual(crowded(5), [
      "organization.yaml:37: folders.production.budget: found 9000; allowed: at least 10010, the sum of what is in the folder (old-0 1000, old-1 1001, old-2 1002, old-3 1003, old-4 1004, live 5000). Raise it, or lower a budget in it.",
    ]);
  });

  it("is told with the largest of what is in it, where that is much", () => {
    assert.deepEqual(crowded(200), [
      "organization.yaml:37: folders.production.budget: found 9000; allowed: at least 224900, the sum of what is in the folder (live 5000, old-199 1199, old-198 1198, old-197 1197, old-196 1196, and 196 others 215110). Raise it, or lower a budget in it.",
    ]);
  });
});
