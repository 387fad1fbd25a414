import type { ExportRow } from "../../spending/report/schema.ts";
import { exportProject, exportRow } from "./billing-export.ts";

const live = exportProject("tst-live-t5wk", "live", ["Production"], {
  owner: "platform",
  "environment-kind": "production",
});
const gone = exportProject("tst-gone-x1x1", "gone", ["Testing"], { owner: "search" });
const before = exportProject("tst-moved-y2y2", "Old name", ["Testing"], { owner: "search" });
const after = exportProject("tst-moved-y2y2", "New name", ["Testing", "Nightly"], { owner: "nobody-we-know" });
const byHand = exportProject("tst-by-hand", "by hand", [], {});

const credit = (type: string, amount: number) => ({ name: type, amount, full_name: type, id: type, type });
const tax = { service: { id: "", description: "Invoice" }, sku: { id: "", description: "Tax" }, cost_type: "tax" };

/**
 * An export with a row of every shape that Google documents, as of 24 November 2026: 22 days are complete. What each
 * comes to stands beside it.
 */
export const everyShape: ExportRow[] = [
  // live, November: 8.5 + 4 - 3.1 - 2.000001 + 0 = 7.399999
  exportRow("2026-11-03T12:00:00Z", 10.25, {
    project: live,
    credits: [credit("SUSTAINED_USAGE_DISCOUNT", -1.5), credit("PROMOTION", -0.25)],
    labels: [{ key: "env", value: "live" }],
  }),
  // The same key twice, beside others: one row, counted once.
  exportRow("2026-11-04T12:00:00Z", 4, {
    project: live,
    labels: [
      { key: "env", value: "b" },
      { key: "team", value: "x" },
      { key: "env", value: "a" },
    ],
    tags: [{ key: "environment", value: "production", inherited: true, namespace: "419083752617" }],
    system_labels: [{ key: "compute.googleapis.com/cores", value: "8" }],
  }),
  // Given back.
  exportRow("2026-11-05T12:00:00Z", -3.1, { project: live }),
  exportRow("2026-11-06T12:00:00Z", -2.000001, {
    project: live,
    cost_type: "adjustment",
    adjustment_info: { id: "a1", description: "Billed too much", mode: "PARTIAL_CORRECTION", type: "USAGE_CORRECTION" },
  }),
  // All of it free.
  exportRow("2026-11-07T12:00:00Z", 73, {
    project: live,
    service: { id: "CCD8-9BF1-090E", description: "Kubernetes Engine" },
    sku: { id: "6B92-A835-08AB", description: "Zonal Kubernetes Clusters" },
    credits: [credit("FREE_TIER", -73)],
    price: { effective_price: "0.1", tier_start_amount: "0", unit: "hour", pricing_unit_quantity: "1" },
    consumption_model: { id: "7754-699E-0EBF", description: "Default" },
    cost_at_effective_price_default: 73,
  }),
  // live, October: 100, on a day that November has no complete one beside.
  exportRow("2026-10-30T12:00:00Z", 100, { project: live }),

  // A project that was deleted: 5 in October and 1 in November.
  exportRow("2026-10-05T12:00:00Z", 5, { project: gone }),
  exportRow("2026-11-01T12:00:00Z", 1, { project: gone }),

  // One that was renamed, moved, and given to somebody whom the organisation doesn't know: 2 + 3.
  exportRow("2026-11-10T12:00:00Z", 2, { project: before }),
  exportRow("2026-11-11T12:00:00Z", 3, { project: after }),

  // One without folders or labels, whose rows leave out what is null: 0.1 a hundred times, which fractions don't add up to 10.
  ...Array.from({ length: 100 }, (): ExportRow => {
    const { credits: _c, labels: _l, tags: _t, system_labels: _s, ...rest } = exportRow("2026-11-12T12:00:00Z", 0.1);
    return { ...rest, project: byHand };
  }),

  // Of no project: 7.77 of tax, 20 of support, less half a millionth and a bit by rounding.
  exportRow("2026-11-30T12:00:00Z", 7.77, { ...tax, project: null, export_time: "2026-11-24 12:00:00 UTC" }),
  exportRow("2026-11-09T12:00:00Z", 20, {
    project: { labels: [], ancestors: [] },
    service: { id: "2062-016F-44A2", description: "Support" },
    sku: { id: "65C5-0F29-D7BB", description: "Standard Support" },
  }),
  exportRow("2026-11-30T12:00:00Z", -0.0000006, {
    ...tax,
    project: null,
    cost_type: "rounding_error",
    export_time: "2026-11-24 12:00:00 UTC",
  }),

  // The end of October in Pacific time, an hour before November begins there: 11 in October, 13 in November.
  exportRow("2026-11-01T06:00:00Z", 11, { project: gone, invoice: { month: "202610" } }),
  exportRow("2026-11-01T07:00:00Z", 13, { project: gone, invoice: { month: "202611" } }),
  // Used in October, on November's invoice: 17.
  exportRow("2026-10-31T20:00:00Z", 17, {
    project: gone,
    invoice: { month: "202611" },
    export_time: "2026-11-05 01:00:00 UTC",
  }),

  // Neither of these months, though exported in them: counts nowhere.
  exportRow("2026-09-30T12:00:00Z", 1000, { project: live, invoice: { month: "202609" } }),

  // Another currency can't be added.
  exportRow("2026-11-12T12:00:00Z", 99, { project: live, currency: "EUR", currency_conversion_rate: 0.92 }),

  // The newest row: 0.5 on a day that is not complete. A sub-account, a seller, and a column of the future.
  {
    ...exportRow("2026-11-24T15:00:00Z", 0.5, {
      project: live,
      billing_account_id: "01AAAA-BBBBBB-CCCCCC",
      transaction_type: "THIRD_PARTY_RESELLER",
      seller_name: "Somebody",
      subscription: { instance_id: "s-1" },
    }),
    ...({ of_the_future: { nested: [1, 2] } } as ExportRow),
  },
];
