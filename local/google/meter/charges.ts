import type { Micros } from "../../../spending/money.ts";
import { consumption } from "../../../spending/prices/consumption.ts";
import type { Stretch } from "./hours.ts";
import type { SeriesList } from "./series.ts";
import { hasSustainedUse, type Layer, run } from "./sustained-use.ts";

/** Google's kinds of credits that there are here. */
export type CreditType = "SUSTAINED_USAGE_DISCOUNT" | "FREE_TIER" | "PROMOTION";

/** What is taken off a cost: a negative amount. */
export type Credit = [type: CreditType, amount: Micros];

/** A gift to a billing account, and what is left of it. */
export interface Promotion {
  name: string;
  left: Micros;
}

/** What credits depend on besides the hour at hand. The first two begin anew with each month. */
export interface Allowances {
  /** How long how much has run this month, by project, region and price. */
  layers: Record<string, Layer[]>;
  /** What each billing account has used of its free clusters this month. */
  freeClusters: Record<string, Micros>;
  promotions: Record<string, Promotion[]>;
}

/** What Google gives each billing account a month for clusters of one zone: 744 hours of one. */
const freeClusterHours = 744;

/** The key of what a cluster of one zone costs besides its nodes. */
const clusterKey = consumption({ kind: "cluster", zonal: true })[0]!.key;

const poolOf = (project: string, region: string, key: string) => `${project}/${region}/${key}`;

/** The part of an hour's cost that sustained use takes off, by pool; lets what ran so long run longer. */
export function sustainedUse(
  stretches: Stretch[],
  series: SeriesList,
  allowances: Allowances,
  month: number,
): Map<string, number> {
  const sums = new Map<string, { used: number; free: number }>();
  for (const { from, until, rates } of stretches) {
    const quantities = new Map<string, number>();
    for (const [number, quantity] of rates) {
      const { project, region, key } = series.get(number);
      if (!hasSustainedUse(key)) continue;
      const pool = poolOf(project, region, key);
      quantities.set(pool, (quantities.get(pool) ?? 0) + quantity);
    }
    for (const [pool, quantity] of quantities) {
      const { layers, free } = run(allowances.layers[pool] ?? [], quantity, until - from, month);
      allowances.layers[pool] = layers;
      const sum = sums.get(pool) ?? { used: 0, free: 0 };
      sums.set(pool, { used: sum.used + quantity * (until - from), free: sum.free + free });
    }
  }
  return new Map([...sums].map(([pool, { used, free }]) => [pool, free / used]));
}

/** The credits of a cost. `shares`: what sustained use takes off. `price`: of an hour of a cluster, where it is one. */
export function creditsOf(
  { project, account, region, key }: ReturnType<SeriesList["get"]>,
  cost: Micros,
  shares: Map<string, number>,
  allowances: Allowances,
  price: Micros,
): Credit[] {
  const credits: Credit[] = [];
  let left = cost;
  const take = (type: CreditType, most: number): Micros => {
    const amount = Math.min(left, Math.round(most));
    if (amount <= 0) return 0;
    left -= amount;
    const same = credits.find(([each]) => each === type);
    if (same) same[1] -= amount;
    else credits.push([type, -amount]);
    return amount;
  };
  take("SUSTAINED_USAGE_DISCOUNT", cost * (shares.get(poolOf(project, region, key)) ?? 0));
  if (key === clusterKey) {
    const used = allowances.freeClusters[account] ?? 0;
    allowances.freeClusters[account] = used + take("FREE_TIER", freeClusterHours * price - used);
  }
  for (const promotion of allowances.promotions[account] ?? []) promotion.left -= take("PROMOTION", promotion.left);
  return credits;
}
