import { limitPlan } from "../../plan/limits.ts";
import { limitsBucket } from "../../plan/names.ts";
import { UserError } from "../../spec/problem.ts";
import { promisedTo } from "../../spec/slots.ts";
import type { Specification } from "../../spec/specification.ts";
import { limitsStore } from "../../spending/controller/google/index.ts";
import { refusalOf } from "../../spending/controller/google/refusal.ts";
import { type GuardRecord, guardObject, parseGuardRecord } from "../../spending/limits/guard/record.ts";
import type { JournalRecord } from "../../spending/limits/journal.ts";
import type { LimitState } from "../../spending/limits/state.ts";
import type { LimitStore } from "../../spending/limits/store.ts";
import { type Context, openContext } from "../context.ts";
import { limitDetails, limitsForMachines, limitTable } from "../output/limits.ts";

/** What is known of an environment's limit. */
export interface KnownLimit {
  name: string;
  kind: string;
  /** Whole units a month. */
  budget: number;
  state?: LimitState;
  estimate?: GuardRecord["projects"][string];
}

/** The limits bucket of an organisation, as the caller reaches it. */
export function storeOf({ specification, workspace }: Context): LimitStore {
  const project = specification.organization.projects.spending.id;
  return limitsStore(limitsBucket(project), project, workspace.environment);
}

/** The environment of a name; refuses others. */
export function environmentNamed({ environments }: Specification, name: string) {
  const found = environments.get(name);
  if (found) return found;
  throw new UserError(`No environment is called ${name}. There are: ${[...environments.keys()].join(", ")}.`);
}

/** Says what a bucket that can't be read means, in place of what its client says. */
export async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { status, message } = refusalOf("the limits bucket", error);
    if (status === 404) throw new UserError("There is no limits bucket yet: `sgdist up spending` makes it.");
    if (status === 403) throw new UserError(`${message}\nWho shows limits needs roles/storage.objectViewer on it.`);
    throw error;
  }
}

async function known({ specification }: Context, store: LimitStore, names: string[]): Promise<KnownLimit[]> {
  const { organization, environments } = specification;
  const [{ value }, written] = await Promise.all([store.text(guardObject), store.names()]);
  const record = parseGuardRecord(value, "");
  return Promise.all(
    names.map(async (name): Promise<KnownLimit> => {
      const environment = environments.get(name)!;
      const { kind, project } = environment;
      const state = written.includes(name) ? (await store.state(name)).value : undefined;
      const estimate = record.projects[name];
      return {
        name,
        kind,
        budget: promisedTo(organization, environment),
        ...(state?.project === project && { state }),
        ...(estimate?.project === project && { estimate }),
      };
    }),
  );
}

/** The command limits. */
export async function showLimits(
  name: string | undefined,
  options: { json?: boolean; target?: string },
): Promise<void> {
  const context = await openContext(options.target);
  const { environments } = context.specification;
  if (name !== undefined) environmentNamed(context.specification, name);
  const store = storeOf(context);
  const limits = await readable(known(context, store, name === undefined ? [...environments.keys()] : [name]));
  const journal = name === undefined && !options.json ? [] : await readable(journalOf(store, name));
  const plans = new Map(
    limits.map((each) => [each.name, limitPlan(environments.get(each.name)!, each.state, Date.now())]),
  );
  if (options.json) console.log(JSON.stringify(limitsForMachines(limits, plans, journal), null, 2));
  else
    console.log(name === undefined ? limitTable(limits, plans) : limitDetails(limits[0]!, plans.get(name)!, journal));
}

async function journalOf(store: LimitStore, name: string | undefined): Promise<JournalRecord[]> {
  const all = await store.journal("");
  return name === undefined ? all : all.filter(({ environment }) => environment === name);
}
