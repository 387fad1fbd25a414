import assert from "node:assert/strict";
import { kept } from "../../slack/kept.ts";

describe("a secret that is kept", () => {
  it("is read when it is needed, and anew after five minutes", async () => {
    let [now, reads] = [0, 0];
    const read = kept(
      async () => `value ${++reads}`,
      () => now,
    );
    assert.equal(reads, 0);
    assert.deepEqual([await read(), await read()], ["value 1", "value 1"]);
    now = 299_999;
    assert.equal(await read(), "value 1");
    now = 300_000;
    assert.equal(await read(), "value 2");
  });

  it("is asked for once by all who wait for it, and not again for ten seconds where that failed", async () => {
    let [now, reads] = [0, 0];
    const read = kept(
      async () => {
        if (++reads === 1) throw new Error("503");
        return "value";
      },
      () => now,
    );
    const both = await Promise.allSettled([read(), read()]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ["rejected", "rejected"],
    );
    now = 9_999;
    await assert.rejects(read(), /503/);
    assert.equal(reads, 1);
    now = 10_000;
    assert.equal(await read(), "value");
  });
});
