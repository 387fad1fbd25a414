import assert from "node:assert/strict";
import type { PullRequest } from "../../github/repository.ts";
import { type Desk, decide, handle } from "../../previews/desk.ts";
import { changedText } from "../../previews/edit.ts";
import type { Leftover, Taken } from "../../previews/leftovers.ts";
import { parseSpecification } from "../../spec/load.ts";
import { FakeRepository } from "../support/fake-repository.ts";
import { leasedFiles, previewFiles, productId, slotFile } from "../support/previews.ts";
import { today } from "../support/specification.ts";

const now = Date.parse("2026-11-22T10:00:00Z");
const first = slotFile("preview-1");
const second = slotFile("preview-2");

const pull = (number: number, more: Partial<PullRequest> = {}): PullRequest => ({
  number,
  state: "open",
  merged: false,
  title: "Change it",
  author: { id: number * 10, login: `person-${number}` },
  labels: ["preview"],
  updatedAt: "2026-11-22T09:00:00Z",
  head: { commit: number.toString(16).padStart(40, "0"), branch: "change", repositoryId: productId },
  base: { branch: "main", repositoryId: productId },
  ...more,
});

function desk(files = previewFiles(), pulls: PullRequest[] = [], remains: string[] = []) {
  const infrastructure = new FakeRepository(files);
  const product = new FakeRepository();
  product.pulls = pulls;
  const spent = new Map([["tst-preview-1-p4p4", 40]]);
  const none: readonly Leftover[] = [];
  return {
    infrastructure,
    product,
    files,
    spent,
    now: () => now,
    remains: async () => ({ words: remains, leftovers: none }),
    takeAway: async (): Promise<Taken> => ({ state: "deleted" }),
  };
}

const environmentsOf = ({ infrastructure }: ReturnType<typeof desk>) =>
  parseSpecification(infrastructure.files, today).environments;

describe("giving preview environments away", () => {
  it("writes a lease into a slot's file by one commit, tells the pull request, and has nothing to do after that", async () => {
    const at = desk(previewFiles(), [pull(7)]);
    const { commit } = await handle(at);
    assert.ok(commit);
    assert.equal(at.infrastructure.commits[0]?.message, "Give preview-1 to pull request 7 of person-7");
    const { lease, deployment } = environmentsOf(at).get("preview-1")!;
    assert.deepEqual([lease?.pullRequest, lease?.spentBefore, lease?.until], [7, 40, "2026-11-24T10:00:00Z"]);
    assert.equal(deployment.commit, pull(7).head.commit);
    assert.match(at.product.said[0]!.body, /^<!-- sgdist:preview -->\n\*\*Preview environment\*\* `preview-1` runs/);
    assert.equal((await handle(at)).commit, undefined);
    assert.equal(at.product.said.length, 1);
  });

  it("serves whose label was put on first", async () => {
    const at = desk(previewFiles(), [pull(7), pull(8), pull(9)]);
    at.product.labelled = new Map([
      [7, "2026-11-22T09:00:00Z"],
      [8, "2026-11-22T08:00:00Z"],
      [9, "2026-11-22T07:00:00Z"],
    ]);
    await handle(at);
    assert.equal(environmentsOf(at).get("preview-1")?.lease?.pullRequest, 9);
    assert.equal(environmentsOf(at).get("preview-2")?.lease?.pullRequest, 8);
    assert.match(at.product.said.find(({ pullRequest }) => pullRequest === 7)!.body, /number 1 in the queue/);
  });

  it("decides again when somebody was quicker: one slot is never given twice", async () => {
    const at = desk(previewFiles(), [pull(8)]);
    const taken = leasedFiles().get(first)!;
    at.product.pulls.push(pull(7, { head: { ...pull(7).head, commit: "0123456789abcdef0123456789abcdef01234567" } }));
    at.infrastructure.meanwhile = () => at.infrastructure.push(first, taken);
    await handle(at);
    const environments = environmentsOf(at);
    assert.equal(environments.get("preview-1")?.lease?.person, "ada");
    assert.equal(environments.get("preview-2")?.lease?.pullRequest, 8);
  });

  it("gives nothing to a fork, a closed pull request, or one without the label", async () => {
    const fork = pull(1, { head: { ...pull(1).head, repositoryId: 5 } });
    const { repositoryId: _, ...deleted } = pull(2).head;
    const at = desk(previewFiles(), [
      fork,
      pull(2, { head: deleted }),
      pull(3, { state: "closed" }),
      pull(4, { labels: ["previews"] }),
    ]);
    assert.equal((await handle(at)).commit, undefined);
    assert.deepEqual(at.product.said, []);
  });

  it("marks a slot as dirty when its lease ends, and as clean once nothing is left", async () => {
    const at = desk(leasedFiles(), []);
    await handle(at);
    assert.equal(environmentsOf(at).get("preview-1")?.dirty, true);
    const words = ["compute Disk a", "compute Disk b", "compute Network c"];
    const leftover = (what: string): Leftover => ({ slot: "preview-1", what, host: "h", path: what });
    const full: Desk = {
      ...at,
      remains: async () => ({ words, leftovers: [leftover("compute Disk a"), leftover("compute Disk b")] }),
      takeAway: async ({ what }) => {
        if (what.endsWith("a")) throw new Error("no");
        return { state: "deleted" };
      },
    };
    assert.deepEqual((await decide(full)).remains.get("preview-1")?.words, words);
    const { remains, taken, failures } = await handle(full);
    assert.deepEqual(remains.get("preview-1")?.words, words);
    assert.deepEqual(taken, [{ slot: "preview-1", what: "compute Disk b", state: "deleted" }]);
    assert.deepEqual(failures, ["compute Disk a of preview-1 was not deleted: no"]);
    assert.equal(environmentsOf(at).get("preview-1")?.dirty, true);
    await handle(at);
    assert.equal(at.infrastructure.files.get(first), previewFiles().get(first));
    assert.equal(at.infrastructure.files.get(second), previewFiles().get(second));
  });

  it("stops when somebody who may write says so, and takes the label away first", async () => {
    const commit = "0123456789abcdef0123456789abcdef01234567";
    const at = desk(leasedFiles(), [pull(7, { head: { ...pull(7).head, commit } })]);
    at.product.say(7, "stranger", "/sgdist stop", "2026-11-22T09:00:00Z");
    at.product.say(7, "writer", "> /sgdist stop", "2026-11-22T09:00:00Z");
    at.product.writers.add("writer");
    await handle(at);
    assert.ok(environmentsOf(at).get("preview-1")?.lease);
    at.product.say(7, "writer", "/sgdist stop\r\nThanks!", "2026-11-22T09:30:00Z", 9);
    await handle(at);
    assert.deepEqual(at.product.removed, ["7 preview"]);
    assert.equal(environmentsOf(at).get("preview-1")?.lease, undefined);
    assert.equal((await handle(at)).plan.words.size, 0);
  });

  it("keeps what people wrote in a slot's file", () => {
    const text = changedText(leasedFiles().get(first)!, {
      do: "end",
      slot: "preview-1",
      pullRequest: 7,
      because: "old",
    });
    assert.equal(text, `${previewFiles().get(first)}dirty: true\n`);
  });
});
