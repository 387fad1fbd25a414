import assert from "node:assert/strict";
import { TestProject } from "../support/project.ts";

describe("what is run by the clock, where nothing is configured", () => {
  const project = new TestProject();
  after(() => project.remove());

  const commands: [string[], RegExp, unknown][] = [
    [
      ["previews", "reconcile"],
      /^There are no preview environments: organization\.yaml has no `previews`\.$/,
      { changes: [], pullRequests: [], remains: {}, taken: [], failures: [] },
    ],
    [["dogfood", "follow"], /^No environment follows a branch\./, []],
  ];
  for (const [command, said, facts] of commands) {
    it(`${command.join(" ")} says so, and asks nobody for anything`, async () => {
      // No local cloud was started, and there is no token.
      const { code, stdout, stderr } = await project.sgdist(command, { GITHUB_TOKEN: "" });
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match(stdout.trim(), said);
      assert.deepEqual(await project.json(command, { GITHUB_TOKEN: "" }), facts);
    });
  }
});
