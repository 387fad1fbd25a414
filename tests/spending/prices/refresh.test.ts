import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { PriceBook } from "../../../spending/prices/book.ts";
import { type Catalogue, googleCatalogue, type Sku } from "../../../spending/prices/catalogue.ts";
import { consumption } from "../../../spending/prices/consumption.ts";
import { bookPath, loadBook, parseBook } from "../../../spending/prices/load.ts";
import { recipes } from "../../../spending/prices/recipes.ts";
import { refresh, type Wanted } from "../../../spending/prices/refresh.ts";
import type { Thing } from "../../../spending/prices/things.ts";
import { bookText } from "../../../spending/prices/write.ts";
import { TestCloud } from "../../support/cloud.ts";

const book = loadBook();
const wanted: Wanted = { currency: "USD", today: "2026-11-22", source: "the test's catalogue" };

describe("a refresh of the price book from the local cloud's catalogue", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
  });
  after(() => cloud.stop());
  afterEach(() => {
    cloud.cloud.faults.clear();
  });

  it("finds every price between thousands over several pages, as it was", async () => {
    const pages: string[] = [];
    const catalogue = await googleCatalogue(cloud.environment, {
      pageSize: 1000,
      onPage: (service, count) => pages.push(`${service} ${count}`),
    });
    const found = await refresh(book, catalogue, wanted);
    assert.deepEqual(found.problems, []);
    assert.deepEqual(found.changes, []);
    assert.deepEqual(
      found.book.prices.map(({ key, price, asOf }) => [key, price, asOf]),
      book.prices.map(({ key, price }) => [key, price, "2026-11-22"]),
    );
    const compute = pages.filter((each) => each.startsWith("6F81-5844-456A"));
    assert.ok(compute.length >= 4 && compute[0] === "6F81-5844-456A 1000", compute.join());
    assert.deepEqual(found.missing, [
      "e2-spot-core in us-central1",
      "e2-spot-memory in us-central1",
      "n2-spot-core in us-central1",
      "n2-spot-memory in us-central1",
      "load-balancer-processed in us-central1",
      "sent-between-zones in us-central1",
    ]);
  });

  it("reads another currency, and refuses one that there is not", async () => {
    const catalogue = await googleCatalogue(cloud.environment);
    const found = await refresh(book, catalogue, { ...wanted, currency: "EUR" });
    assert.deepEqual(found.problems, []);
    assert.equal(found.book.currency, "EUR");
    assert.equal(found.changes.length, book.prices.length);
    const core = found.book.prices.find(({ key }) => key === "e2-core");
    assert.equal(core?.price, Math.round(21_811_590 * 0.875));
    await assert.rejects(
      refresh(book, catalogue, { ...wanted, currency: "XXX" }),
      /can't be read from the Cloud Billing Catalog: Request contains an invalid argument\./,
    );
  });

  it("takes another region in, of which only what is found has a price", async () => {
    const catalogue = await googleCatalogue(cloud.environment);
    const { book: more, problems, missing } = await refresh(book, catalogue, { ...wanted, regions: ["europe-west3"] });
    assert.deepEqual(problems, []);
    const abroad = more.prices.filter(({ region }) => region === "europe-west3");
    assert.deepEqual(
      abroad.map(({ key }) => key),
      [
        "e2-core",
        "e2-memory",
        "e2-spot-core",
        "e2-spot-memory",
        "n2-core",
        "n2-memory",
        "n2-spot-core",
        "n2-spot-memory",
        "pd-standard",
        "pd-balanced",
        "pd-ssd",
        "snapshot",
      ],
    );
    assert.equal(abroad[0]!.sku.description, "E2 Instance Core running in Frankfurt");
    assert.ok(missing.includes("stored-objects in europe-west3"));
  });

  it("tries again what passes, and tells what doesn't", async () => {
    const catalogue = await googleCatalogue(cloud.environment);
    cloud.cloud.faults.add({ api: "cloudbilling", method: "services.skus.list", status: 503, times: 2 });
    assert.deepEqual((await refresh(book, catalogue, wanted)).problems, []);
    cloud.cloud.faults.add({ api: "cloudbilling", method: "services.skus.list", status: 403 });
    await assert.rejects(refresh(book, catalogue, wanted), /Catalog: The caller does not have permission\n/);
  });
});

/** A catalogue of some SKUs of Compute Engine, and nothing of the others. */
const catalogueOf = (...skus: Sku[]): Catalogue => ({
  skus: async (service) => (service === "6F81-5844-456A" ? skus : []),
});

const sku: Sku = {
  id: "CF4E-A0C7-E3BF",
  description: "E2 Instance Core running in Americas",
  usageType: "OnDemand",
  regions: ["us-central1", "us-east1"],
  global: false,
  unit: "h",
  currency: "USD",
  rates: [{ from: 0, price: 21_811_590 }],
};
const one: PriceBook = { currency: "USD", prices: [book.prices.find(({ key }) => key === "e2-core")!] };
const refreshedFrom = (...skus: Sku[]) => refresh(one, catalogueOf(...skus), wanted);
const problemOf = async (...skus: Sku[]) => (await refreshedFrom(...skus)).problems.join("\n");

describe("a price read from a SKU", () => {
  it("is taken when all of it is as the book means it", async () => {
    const { problems, changes, book: found } = await refreshedFrom(sku);
    assert.deepEqual([problems, changes], [[], []]);
    assert.deepEqual(found.prices[0], { ...one.prices[0], asOf: "2026-11-22", source: "the test's catalogue" });
  });

  it("is shown where it changed, or is called otherwise by now", async () => {
    const { changes } = await refreshedFrom({ ...sku, rates: [{ from: 0, price: 22_000_000 }] });
    assert.deepEqual(
      changes.map(({ key, before, after }) => [key, before?.price, after.price]),
      [["e2-core", 21_811_590, 22_000_000]],
    );
    const renamed = await refreshedFrom({ ...sku, description: "E2 Core in Americas" });
    assert.equal(renamed.changes[0]?.after.sku.description, "E2 Core in Americas");
  });

  it("counts from the first rate that costs something", async () => {
    const free = {
      ...sku,
      rates: [
        { from: 0, price: 0 },
        { from: 30, price: 21_811_590 },
      ],
    };
    assert.deepEqual((await refreshedFrom(free)).changes, []);
  });

  it("is refused where it would silently mean something else", async () => {
    const place = "e2-core in us-central1: the SKU CF4E-A0C7-E3BF (E2 Instance Core running in Americas)";
    assert.equal(await problemOf({ ...sku, unit: "s" }), `${place} is priced by "s", not by "h"`);
    assert.equal(await problemOf({ ...sku, usageType: "Commit1Yr" }), `${place} is for Commit1Yr, not OnDemand`);
    assert.equal(
      await problemOf({ ...sku, regions: ["us-east1"] }),
      `${place} is not for us-central1, but for us-east1`,
    );
    assert.equal(await problemOf({ ...sku, currency: "EUR" }), `${place} is priced in EUR, not in USD`);
    assert.equal(await problemOf({ ...sku, rates: [{ from: 0, price: 0 }] }), `${place} costs nothing`);
    assert.equal(await problemOf({ ...sku, rates: [] }), `${place} costs nothing`);
    assert.equal(
      await problemOf({ ...sku, rates: [...sku.rates, { from: 1000, price: 1 }] }),
      `${place} has 2 rates, not 1: from 0, 1000 on`,
    );
  });

  it("is refused where its SKU is gone, with those that are called the same", async () => {
    assert.equal(
      await problemOf({ ...sku, id: "0000-0000-0001" }),
      "e2-core in us-central1: the SKU CF4E-A0C7-E3BF (E2 Instance Core running in Americas) is not in the catalogue of " +
        "Compute Engine; of the same description are 0000-0000-0001 (E2 Instance Core running in Americas)",
    );
  });

  it("is refused where several SKUs could be it", async () => {
    const memory = { ...sku, description: "E2 Instance Ram running in Americas", unit: "GiBy.h" };
    const problem = await problemOf(sku, { ...memory, id: "A" }, { ...memory, id: "B" });
    assert.match(problem, /^e2-memory in us-central1: 2 SKUs could be it: A \(.+\), B \(.+\)$/);
  });
});

describe("the rules for finding prices", () => {
  it("are there for all that things consume, with the units of the book", () => {
    const things: Thing[] = [
      { kind: "machine", machineType: "e2-standard-4" },
      { kind: "machine", machineType: "n2-standard-4", spot: true },
      { kind: "disk", diskType: "pd-ssd", gigabytes: 1 },
      { kind: "snapshot", diskType: "pd-ssd", gigabytes: 1 },
      { kind: "cluster", zonal: true },
      { kind: "cluster" },
      { kind: "address", use: "machine" },
      { kind: "address", use: "none" },
      { kind: "address", use: "spot-machine" },
      { kind: "forwarding-rule", rules: 6 },
      { kind: "nat-gateway", machines: 1 },
      { kind: "secret-version" },
      { kind: "key-version" },
      { kind: "dns-zone" },
      ...(
        [
          "stored-objects",
          "sent-to-internet",
          "sent-by-nat",
          "sent-between-zones",
          "processed-by-load-balancer",
          "written-logs",
        ] as const
      ).map((of): Thing => ({ kind: "usage", of, low: 1, high: 1 })),
    ];
    for (const { key } of things.flatMap(consumption)) assert.ok(recipes[key], key);
    for (const { key, unit, service, sku, region } of book.prices) {
      const recipe = recipes[key];
      assert.deepEqual([recipe?.unit, recipe?.service], [unit, service], key);
      assert.match(sku.description, recipe!.describes);
      assert.equal(region === "global" ? "global" : "region", recipe!.scope, key);
    }
  });
});

describe("the book as it is written", () => {
  const text = readFileSync(bookPath(), "utf8");

  it("keeps comments and order where nothing changed", () => {
    assert.equal(bookText(text, book), text);
  });

  it("has what changed and what is new, and can be read again", () => {
    const [first, ...others] = book.prices;
    const abroad = { ...first!, region: "europe-west3", service: { id: "0000-0000-0001", description: "A new one" } };
    const changed = { currency: "EUR", prices: [{ ...first!, price: 1, asOf: "2026-11-22" }, ...others, abroad] };
    const written = bookText(text, changed);
    assert.deepEqual(parseBook(written), changed);
    assert.ok(written.startsWith(text.slice(0, 200)));
  });
});
