import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { type GoogleClient, GoogleError } from "../../google/client.ts";
import { limitsBucket } from "../../plan/names.ts";
import { UserError } from "../../spec/problem.ts";
import { promisedTo } from "../../spec/slots.ts";
import { googleTime } from "../../spending/controller/google/index.ts";
import { guardObject, parseGuardRecord } from "../../spending/limits/guard/record.ts";
import type { JournalRecord } from "../../spending/limits/journal.ts";
import { type Lift, liftedState, NothingToLift } from "../../spending/limits/lift.ts";
import { Conflict, type LimitStore } from "../../spending/limits/store.ts";
import { micros } from "../../spending/money.ts";
import { openContext } from "../context.ts";
import { marks, paint } from "../output/style.ts";
import { wrap } from "../output/wrap.ts";
import { environmentNamed, readable, storeOf } from "./limits.ts";

/** Who lifts, as this machine knows them; whose credentials were used is in the bucket's own log. */
const caller = (): string => `${userInfo().username}@${hostname()}`;

/** Gives a project its billing account back; false where the caller may not. */
async function relink(client: GoogleClient, project: string, account: string): Promise<boolean> {
  try {
    await client.request("cloudbilling.googleapis.com", `/v1/projects/${project}/billingInfo`, {
      method: "PUT",
      body: { billingAccountName: `billingAccounts/${account}` },
    });
    return true;
  } catch (error) {
    if (error instanceof GoogleError && error.code === 403) return false;
    throw error;
  }
}

/** What is lifted, and the state as it was. */
interface Planned {
  lift: Lift;
  generation: string;
  record: JournalRecord;
}

/** Decides what a lift takes back. @throws UserError where there is nothing. */
async function plan(
  store: LimitStore,
  name: string,
  project: string,
  budget: number,
  reason: string,
  at: string,
): Promise<Planned> {
  const [{ value, generation }, guard] = await Promise.all([store.state(name), store.text(guardObject)]);
  if (value?.project !== project) throw new UserError(`Nothing of ${name} was limited: there is nothing to lift.`);
  const estimate = parseGuardRecord(guard.value, "").projects[name];
  const spent = estimate?.project === project && estimate.period === value.period ? estimate.spent / micros(budget) : 0;
  try {
    const lift = liftedState(value, { by: caller(), reason, at, spent });
    const record: JournalRecord = {
      version: 1,
      id: `${name}-${randomUUID().slice(0, 8)}`,
      kind: "lift",
      at,
      environment: name,
      project,
      period: value.period,
      step: lift.step,
      who: caller(),
      why: reason,
      ...(value.before && { before: value.before }),
    };
    return { lift, generation, record };
  } catch (error) {
    if (error instanceof NothingToLift) throw new UserError(error.message);
    throw error;
  }
}

/** The command limits lift. */
export async function liftLimit(
  name: string,
  options: { reason: string; json?: boolean; target?: string },
): Promise<void> {
  const reason = options.reason.trim();
  if (reason.length < 3) throw new UserError("--reason: say why, in a few words.");
  const context = await openContext(options.target);
  const { specification, workspace } = context;
  const { organization } = specification;
  const environment = environmentNamed(specification, name);
  const budget = promisedTo(organization, environment);
  const store = storeOf(context);
  const bucket = limitsBucket(organization.projects.spending.id);
  const at = new Date(await readable(googleTime(bucket, workspace.environment)())).toISOString();
  const { lift, generation, record } = await readable(plan(store, name, environment.project, budget, reason, at));
  // Given back before the state says so: a lift that is killed in between is begun again.
  const linked = lift.relink && (await relink(workspace.google, environment.project, organization.billingAccount));
  await store.record(record);
  try {
    await store.put(lift.state, generation);
  } catch (error) {
    if (error instanceof Conflict)
      throw new UserError(`${name} was changed at this moment. Look with \`sgdist limits ${name}\`, and try again.`);
    throw error;
  }
  if (options.json) {
    console.log(JSON.stringify({ name, lifted: lift.step, relinked: linked }, null, 2));
    return;
  }
  console.log(`${paint("green", marks.done)} ${name} is free again until a further quarter of its budget is spent.`);
  for (const line of nextSteps(name, lift, linked)) console.log(wrap(line, "  "));
}

/** What is left to do. */
function nextSteps(name: string, { step, relink }: Lift, linked: boolean): string[] {
  if (step === "freeze") return [];
  return [
    ...(relink && !linked
      ? ["You may not give its project the billing account back; whoever brings the environment up does."]
      : []),
    `Next: \`sgdist up env-${name} app-${name}\` brings back what was scaled down.`,
  ];
}
