import { endOf, startOf } from "../../limits/period.ts";
import type { Micros } from "../../money.ts";
import type { ControllerConfig } from "../config.ts";
import { lazily } from "./lazily.ts";
import { asking } from "./refusal.ts";

/** A query of the billing export may read so much at most, whatever becomes of the table: 20 GiB. */
const maximumBytes = String(20 * 2 ** 30);

const day = 86_400_000;

/**
 * The query of what a project cost in a month: net of credits, each of which counts once. The export comes late, so rows
 * are looked for in the partitions of five days more.
 */
export const costQuery = ({ project, dataset, table }: NonNullable<ControllerConfig["billingExport"]>): string =>
  `SELECT CAST(ROUND(IFNULL(SUM(CAST(cost AS NUMERIC) + IFNULL((SELECT SUM(CAST(c.amount AS NUMERIC)) FROM UNNEST(credits) AS c), 0)), 0) * 1000000) AS INT64) AS micros
FROM \`${project}.${dataset}.${table}\`
WHERE _PARTITIONTIME >= @first AND _PARTITIONTIME < @last
  AND usage_start_time >= @start AND usage_start_time < @end
  AND project.id = @project`;

/** Asks the billing export in BigQuery what a project cost; undefined where no export is configured. */
export function exportedCostOf(billingExport: ControllerConfig["billingExport"]) {
  const client = lazily(async () => {
    const { BigQuery } = await import("@google-cloud/bigquery");
    return new BigQuery({ projectId: billingExport!.project });
  });
  return async (project: string, period: string): Promise<Micros | undefined> => {
    if (!billingExport) return undefined;
    const bigquery = await client();
    const [start, end] = [startOf(period), endOf(period)];
    const timestamp = (time: number) => bigquery.timestamp(new Date(time));
    const [rows] = await asking(`the billing export of ${project}`, () =>
      bigquery.query({
        query: costQuery(billingExport),
        params: {
          project,
          start: timestamp(start),
          end: timestamp(end),
          first: timestamp(start - day),
          last: timestamp(end + 6 * day),
        },
        maximumBytesBilled: maximumBytes,
      }),
    );
    return Number((rows as { micros: unknown }[])[0]?.micros ?? 0);
  };
}
