import { limitOf, scopeOf } from "../limits/budget.ts";
import { guardObject, parseGuardRecord } from "../limits/guard/record.ts";
import { controllerName } from "../limits/journal.ts";
import { shares } from "../limits/ladder.ts";
import { type BudgetMessage, Malformed, parseMessage } from "../limits/message.ts";
import { periodOf } from "../limits/period.ts";
import { type Estimate, type SpendingReading, shareOf, trustOf } from "../limits/reading.ts";
import { type Acted, type Acting, actOn, iso } from "./acting.ts";
import { isDynamic, type LimitedEnvironment } from "./config.ts";
import { refusalOf } from "./google/refusal.ts";

/** A message of Pub/Sub, as an event brings it. */
export interface PubsubMessage {
  data?: unknown;
  attributes?: unknown;
  messageId?: unknown;
}

/** Why nothing is done about a message. */
interface Ignored {
  why: string;
  /** Whether it is worth a record: what comes every day by itself isn't. */
  wrong: boolean;
}

const ignored = (why: string, wrong = true): Ignored => ({ why, wrong });

/**
 * Does what a message of a budget asks for. What the message says of the project or of the amount counts for nothing: the
 * budget's ID leads to the budget as the API has it, that to one project by its number, and that to the environment in
 * the controller's own table.
 * @throws Refusal or Busy when the message has to come again.
 */
export async function budgetMessage(
  acting: Acting,
  environments: readonly LimitedEnvironment[],
  message: PubsubMessage,
): Promise<Acted & { ignored?: string }> {
  const reading = await readingOf(acting, environments, message);
  if ("why" in reading) {
    await note(acting, reading, message);
    return { taken: [], ignored: reading.why };
  }
  return actOn(acting, reading.environment, reading.reading);
}

async function readingOf(
  { world, config }: Acting,
  environments: readonly LimitedEnvironment[],
  raw: PubsubMessage,
): Promise<Ignored | { environment: LimitedEnvironment; reading: SpendingReading }> {
  let message: BudgetMessage;
  try {
    message = parseMessage(raw);
  } catch (error) {
    if (error instanceof Malformed) return ignored(`a message that can't be read: ${error.message}`);
    throw error;
  }
  if (message.billingAccount !== config.billingAccount) return ignored("a budget of a foreign billing account");
  const budget = await world.budget(config.billingAccount, message.budget);
  if (!budget) return ignored("a budget that isn't there");
  const scope = scopeOf(budget);
  if ("otherwise" in scope) return ignored(`the budget limits nothing: ${scope.otherwise}`, false);
  const project = await world.project(scope.project);
  if (!project) return ignored("a budget of a project that isn't there, or may not be seen");
  const environment = environments.find((each) => each.project === project.id);
  if (!environment) return ignored(`${project.id} is no environment`, false);
  const limit = limitOf(budget);
  if (!limit) return ignored(`the budget of ${environment.name} has no amount`);
  if (limit.currency !== message.currency) {
    return ignored(`a message in ${message.currency} of a budget in ${limit.currency}`);
  }
  const now = await world.now();
  if (message.period !== periodOf(now))
    return ignored(`a message about ${message.period}`, message.period > periodOf(now));
  const spent = { cost: message.cost, limit: limit.limit };
  const trust = await trusted({ world }, environment, message.period, spent, now);
  return {
    environment,
    reading: {
      ...spent,
      ...limit,
      cause: "spending",
      source: "budget",
      period: message.period,
      at: iso(now),
      ...trust,
    },
  };
}

/** How far the message's cost is trusted; only asked for where something beyond refusing deployments may come of it. */
async function trusted(
  { world }: Pick<Acting, "world">,
  environment: LimitedEnvironment,
  period: string,
  spent: Pick<SpendingReading, "cost" | "limit">,
  now: number,
): Promise<Pick<SpendingReading, "trust" | "evidence">> {
  if (!isDynamic(environment) || shareOf(spent) < shares.scaleDown) {
    return { trust: "freeze", evidence: "no more was asked for" };
  }
  const exported = await exportedCost({ world }, environment, period);
  const { value } = await world.store.text(guardObject);
  const record = parseGuardRecord(value, "");
  const found = record.projects[environment.name];
  const estimate: Estimate | undefined =
    found?.project === environment.project && found.period === period && !found.failure
      ? { cost: found.spent, at: found.at }
      : undefined;
  return trustOf(spent, { ...(estimate && { estimate }), ...(exported !== undefined && { exported }) }, now);
}

/** What the billing export says; one that can't be asked is said to be so, and the guard's word counts alone. */
async function exportedCost({ world }: Pick<Acting, "world">, { name, project }: LimitedEnvironment, period: string) {
  try {
    return await world.exportedCost(project, period);
  } catch (error) {
    const { message } = refusalOf("the billing export", error);
    world.log({
      severity: "ERROR",
      message: `The billing export couldn't be asked about ${name}: ${message}`,
      project,
    });
    return undefined;
  }
}

/** Writes down that nothing was done about a message: in the log every time, in the journal once a day for each reason. */
async function note({ world }: Acting, { why, wrong }: Ignored, { messageId }: PubsubMessage): Promise<void> {
  const severity = wrong ? "WARNING" : "INFO";
  world.log({ severity, message: `Nothing was done about ${why}`, messageId: String(messageId ?? "") });
  if (!wrong) return;
  const at = `${iso(await world.now()).slice(0, 10)}T00:00:00.000Z`;
  // What a message says never becomes a name: there are as many records a day as there are reasons.
  const id = `ignored-${why.split(":")[0]!.replaceAll(/[^a-z]+/gi, "-")}`.slice(0, 60);
  await world.store.record({ version: 1, id, kind: "ignored", at, who: controllerName, why });
}
