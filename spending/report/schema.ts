/**
 * Google's standard billing export: every documented column, as its table in BigQuery has them. An object is a RECORD,
 * an array a REPEATED one. Google adds columns from time to time, so nothing may break on one that isn't here.
 *
 * https://docs.cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/standard-usage
 */
export const standardExport = {
  billing_account_id: "STRING",
  service: { id: "STRING", description: "STRING" },
  sku: { id: "STRING", description: "STRING" },
  /** Whole hours in Google's time zone, as the next. */
  usage_start_time: "TIMESTAMP",
  usage_end_time: "TIMESTAMP",
  /** All of it is null for tax, support and some adjustments. */
  project: {
    id: "STRING",
    number: "STRING",
    name: "STRING",
    labels: [{ key: "STRING", value: "STRING" }],
    /** From the organisation down to the folder that the project is in: "/419083752617/712345678901/". */
    ancestry_numbers: "STRING",
    /** "projects/…", "folders/…" and "organizations/…" with the names they had. */
    ancestors: [{ resource_name: "STRING", display_name: "STRING" }],
  },
  /** Of the resource. */
  labels: [{ key: "STRING", value: "STRING" }],
  system_labels: [{ key: "STRING", value: "STRING" }],
  tags: [{ key: "STRING", value: "STRING", inherited: "BOOLEAN", namespace: "STRING" }],
  location: { location: "STRING", country: "STRING", region: "STRING", zone: "STRING" },
  /** When the row was appended. */
  export_time: "TIMESTAMP",
  /** Before credits, in the currency. Less than 0 where something is given back. */
  cost: "FLOAT",
  currency: "STRING",
  /** What one US dollar is in the currency. */
  currency_conversion_rate: "FLOAT",
  usage: { amount: "FLOAT", unit: "STRING", amount_in_pricing_units: "FLOAT", pricing_unit: "STRING" },
  /** Amounts are less than 0. */
  credits: [{ name: "STRING", amount: "FLOAT", full_name: "STRING", id: "STRING", type: "STRING" }],
  /** `month` "202611": that of the invoice, which isn't always the one of the usage. */
  invoice: { month: "STRING", publisher_type: "STRING" },
  /** "regular", "tax", "adjustment" or "rounding_error" */
  cost_type: "STRING",
  adjustment_info: { id: "STRING", description: "STRING", mode: "STRING", type: "STRING" },
  /** "GOOGLE", "THIRD_PARTY_RESELLER" or "THIRD_PARTY_AGENCY" */
  transaction_type: "STRING",
  seller_name: "STRING",
  subscription: { instance_id: "STRING" },
  price: {
    effective_price: "NUMERIC",
    tier_start_amount: "NUMERIC",
    unit: "STRING",
    pricing_unit_quantity: "NUMERIC",
    list_price: "NUMERIC",
    effective_price_default: "NUMERIC",
    list_price_consumption_model: "NUMERIC",
  },
  cost_at_list: "FLOAT",
  cost_at_effective_price_default: "FLOAT",
  cost_at_list_consumption_model: "FLOAT",
  consumption_model: { id: "STRING", description: "STRING" },
} as const satisfies Columns;

/** A type of BigQuery, as exports have them. */
export type Scalar = "STRING" | "TIMESTAMP" | "FLOAT" | "NUMERIC" | "BOOLEAN";
export type Column = Scalar | Columns | readonly [Columns];
export interface Columns {
  readonly [name: string]: Column;
}

/**
 * A value as `bq extract` writes it to JSON: times as "2026-11-01 07:00:00 UTC", NUMERIC as text. What is null may be
 * left out, or be there as null.
 */
type ValueOf<T> = T extends "FLOAT"
  ? number
  : T extends "BOOLEAN"
    ? boolean
    : T extends Scalar
      ? string
      : T extends readonly [infer Of]
        ? RowOf<Of>[]
        : RowOf<T>;
type RowOf<T> = { [Name in keyof T]?: ValueOf<T[Name]> | null };

/** A row of the standard export. */
export type ExportRow = RowOf<typeof standardExport>;

const time = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,9})?( UTC|Z)$/;

const isScalar: Record<Scalar, (value: unknown) => boolean> = {
  STRING: (value) => typeof value === "string",
  TIMESTAMP: (value) => typeof value === "string" && time.test(value),
  FLOAT: (value) => Number.isFinite(value),
  NUMERIC: (value) => typeof value === "string" && /^-?\d+(\.\d{1,9})?$/.test(value),
  BOOLEAN: (value) => typeof value === "boolean",
};

/** What is wrong with a row, by the paths of its columns; nothing if it is as Google writes them. */
export function problemsOfRow(row: unknown, columns: Columns = standardExport, path = ""): string[] {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return [`${path || "the row"}: no record`];
  return Object.entries(row).flatMap(([name, value]) => {
    const at = path ? `${path}.${name}` : name;
    const column = columns[name];
    if (column === undefined) return [`${at}: no such column`];
    if (value === null) return [];
    if (typeof column === "string") {
      return isScalar[column](value) ? [] : [`${at}: ${JSON.stringify(value)} is no ${column}`];
    }
    if (!isRepeated(column)) return problemsOfRow(value, column, at);
    if (!Array.isArray(value)) return [`${at}: not repeated`];
    return value.flatMap((each, index) => problemsOfRow(each, column[0], `${at}[${index}]`));
  });
}

/** Whether a column is REPEATED. */
export const isRepeated = (column: Column): column is readonly [Columns] => Array.isArray(column);
