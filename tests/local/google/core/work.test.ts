import assert from "node:assert/strict";
import { Cloud } from "../../../../local/google/core/cloud.ts";
import { ApiError } from "../../../../local/google/core/errors.ts";
import { Work } from "../../../../local/google/core/work.ts";

const host = "pubsub.googleapis.com";

describe("local Google: what is done beside answering", () => {
  let cloud: Cloud;
  beforeEach(() => {
    cloud = new Cloud(":memory:");
  });
  afterEach(() => cloud.store.close());

  const add = (lane: string, name: string) => cloud.work.add({ kind: "note", lane, data: { name } });

  it("is done in order in a lane, and side by side in others", async () => {
    const log: string[] = [];
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    cloud.work.employ<{ name: string }>("note", async ({ name }) => {
      if (name === "a1") await gate;
      log.push(name);
      if (name === "b1") open();
    });
    for (const [lane, name] of [
      ["a", "a1"],
      ["a", "a2"],
      ["b", "b1"],
    ] as const)
      add(lane, name);
    await cloud.work.idle();
    assert.deepEqual(log, ["b1", "a1", "a2"]);
    assert.equal(cloud.work.has("a"), false);
  });

  it("is not done when the request that asked for it was refused", async () => {
    const log: string[] = [];
    cloud.work.employ<{ name: string }>("note", async ({ name }) => void log.push(name));
    assert.throws(() =>
      cloud.store.transaction(() => {
        add("a", "refused");
        throw new ApiError("INVALID_ARGUMENT", "No.");
      }),
    );
    cloud.store.transaction(() => add("a", "taken"));
    await cloud.work.idle();
    assert.deepEqual(log, ["taken"]);
  });

  it("waits for somebody who does it, and survives until then", async () => {
    const log: string[] = [];
    add("a", "first");
    add("a", "second");
    await cloud.work.idle();
    assert.equal(cloud.work.has("a"), true);
    const work = new Work(cloud.store);
    work.employ<{ name: string }>("note", async ({ name }) => void log.push(name));
    work.add({ kind: "note", lane: "a", data: { name: "third" } });
    await work.idle();
    assert.deepEqual(log, ["first", "second", "third"]);
  });

  it("holds operations until it says how they end", () => {
    const start = (name: string) =>
      cloud.operations.start({
        name,
        host,
        method: "pubsub.things.create",
        put: [["thing", { made: true }]],
        held: true,
      });
    const polled = (name: string) => {
      for (let polls = 0; polls < 5; polls++) cloud.operations.poll(host, name);
      return cloud.operations.poll(host, name);
    };
    start("operations/well");
    assert.equal(polled("operations/well").done, undefined);
    cloud.operations.conclude(host, "operations/well");
    assert.equal(cloud.store.get("thing"), undefined);
    cloud.operations.resume(host, "operations/well", { put: [["more", { made: true }]] });
    assert.equal(polled("operations/well").done, true);
    assert.deepEqual([cloud.store.get("thing"), cloud.store.get("more")], [{ made: true }, { made: true }]);
    cloud.store.delete("thing");
    start("operations/badly");
    cloud.operations.resume(host, "operations/badly", { failure: new ApiError("INTERNAL", "It broke.") });
    assert.deepEqual(polled("operations/badly").error, { code: 13, message: "It broke." });
    assert.equal(cloud.store.get("thing"), undefined);
  });
});
