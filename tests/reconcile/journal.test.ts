import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openStateStore, type StateStore } from "../../engine/state-store.ts";
import { googleClient } from "../../google/client.ts";
import { type Entry, lifeOf, type NewEntry, wasDestroyed } from "../../reconcile/journal.ts";
import { Journal } from "../../reconcile/journal-store.ts";
import { at, entry } from "../support/reconcile.ts";

describe("what the journal says of a life", () => {
  const warned = entry("warned", at("2026-11-28"), { stage: 3 });
  const ended = entry("ended", at("2026-12-02"));
  const scaledDown = entry("scaledDown", at("2026-12-02"));
  const restored = entry("restored", at("2026-12-03"), { expires: "2026-12-10" });

  it("is of one last day", () => {
    const life = lifeOf([warned, ended, scaledDown], "2026-12-01");
    assert.deepEqual(life, {
      warned: new Set([3]),
      ended: at("2026-12-02"),
      scaledDown: true,
      toRestore: true,
    });
    assert.deepEqual(lifeOf([warned, ended, scaledDown], "2026-12-10"), {
      warned: new Set(),
      scaledDown: false,
      toRestore: true,
    });
  });

  it("counts the first end, not one that was written later", () => {
    assert.equal(lifeOf([ended, entry("ended", at("2026-12-05"))], "2026-12-01").ended, at("2026-12-02"));
  });

  it("begins anew once it was restored, but for warnings", () => {
    assert.deepEqual(lifeOf([warned, ended, scaledDown, restored], "2026-12-01"), {
      warned: new Set([3]),
      scaledDown: false,
      toRestore: false,
    });
  });

  it("knows what was destroyed from what was only begun", () => {
    assert.equal(wasDestroyed([entry("destroying", 1)]), false);
    assert.equal(wasDestroyed([entry("destroying", 1), entry("destroyed", 2)]), true);
  });
});

describe("the journal", () => {
  let root: string;
  let store: StateStore;
  let journal: Journal;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "sgdist-journal-"));
    store = openStateStore(pathToFileURL(root).href, googleClient({}));
    journal = new Journal(store, () => at("2026-11-28"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const news = (project: string, deed: Entry["deed"] = "warned"): NewEntry => ({
    environment: "demo",
    project,
    deed,
    reason: "because",
  });

  it("is empty before anything was written", async () => {
    assert.deepEqual(await journal.read(() => true), []);
  });

  it("numbers the entries of each project, with the time of the clock that it is given", async () => {
    for (const project of ["tst-a", "tst-b", "tst-a"]) await journal.add(news(project));
    assert.deepEqual(
      (await journal.read(() => true)).map(({ id, at: time }) => [id, time]),
      [
        ["tst-a.00000001", "2026-11-28T12:00:00.000Z"],
        ["tst-a.00000002", "2026-11-28T12:00:00.000Z"],
        ["tst-b.00000001", "2026-11-28T12:00:00.000Z"],
      ],
    );
    assert.equal((await journal.read((project) => project === "tst-b")).length, 1);
  });

  it("loses nothing when many write at the same time", async () => {
    await Promise.all(Array.from({ length: 20 }, () => journal.add(news("tst-a"))));
    assert.equal((await journal.read(() => true)).length, 20);
  });

  it("takes an entry once from those who would all write it if nobody had", async () => {
    const isThere = (entries: readonly Entry[]) => entries.some(({ deed }) => deed === "warned");
    const added = await Promise.all(Array.from({ length: 10 }, () => journal.add(news("tst-a"), isThere)));
    assert.equal(added.filter((each) => each !== undefined).length, 1);
  });

  it("is not read in part: an entry that can't be is an error", async () => {
    await store.create(".sgdist/journal/tst-a.00000001.json", {});
    const broken = new Journal(
      { ...store, list: async () => [".sgdist/journal/tst-x.00000001.json"], read: async () => "{" } as StateStore,
      () => 0,
    );
    await assert.rejects(
      broken.read(() => true),
      SyntaxError,
    );
  });
});
