import { type ProjectEstimate, rateOf, reachedAt } from "../limits/guard/accumulate.ts";
import { endOf } from "../limits/period.ts";
import { micros } from "../money.ts";
import { type Acting, iso } from "./acting.ts";
import type { DynamicEnvironment } from "./config.ts";
import { noticeOf } from "./notice.ts";
import { amount } from "./text.ts";

const day = 86_400_000;

/** How long before the limit people are warned, once each a month; the nearest that is true counts. */
const warnings = [
  { key: "1d", within: day },
  { key: "3d", within: 3 * day },
];

/**
 * Warns of the day on which the limit is reached at this rate, and of what has no price. Returns the estimate with what
 * was told, so that it isn't told again.
 */
export async function forecasts(
  { world, config }: Acting,
  environment: DynamicEnvironment,
  estimate: ProjectEstimate,
  currency: string,
): Promise<ProjectEstimate> {
  const { name, budget } = environment;
  const { period, at, spent, assumed = [] } = estimate;
  const limit = micros(budget);
  const told = new Set(estimate.told);
  const tell = async (key: string, text: string) => {
    if (told.has(key)) return;
    world.log({ severity: "WARNING", message: text, environment: name, project: environment.project });
    try {
      await world.tell(
        noticeOf(config, environment, { id: `${name}-${period}-${key}`, kind: "forecast", period, text }),
      );
      told.add(key);
    } catch (error) {
      // It is told with the next round.
      world.log({ severity: "ERROR", message: `People could not be told (${(error as Error).message}): ${text}` });
    }
  };
  const reached = reachedAt(estimate, limit, endOf(period));
  const nearest = warnings.find(({ within }) => reached !== undefined && reached - at <= within);
  if (reached !== undefined && nearest && spent < limit) {
    const when = `${iso(reached).slice(0, 16).replace("T", " at ")} UTC`;
    const rate = amount(rateOf(estimate), currency);
    await tell(
      nearest.key,
      `${name}: ${amount(spent, currency)} of ${amount(limit, currency)} were spent by the guard's estimate. At ${rate} an ` +
        `hour its limit is reached on ${when}.`,
    );
  }
  if (assumed.length > 0) {
    await tell(
      "assumed",
      `${name}: there is no price for ${assumed.slice(0, 5).join(", ")}${assumed.length > 5 ? " and more" : ""}. ` +
        "Until there is one, a high one counts.",
    );
  }
  return told.size > 0 ? { ...estimate, told: [...told] } : estimate;
}
