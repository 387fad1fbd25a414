import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openStateStore } from "../../engine/state-store.ts";
import { Told } from "../../engine/told.ts";
import { googleClient } from "../../google/client.ts";

describe("up to which commits was told", () => {
  const folder = mkdtempSync(join(tmpdir(), "sgdist-told-"));
  after(() => rmSync(folder, { recursive: true }));
  const store = openStateStore(pathToFileURL(folder).href, googleClient({}));
  const told = new Told(store, "nonproduction");
  const [first, second, third] = ["a", "b", "c"].map((letter) => letter.repeat(40)) as [string, string, string];

  it("is nothing at first, then the last, by tier", async () => {
    assert.deepEqual(await told.commits(), []);
    await told.record(first, []);
    await told.record(second, await told.commits());
    assert.deepEqual(await told.commits(), [second]);
    assert.deepEqual(await new Told(store, "production").commits(), []);
  });

  it("stays when it is told again, and is both where two runs ended at once", async () => {
    const before = await told.commits();
    await told.record(second, before);
    assert.deepEqual(await told.commits(), [second]);
    await told.record(first, before);
    await told.record(third, before);
    assert.deepEqual(await told.commits(), [first, third]);
  });
});
