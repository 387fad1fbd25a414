import assert from "node:assert/strict";
import fc from "fast-check";
import { Malformed, parseMessage } from "../../../spending/limits/message.ts";

const attributes = {
  billingAccountId: "01C0DE-5EED00-CAFE42",
  budgetId: "70492092-7938-4bc0-8e21-db21d0847e10",
  schemaVersion: "1.0",
};
const data = {
  budgetDisplayName: "Project tst-demo-d9hc",
  alertThresholdExceeded: 0.8,
  costAmount: 80.123456,
  costIntervalStart: "2026-11-01T00:00:00-07:00",
  budgetAmount: 100,
  budgetAmountType: "SPECIFIED_AMOUNT",
  currencyCode: "USD",
};
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");

describe("a budget's message", () => {
  it("says which budget, and what was spent in which month", () => {
    assert.deepEqual(parseMessage({ attributes, data: encoded(data) }), {
      billingAccount: "01C0DE-5EED00-CAFE42",
      budget: "70492092-7938-4bc0-8e21-db21d0847e10",
      cost: 80_123_456,
      currency: "USD",
      period: "2026-11",
    });
  });

  const wrong: [what: string, change: object][] = [
    ["an amount that is text", { costAmount: "80" }],
    ["an amount that is no number", { costAmount: Number.NaN }],
    ["an amount beyond all measure", { costAmount: 1e300 }],
    ["a month that is none", { costIntervalStart: "soon" }],
    ["a currency that is none", { currencyCode: "dollars" }],
    ["nothing in it", { costAmount: undefined, costIntervalStart: undefined }],
  ];
  for (const [what, change] of wrong) {
    it(`with ${what} is malformed`, () => {
      assert.throws(() => parseMessage({ attributes, data: encoded({ ...data, ...change }) }), Malformed);
    });
  }

  it("of another schema is malformed", () => {
    assert.throws(
      () => parseMessage({ attributes: { ...attributes, schemaVersion: "2.0" }, data: encoded(data) }),
      Malformed,
    );
  });

  it("is read or malformed, and nothing else, whatever is sent", () => {
    fc.assert(
      fc.property(fc.anything(), fc.jsonValue(), fc.option(fc.string()), (a, d, text) => {
        for (const message of [
          { attributes: a, data: d },
          { attributes, data: encoded(d) },
          { attributes, data: text },
        ]) {
          try {
            parseMessage(message);
          } catch (error) {
            assert.ok(error instanceof Malformed, String(error));
          }
        }
      }),
    );
  });
});
