import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Store } from "../../../../local/google/core/store.ts";

describe("local Google: what it remembers", () => {
  it("is there for a process that comes after one that was killed, and nothing of a call that failed", () => {
    const directory = mkdtempSync(join(tmpdir(), "store-"));
    try {
      const path = join(directory, "google.db");
      // Never closed, as a process that is killed leaves it.
      const first = new Store(path);
      first.transaction(() => {
        first.put("objects/a", { size: "3" });
        first.putBytes("objects/a", Buffer.from([0, 1, 255]));
      });
      assert.throws(() =>
        first.transaction(() => {
          first.putBytes("objects/b", Buffer.from("lost"));
          throw new Error("refused");
        }),
      );
      const second = new Store(path);
      assert.deepEqual(second.get("objects/a"), { size: "3" });
      assert.deepEqual(second.getBytes("objects/a"), Buffer.from([0, 1, 255]));
      assert.equal(second.getBytes("objects/b"), undefined);
      second.deleteBytes("objects/a");
      assert.equal(second.getBytes("objects/a"), undefined);
      second.close();
      first.close();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  describe("with an observer", () => {
    const observed: string[][] = [];
    let store: Store;
    let failure: Error | undefined;
    let undone = 0;
    beforeEach(() => {
      [observed.length, undone, failure] = [0, 0, undefined];
      store = new Store(":memory:");
      store.observe({
        watches: (name) => name.startsWith("//"),
        changed(names) {
          observed.push([...names]);
          store.put("notes/last", { names: [...names] });
          if (failure) throw failure;
        },
        undone: () => undone++,
      });
    });
    afterEach(() => store.close());

    it("tells once of what a transaction changed, so that what is noted of it is kept with it", () => {
      store.transaction(() => {
        store.put("//a/1", {});
        store.put("other", {});
        store.put("//a/1", { again: true });
        store.delete("//a/2");
      });
      assert.deepEqual(observed, [["//a/1", "//a/2"]]);
      assert.deepEqual(store.get("notes/last"), { names: ["//a/1", "//a/2"] });
      store.transaction(() => store.put("other", {}));
      assert.equal(observed.length, 1);
    });

    it("makes a transaction of a change that is in none", () => {
      failure = new Error("full disk");
      assert.throws(() => store.put("//a/1", {}), /full disk/);
      assert.equal(store.get("//a/1"), undefined);
      assert.equal(store.get("notes/last"), undefined);
      assert.equal(undone, 1);
      failure = undefined;
      store.put("//a/1", {});
      assert.deepEqual(store.get("notes/last"), { names: ["//a/1"] });
    });

    it("tells of nothing that was refused", () => {
      assert.throws(() =>
        store.transaction(() => {
          store.put("//a/1", {});
          throw new Error("refused");
        }),
      );
      assert.deepEqual([observed, undone], [[], 1]);
      store.transaction(() => store.put("//a/2", {}));
      assert.deepEqual(observed, [["//a/2"]]);
    });
  });
});
