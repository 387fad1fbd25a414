import type { GoogleClient } from "../google/client.ts";
import { billingDataset, billingExportTable } from "../plan/names.ts";
import type { Organization } from "../spec/schema/organization.ts";
import { answerOf, type Read, refusalOf, refusalText } from "./facts.ts";
import { attempt, readOnly } from "./reading.ts";

/** What BigQuery says of the table that Google exports to; 64-bit numbers are texts. */
export interface ExportTable {
  numRows?: string;
  /** Milliseconds since the epoch. */
  lastModifiedTime?: string;
  streamingBuffer?: { estimatedRows?: string };
}

/** How far the billing export is. `waiting`: a person has something to do, or to wait for. */
export interface ExportState {
  state: "done" | "waiting" | "unknown";
  found: string;
}

/** Milliseconds within which an export that is switched on has written: Google does so several times a day. */
const fresh = 48 * 3_600_000;

/** Judges the table by its own account, which costs nothing to ask for. */
export function exportState(table: Read<ExportTable>, now: number): ExportState {
  const refused = refusalOf(table);
  if (refused?.code === 404) return { state: "waiting", found: "not switched on, or nothing was exported yet" };
  if (refused) return { state: "unknown", found: refusalText(refused) };
  const { numRows = "0", streamingBuffer, lastModifiedTime = "0" } = answerOf(table)!;
  const rows = Number(numRows) + Number(streamingBuffer?.estimatedRows ?? 0);
  if (rows === 0) return { state: "waiting", found: "switched on, and no rows yet: the first take some hours" };
  const age = now - Number(lastModifiedTime);
  if (age > fresh) {
    return { state: "waiting", found: `${rows} rows, and nothing new for ${Math.floor(age / 3_600_000)} hours` };
  }
  return { state: "done", found: `${rows} rows, the last of ${new Date(Number(lastModifiedTime)).toISOString()}` };
}

/** Reads how far the billing export is. */
export async function readExport(client: GoogleClient, organization: Organization, now: number): Promise<ExportState> {
  const { billing } = organization.projects;
  const table = `datasets/${billingDataset}/tables/${billingExportTable(organization.billingAccount)}`;
  const path = `/bigquery/v2/projects/${billing.id}/${table}`;
  return exportState(await attempt<ExportTable>(readOnly(client).request("bigquery.googleapis.com", path)), now);
}

/** What only a person can do, step by step: there is no API for it. */
export const exportInstructions = ({ billingAccount, projects }: Organization): string[] => [
  `Open console.cloud.google.com/billing/${billingAccount}/export/bigquery as an administrator of the billing account.`,
  "Under Standard usage cost, choose Edit settings.",
  `Project: ${projects.billing.id}. Dataset: ${billingDataset}. Save. Don't let the console make a dataset of its own.`,
  "Wait for the first rows: some hours, a day at most. It exports what comes from then on, and a little of before.",
  "Run `bootstrap` again, as you did now: it looks for fresh rows.",
  "Then put `limits: { billingExport: true }` into organization.yaml, so that limits read costs again.",
];
