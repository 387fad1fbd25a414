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
});
