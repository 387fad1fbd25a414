import assert from "node:assert/strict";
import { Cloud } from "../../../../local/google/core/cloud.ts";

describe("local Google: the clock", () => {
  let cloud: Cloud;
  beforeEach(() => {
    cloud = new Cloud(":memory:");
  });
  afterEach(() => cloud.store.close());

  it("runs with the machine's, ahead or behind as it was moved", () => {
    assert.ok(Math.abs(cloud.clock.now() - Date.now()) < 1000);
    cloud.clock.move(-86_400_000);
    assert.ok(Math.abs(cloud.clock.now() + 86_400_000 - Date.now()) < 1000);
    cloud.clock.move(0);
    assert.ok(Math.abs(cloud.clock.now() - Date.now()) < 1000);
  });

  it("writes times with the digits that an API sends", () => {
    const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
    assert.equal(cloud.clock.timestamp(0, at), "2026-01-02T03:04:05Z");
    assert.equal(cloud.clock.timestamp(3, at), "2026-01-02T03:04:05.678Z");
    assert.match(cloud.clock.timestamp(6, at), /^2026-01-02T03:04:05\.678\d{3}Z$/);
    assert.match(cloud.clock.timestamp(9, at), /^2026-01-02T03:04:05\.678\d{6}Z$/);
  });

  it("never writes the same time twice, and later times sort after earlier ones", () => {
    const times = Array.from({ length: 500 }, () => cloud.clock.timestamp(6));
    assert.deepEqual(times.toSorted(), times);
    assert.equal(new Set(times).size, times.length);
  });
});
