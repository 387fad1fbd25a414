import assert from "node:assert/strict";
import { UserError } from "../../../spec/problem.ts";
import { loadBook, parseBook } from "../../../spending/prices/load.ts";

const book = (price: string) => `currency: USD
services:
  compute: { id: 6F81-5844-456A, description: Compute Engine }
prices:
${price}`;

const core = `  - key: e2-core
    service: compute
    sku: { id: CF4E-A0C7-E3BF, description: E2 Instance Core running in Americas }
    region: us-central1
    unit: hour
    price: 21811590
    source: catalogue
    asOf: "2026-09-26"
`;

const mistake = (text: string) => {
  try {
    parseBook(text);
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error.problems.map(({ line, path }) => `${line} ${path}`);
  }
  return [];
};

describe("the price book's file", () => {
  it("has a source and a day for every price, and each once", () => {
    const { currency, prices } = loadBook();
    assert.equal(currency, "USD");
    assert.ok(prices.length >= 20);
    for (const { source, asOf, service } of prices) assert.ok(source && /^2026-/.test(asOf) && service.id);
  });

  it("gives each price its service", () => {
    const [price] = parseBook(book(core)).prices;
    assert.deepEqual(price?.service, { id: "6F81-5844-456A", description: "Compute Engine" });
  });

  it("is refused with the line of every mistake", () => {
    assert.deepEqual(mistake(book(core + core)), ["13 prices[1].key"]);
    assert.deepEqual(mistake(book(core.replace("service: compute", "service: storage"))), ["6 prices[0].service"]);
    assert.deepEqual(mistake(book(core.replace("21811590", "0.0218"))), ["10 prices[0].price"]);
    assert.deepEqual(mistake(book(core.replace("unit: hour", "unit: day"))), ["9 prices[0].unit"]);
    assert.deepEqual(mistake(book(core.replace("2026-09-26", "2026-02-31"))), ["12 prices[0].asOf"]);
    assert.deepEqual(mistake(book(core.replace("    source: catalogue\n", ""))), ["5 prices[0].source"]);
  });
});
