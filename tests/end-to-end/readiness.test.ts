import assert from "node:assert/strict";
import { TestProject } from "../support/project.ts";

/** APIs that are used in projects. Those of one line are never used in the same project. */
const apis = [
  ["iam"],
  ["compute", "storage", "artifactregistry"],
  ["essentialcontacts"],
  ["monitoring"],
  ["logging", "cloudkms"],
  ["pubsub", "secretmanager"],
  ["bigquery"],
];

/** Between two of these, each wait for an API asks once: an API that gets ready at one is never taken for a later one. */
const moments = ["0ms", "500ms", "1250ms", "2750ms", "5750ms", "10250ms", "15250ms"];

describe("APIs that get ready one after another", () => {
  for (const [order, lines] of [
    ["one order", apis],
    ["the other", apis.toReversed()],
  ] as const) {
    it(`are each waited for by what uses them, in ${order}`, async () => {
      const project = new TestProject();
      try {
        await project.sgdist(["local", "up"]);
        for (const [index, names] of lines.entries()) {
          for (const api of names) {
            const added = await project.sgdist(["local", "fault", "add", "--api", api, "--unready", moments[index]!]);
            assert.equal(added.code, 0, added.stderr);
          }
        }
        const { code, stdout, stderr } = await project.sgdist(["up", "--all"]);
        assert.equal(code, 0, stdout + stderr);
      } finally {
        await project.remove();
      }
    });
  }
});
