import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud } from "../../../../local/google/core/cloud.ts";
import { ApiError } from "../../../../local/google/core/errors.ts";

const host = "pubsub.googleapis.com";
const thing = `//${host}/projects/p/things/t`;

describe("local Google: what survives a restart", () => {
  let directory: string;
  let cloud: Cloud;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "google-"));
    cloud = new Cloud(join(directory, "google.db"));
  });
  afterEach(() => {
    cloud.store.close();
    rmSync(directory, { recursive: true });
  });

  const restart = () => {
    cloud.store.close();
    cloud = new Cloud(join(directory, "google.db"));
  };
  const start = (rest: object = {}) =>
    cloud.operations.start({
      name: "operations/1",
      host,
      method: "pubsub.things.create",
      response: { made: true },
      put: [[thing, { made: true }]],
      release: ["reserved/t"],
      ...rest,
    });
  const finish = () => {
    for (let polls = 0; polls < 10; polls++) {
      const operation = cloud.operations.poll(host, "operations/1");
      if (operation.done) return operation;
    }
    throw new Error("the operation did not finish");
  };

  it("an operation goes on, and its result is there at its end and not before", () => {
    assert.deepEqual(start(), { name: "operations/1" });
    cloud.operations.poll(host, "operations/1");
    restart();
    assert.equal(cloud.store.get(thing), undefined);
    assert.deepEqual(finish(), { name: "operations/1", done: true, response: { made: true } });
    assert.deepEqual(cloud.store.get(thing), { made: true });
    restart();
    assert.equal(cloud.operations.poll(host, "operations/1").done, true);
  });

  it("an operation that nobody polls any more is finished all the same", () => {
    start();
    restart();
    const now = Date.now;
    try {
      Date.now = () => now() + 5000;
      cloud.operations.settle();
    } finally {
      Date.now = now;
    }
    assert.deepEqual(cloud.store.get(thing), { made: true });
  });

  it("an operation fails as it was meant to, and gives back what it had reserved", () => {
    cloud.store.put("reserved/t", {});
    start({ error: new ApiError("RESOURCE_EXHAUSTED", "No more.") });
    restart();
    assert.deepEqual(finish().error, { code: 8, message: "No more." });
    assert.equal(cloud.store.get(thing), undefined);
    assert.equal(cloud.store.get("reserved/t"), undefined);
  });

  it("an operation that deletes a resource deletes its policy too", () => {
    cloud.store.put(thing, {});
    cloud.store.put(`policies${thing}`, {});
    start({ put: [], remove: [thing] });
    finish();
    assert.equal(cloud.store.get(thing), undefined);
    assert.equal(cloud.store.get(`policies${thing}`), undefined);
  });

  it("the clock stays where it was moved to", () => {
    cloud.clock.move(3_600_000);
    restart();
    assert.equal(cloud.clock.offset, 3_600_000);
    const ahead = Date.parse(cloud.clock.timestamp()) - Date.now();
    assert.ok(Math.abs(ahead - 3_600_000) < 1000);
  });

  it("faults go on counting", () => {
    cloud.faults.add({ api: "pubsub", method: "*", status: 503, times: 2 });
    cloud.faults.strike(host, "a");
    restart();
    assert.deepEqual(
      cloud.faults.list().map(({ seen, struck }) => [seen, struck]),
      [[1, 1]],
    );
    assert.ok(cloud.faults.strike(host, "a"));
    assert.equal(cloud.faults.strike(host, "a"), undefined);
    assert.equal(cloud.faults.add({ api: "storage", method: "*" }).id, "2");
  });

  it("timing stays as it was chosen", () => {
    cloud.timing.profile = "recorded";
    restart();
    assert.equal(cloud.timing.profile, "recorded");
    assert.ok(cloud.timing.latency("pubsub.projects.topics.create", true) > 0);
  });

  it("a new cloud needs no more than to be told its organisation", () => {
    assert.throws(() => cloud.seed, /has not been given an organisation/);
  });
});
