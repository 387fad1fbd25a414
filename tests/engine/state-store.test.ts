import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { lastUpdate, outputsOf, readCheckpoint } from "../../engine/checkpoint.ts";
import { findEvidence } from "../../engine/recovery.ts";
import { openStateStore, type StateStore } from "../../engine/state-store.ts";
import { googleClient } from "../../google/client.ts";
import { UserError } from "../../spec/problem.ts";
import { TestCloud } from "../support/cloud.ts";

const project = "sourcegraph-distribution";
const stack = { type: "pulumi:pulumi:Stack", urn: "urn:stack", outputs: { projectNumber: "7" } };
const topic = { type: "gcp:pubsub/topic:Topic", urn: "urn:topic", inputs: { name: "spend" }, parent: "urn:stack" };

const files: Record<string, string> = {
  [`.pulumi/stacks/${project}/ci.json`]: JSON.stringify({
    checkpoint: {
      latest: {
        manifest: { time: "2026-11-22T12:00:00Z" },
        resources: [stack],
        pending_operations: [
          { type: "creating", resource: topic },
          { type: "updating", resource: stack },
        ],
      },
    },
  }),
  [`.pulumi/stacks/${project}/empty.json`]: JSON.stringify({ checkpoint: {} }),
  [`.pulumi/history/${project}/ci/ci-1.history.json`]: JSON.stringify({
    kind: "update",
    result: "failed",
    startTime: 1000,
    endTime: 1001,
  }),
  [`.pulumi/history/${project}/ci/ci-2.history.json`]: JSON.stringify({
    kind: "refresh",
    result: "succeeded",
    startTime: 2000,
    endTime: 2001,
  }),
  [`.pulumi/history/${project}/ci/ci-2.checkpoint.json`]: "{}",
};

/** A way to keep files, and to open them as a backend. */
interface Keeping {
  open(): Promise<StateStore>;
  close(): Promise<void>;
}

function folder(): Keeping {
  const root = mkdtempSync(join(tmpdir(), "sgdist-store-"));
  return {
    async open() {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(root, path, ".."), { recursive: true });
        writeFileSync(join(root, path), text);
        writeFileSync(join(root, `${path}.attrs`), "{}");
      }
      return openStateStore(`${pathToFileURL(root).href}?metadata=skip`, googleClient({}));
    },
    close: async () => rmSync(root, { recursive: true }),
  };
}

function bucket(): Keeping {
  let cloud: TestCloud;
  return {
    async open() {
      cloud = await TestCloud.start();
      await cloud.project("seed-project", ["storage"]);
      await cloud.send("storage", "POST", "/storage/v1/b?project=seed-project", { name: "seed-state" });
      for (const [path, text] of Object.entries(files)) {
        const query = new URLSearchParams({ uploadType: "media", name: path });
        const sent = await cloud.send(
          "storage",
          "POST",
          `/upload/storage/v1/b/seed-state/o?${query}`,
          JSON.parse(text),
        );
        assert.equal(sent.status, 200);
      }
      return openStateStore("gs://seed-state", googleClient(cloud.environment));
    },
    close: () => cloud.stop(),
  };
}

for (const [what, keeping] of [
  ["a folder", folder()],
  ["a bucket", bucket()],
] as const) {
  describe(`a backend in ${what}`, () => {
    let store: StateStore;
    before(async () => {
      store = await keeping.open();
    });
    after(() => keeping.close());

    it("lists the files of a folder, sorted, and no folder that isn't there", async () => {
      assert.deepEqual(await store.list(`.pulumi/stacks/${project}`), [
        `.pulumi/stacks/${project}/ci.json`,
        `.pulumi/stacks/${project}/empty.json`,
      ]);
      assert.deepEqual(await store.list(".pulumi/locks"), []);
    });

    it("tells what the engine remembers of a stack", async () => {
      const checkpoint = await readCheckpoint(store, "ci");
      assert.equal(checkpoint?.time, "2026-11-22T12:00:00Z");
      assert.deepEqual(outputsOf(checkpoint!), { projectNumber: "7" });
    });

    it("tells a stack that is empty from one that never was", async () => {
      assert.deepEqual(await readCheckpoint(store, "empty"), { resources: [], pending: [] });
      assert.equal(await readCheckpoint(store, "never"), undefined);
    });

    it("tells the last run that was an update", async () => {
      assert.equal((await lastUpdate(store, "ci"))?.startTime, 1000);
      assert.equal(await lastUpdate(store, "never"), undefined);
    });

    it("holds the traces of a run that went wrong", async () => {
      const candidate = { urn: "urn:topic", type: topic.type, inputs: topic.inputs, parent: "urn:stack" };
      const patience = 120_000;
      assert.deepEqual(await findEvidence(store, "ci", []), {
        interrupted: [candidate],
        since: 1_000_000 - patience,
      });
      const lock = { pid: 1, hostname: "here", username: "ada", timestamp: "1970-01-01T00:05:00Z" };
      assert.equal((await findEvidence(store, "ci", [lock])).since, 300_000 - patience);
      assert.deepEqual(await findEvidence(store, "empty", []), { interrupted: [], since: undefined });
    });

    it("creates a file that isn't there, once, whoever tries", async () => {
      const path = ".sgdist/journal/a.00000001.json";
      const tries = await Promise.all([1, 2, 3].map((by) => store.create(path, { by })));
      assert.deepEqual(tries.toSorted(), [false, false, true]);
      assert.deepEqual(JSON.parse((await store.read(path))!), { by: tries.indexOf(true) + 1 });
      assert.deepEqual(await store.list(".sgdist/journal"), [path]);
    });

    it("removes a file, also one that is gone", async () => {
      const path = `.pulumi/stacks/${project}/empty.json`;
      await store.remove(path);
      await store.remove(path);
      assert.equal(await store.read(path), undefined);
    });
  });
}

describe("a backend of another kind", () => {
  it("is refused with those that are allowed", () => {
    assert.throws(() => openStateStore("s3://bucket", googleClient({})), {
      name: UserError.name,
      message:
        "The backend s3://bucket can't be used. Allowed are gs://BUCKET and file:///FOLDER. Set or unset PULUMI_BACKEND_URL.",
    });
  });
});
