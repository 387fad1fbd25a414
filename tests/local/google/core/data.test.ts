import assert from "node:assert/strict";
import { merge, withoutDefaults } from "../../../../local/google/core/collection.ts";
import { crc32c } from "../../../../local/google/core/crc32c.ts";
import { seconds } from "../../../../local/google/core/duration.ts";
import { withNames, withNumbers } from "../../../../local/google/core/enums.ts";
import { etag, ticks } from "../../../../local/google/core/identifiers.ts";
import { Store } from "../../../../local/google/core/store.ts";

describe("local Google: data", () => {
  it("takes over what a mask names, and removes what a change lacks of it", () => {
    const current = { a: 1, b: { c: 2, d: 3 }, e: [1] };
    assert.deepEqual(merge(current, { b: { c: 9 }, a: 9 }, ["b.c"]), { a: 1, b: { c: 9, d: 3 }, e: [1] });
    assert.deepEqual(merge(current, {}, ["b.d", "e"]), { a: 1, b: { c: 2 } });
    assert.deepEqual(merge(current, { a: 9 }, undefined), { ...current, a: 9 });
    assert.deepEqual(current, { a: 1, b: { c: 2, d: 3 }, e: [1] }, "the current resource was changed");
  });

  it("leaves out what Google leaves out of JSON", () => {
    const members = { no: false, zero: 0, text: "", list: [], gone: undefined, inner: { zero: 0, one: 1 }, yes: true };
    assert.deepEqual(withoutDefaults(members), { inner: { one: 1 }, yes: true });
  });

  it("takes enum values as names or numbers, and gives them as numbers on demand", () => {
    const enums = { state: { ENABLED: 1, DISABLED: 2 }, kinds: { A: 7 } };
    const names = { state: "ENABLED", inner: [{ state: "DISABLED" }], kinds: ["A", "B"], other: "ENABLED", count: 1 };
    const numbers = { state: 1, inner: [{ state: 2 }], kinds: [7, "B"], other: "ENABLED", count: 1 };
    assert.deepEqual(withNumbers(names, enums), numbers);
    assert.deepEqual(withNames(numbers, enums), names);
  });

  it("computes CRC-32C as everybody does", () => {
    assert.equal(crc32c(Buffer.from("123456789")), 0xe3069283);
    assert.equal(crc32c(Buffer.alloc(0)), 0);
  });

  it("reads durations", () => {
    assert.deepEqual(["3600s", "1.5s", "1h", undefined].map(seconds), [3600, 1.5, Number.NaN, Number.NaN]);
  });

  it("never gives the same etag twice", () => {
    const etags = new Set(Array.from({ length: 1000 }, etag));
    assert.equal(etags.size, 1000);
    const [first, second] = [ticks(), ticks()];
    assert.ok(first < second);
  });

  it("keeps all writes of a piece of work or none", () => {
    const store = new Store(":memory:");
    try {
      assert.throws(() =>
        store.transaction(() => {
          store.put("a", { n: 1 });
          throw new Error("no");
        }),
      );
      assert.equal(store.get("a"), undefined);
      store.transaction(() => store.put("a", { n: 1 }));
      store.put("ab", { n: 2 });
      assert.deepEqual(store.list("a"), [
        { name: "a", document: { n: 1 } },
        { name: "ab", document: { n: 2 } },
      ]);
    } finally {
      store.close();
    }
  });
});
