import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

/** What the type checker says of a file of the project. */
function typeErrors(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "sgdist-types-"));
  try {
    writeFileSync(join(folder, "program.mts"), text);
    const options = {
      extends: join(root, "tsconfig.json"),
      compilerOptions: { types: [] },
      include: ["program.mts"],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
    execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], { encoding: "utf8" });
    return "";
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a project without a budget", () => {
  const program = (budget: string) => `
    import type { ProjectPlan } from "${root}/plan/project.ts";
    export const plan: ProjectPlan = {
      id: "tst-a-b", displayName: "Test", folder: "common", labels: {}, apis: [], deletion: "disposable", contacts: {},
      recipients: {}, grants: [], ${budget}
    };`;

  it("does not compile", () => {
    assert.match(typeErrors(program("")), /Property 'budget' is missing in type/);
  });

  it("compiles with one", () => {
    assert.equal(typeErrors(program('budget: { displayName: "x", amount: 1, thresholds: [] },')), "");
  });
});
