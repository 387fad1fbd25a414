import type { ExportRow } from "../../spending/report/schema.ts";

type Project = NonNullable<ExportRow["project"]>;

/** A project as rows of the export have it. `folders`: their names, from the top. */
export const exportProject = (id: string, name: string, folders: string[], labels: Record<string, string>): Project => {
  const numbers = folders.map((_, index) => `70000000000${index}${folders.join("").length}`);
  return {
    id,
    number: `9${String(id.length).padStart(11, "0")}`,
    name,
    labels: Object.entries(labels).map(([key, value]) => ({ key, value })),
    ancestry_numbers: `/419083752617/${numbers.map((number) => `${number}/`).join("")}`,
    ancestors: [
      { resource_name: `projects/9${String(id.length).padStart(11, "0")}`, display_name: name },
      ...folders
        .map((folder, index) => ({ resource_name: `folders/${numbers[index]}`, display_name: folder }))
        .toReversed(),
      { resource_name: "organizations/419083752617", display_name: "example.com" },
    ],
  };
};

const stamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** A row of the export as Google writes most. `at`: when its hour begins, RFC 3339. */
export function exportRow(at: string, cost: number, more: ExportRow = {}): ExportRow {
  const start = Date.parse(at);
  return {
    billing_account_id: "01C0DE-5EED00-CAFE42",
    service: { id: "6F81-5844-456A", description: "Compute Engine" },
    sku: { id: "CF4E-A0C7-E3BF", description: "E2 Instance Core running in Americas" },
    usage_start_time: stamp(start),
    usage_end_time: stamp(start + 3_600_000),
    project: exportProject("tst-one", "One", ["Testing", "Nightly"], {
      owner: "search",
      "environment-kind": "nightly",
    }),
    labels: [],
    system_labels: [],
    tags: [],
    location: { location: "us-central1-a", country: "US", region: "us-central1", zone: "us-central1-a" },
    export_time: stamp(start + 5 * 3_600_000),
    cost,
    currency: "USD",
    currency_conversion_rate: 1,
    usage: { amount: 3600, unit: "seconds", amount_in_pricing_units: 1, pricing_unit: "hour" },
    credits: [],
    invoice: {
      month: new Date(start - 8 * 3_600_000).toISOString().slice(0, 7).replace("-", ""),
      publisher_type: "GOOGLE",
    },
    cost_type: "regular",
    transaction_type: "GOOGLE",
    seller_name: "Google",
    cost_at_list: cost,
    ...more,
  };
}

/** Rows as `bq extract` writes them. */
export const exportLines = (rows: readonly ExportRow[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join("");
