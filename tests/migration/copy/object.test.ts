import assert from "node:assert/strict";
import { objectMove, paired } from "../../../migration/copy/object.ts";

const object = { name: "a", generation: "1", size: "3", crc32c: "AAAAAA==" };

describe("what is to be done for an object", () => {
  it("is decided by what the target has", () => {
    assert.equal(objectMove(object, undefined), "copy");
    assert.equal(objectMove(object, { ...object, generation: "2" }), "done");
    const why = { leave: "the target holds another content by this name" };
    assert.deepEqual(objectMove(object, { ...object, size: "4" }), why);
    assert.deepEqual(objectMove(object, { ...object, crc32c: "BBBBBB==" }), why);
    const sealed = { ...object, customerEncryption: {} };
    assert.deepEqual(objectMove(sealed, undefined), { leave: "it is encrypted with a key that Google doesn't have" });
  });

  it("finds the like of each in the order of bytes, which is not that of strings", async () => {
    const list = async function* (...names: string[]) {
      for (const name of names) yield { name };
    };
    const found = [];
    // U+1F600 is before U+FFEE as a string of JavaScript, and after it in bytes.
    const pairs = paired(list("a", "c", "\uffee", "😀"), list("b", "c", "\uffee", "😀", "😁"));
    for await (const [one, other] of pairs) found.push([one.name, other?.name]);
    assert.deepEqual(found, [
      ["a", undefined],
      ["c", "c"],
      ["\uffee", "\uffee"],
      ["😀", "😀"],
    ]);
  });
});
