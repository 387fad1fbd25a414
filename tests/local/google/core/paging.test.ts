import assert from "node:assert/strict";
import { ApiError } from "../../../../local/google/core/errors.ts";
import { page } from "../../../../local/google/core/paging.ts";

const items = [1, 2, 3, 4, 5];
const query = (text: string) => new URLSearchParams(text);

describe("local Google: paging", () => {
  it("gives all items in pages, with a token as long as there are more", () => {
    const found: number[][] = [];
    for (let token = ""; ; ) {
      const { items: some, nextPageToken } = page(items, query(`pageSize=2&pageToken=${token}`));
      found.push(some);
      if (!nextPageToken) break;
      assert.doesNotMatch(nextPageToken, /^\d+$/, "a token that invites to be guessed");
      token = nextPageToken;
    }
    assert.deepEqual(found, [[1, 2], [3, 4], [5]]);
  });

  it("gives no token when the last page is just full", () => {
    assert.deepEqual(page(items, query("pageSize=5")), { items });
  });

  it("knows the default and the largest size, and other names for the size", () => {
    assert.equal(page(items, query(""), { defaultSize: 3 }).items.length, 3);
    assert.equal(page(items, query("pageSize=0"), { defaultSize: 3 }).items.length, 3);
    assert.equal(page(items, query("pageSize=9"), { maximumSize: 4 }).items.length, 4);
    assert.equal(page(items, query("maxResults=1"), { sizeParameter: "maxResults" }).items.length, 1);
  });

  for (const wrong of ["pageSize=-1", "pageSize=two", "pageSize=1.5", "pageToken=nonsense"]) {
    it(`refuses ${wrong}`, () => {
      assert.throws(
        () => page(items, query(wrong)),
        (error) => error instanceof ApiError && error.http === 400,
      );
    });
  }
});
