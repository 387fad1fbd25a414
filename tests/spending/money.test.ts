import assert from "node:assert/strict";
import fc from "fast-check";
import { cost, micros, units } from "../../spending/money.ts";

describe("money", () => {
  it("is exact where a price has less than a micro", () => {
    // 0.00292353 a gibibyte-hour, 32 of them for an hour.
    assert.equal(cost(32, 2_923_530), 93_553);
  });

  it("is rounded half away from zero, so that a correction takes back what it corrects", () => {
    assert.deepEqual([cost(1, 1500), cost(-1, 1500), cost(1, 1499)], [2, -2, 1]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.nat(1e9), (n, price) => cost(n, price) + cost(-n, price) === 0),
    );
  });

  it("comes back from units as it was", () => {
    assert.equal(units(micros(12.345678)), 12.345678);
  });
});
