import type { Micros } from "../money.ts";
import { nanos } from "./exact.ts";
import type { ChangesRow } from "./query/changes.ts";

/** Why something costs another amount than in the same days of last month. */
export type Cause = "new" | "gone" | "usage" | "price" | "credits" | "adjustment";

/** What costs another amount than in the same days of last month. */
export interface Change {
  /** None where the export attributes it to none. */
  project: string | undefined;
  service: string;
  sku: string;
  now: Micros;
  before: Micros;
  delta: Micros;
  /** The most of it. */
  cause: Cause;
  /** What the delta is made of: these add up to it. */
  usage: Micros;
  price: Micros;
  credits: Micros;
}

const micros = (amount: bigint): Micros => {
  const half = amount < 0n ? -500n : 500n;
  return Number((amount + half) / 1000n);
};

/** What a row of the query says, with the delta split into usage at last month's price, price, and credits. */
export function changeOf(row: ChangesRow): Change {
  const [nowCost, thenCost] = [micros(nanos(row.now_cost)), micros(nanos(row.then_cost))];
  const [nowCredits, thenCredits] = [micros(nanos(row.now_credits)), micros(nanos(row.then_credits))];
  const [nowUsed, thenUsed] = [row.now_used ?? 0, row.then_used ?? 0];
  const [now, then] = [nowCost + nowCredits, thenCost + thenCredits];
  const credits = nowCredits - thenCredits;
  const priced = thenUsed > 0 && nowUsed > 0;
  const usage = priced ? Math.round((nowUsed - thenUsed) * (thenCost / thenUsed)) : nowCost - thenCost;
  const price = nowCost - thenCost - usage;
  const parts = { usage, price, credits };
  return {
    project: row.project ?? undefined,
    service: row.service ?? "(no service)",
    sku: row.sku ?? "(no SKU)",
    now,
    before: then,
    delta: now - then,
    cause: causeOf(row, now, then, parts),
    ...parts,
  };
}

function causeOf(
  row: ChangesRow,
  now: Micros,
  before: Micros,
  parts: Record<"usage" | "price" | "credits", Micros>,
): Cause {
  if (row.cost_kind !== "regular" && row.cost_kind !== null) return "adjustment";
  if (before === 0 && (row.then_used ?? 0) === 0) return "new";
  if (now === 0 && (row.now_used ?? 0) === 0) return "gone";
  const causes = ["usage", "price", "credits"] as const;
  return causes.reduce((most, each) => (Math.abs(parts[each]) > Math.abs(parts[most]) ? each : most));
}
