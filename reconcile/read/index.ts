import type { Workspace } from "../../engine/workspace.ts";
import type { GoogleClient } from "../../google/client.ts";
import { domainsPlan } from "../../plan/domains.ts";
import type { Specification } from "../../spec/specification.ts";
import { dayOf, judgeClock } from "../clock.ts";
import type { Journal } from "../journal-store.ts";
import type { Limits } from "../limits.ts";
import { type Line, linesOf, productionFolders } from "../ours.ts";
import { orNone, type ProjectFound, type Reading, type World } from "../world.ts";
import { readBudgets, readGrants, readLiens, readObjects, readRecords } from "./others.ts";
import { readProjects } from "./projects.ts";
import { reading } from "./reading.ts";
import { readStacks } from "./stacks.ts";

/** What is read, and with what. */
export interface Reader {
  readonly workspace: Workspace;
  readonly journal: Journal;
  readonly limits: Limits;
  /** Milliseconds since the epoch, by the clock that days are judged by. */
  now(): number;
  /** Told what is being read. */
  report(what: string): void;
}

/** What Google's clock shows, by an answer, and what ours showed then. */
async function googleTime(
  client: GoogleClient,
  account: string,
  now: () => number,
): Promise<[google: number, now: number]> {
  let google = Number.NaN;
  let ours = now();
  await client.request("cloudbilling.googleapis.com", `/v1/billingAccounts/${account}`, {
    seen: (headers) => {
      google = Date.parse(headers.get("date") ?? "");
      ours = now();
    },
  });
  return [google, ours];
}

/** Without a file of any environment something is wrong with the folder rather than with all of them. */
function judgeFiles({ environments, ledger }: Specification): Reading<null> {
  const lines = Object.values(ledger).filter((entry) => entry.for.startsWith("environment/") && !entry.retired);
  if (environments.size > 0 || lines.length === 0) return { is: null };
  return {
    failed:
      "there is no file of any environment, but the ledger has environments that weren't retired: either the folder " +
      "environments/ is missing, or they were all removed; then destroy them by `sgdist destroy`",
  };
}

/** The projects whose liens matter: of environments that may go. */
function mayGo(lines: readonly Line[], projects: readonly ProjectFound[], today: string): ProjectFound[] {
  const byId = new Map(projects.map((each) => [each.id, each]));
  return lines.flatMap(({ project, production, file }): ProjectFound[] => {
    const found = byId.get(project);
    if (!found || production) return [];
    const goes = !file || found.state !== "ACTIVE" || (file.expires !== undefined && file.expires < today);
    return goes ? [found] : [];
  });
}

/** The names of environments that no file says are to live. */
function mayBeGone(lines: readonly Line[], today: string): Set<string> {
  const gone = lines.filter(({ file }) => !file || (file.expires !== undefined && file.expires < today));
  return new Set(gone.map(({ environment }) => environment));
}

/** Reads everything that a plan is made of. Nothing is changed. What can't be read is told so, each by itself. */
export async function readWorld(specification: Specification, reader: Reader): Promise<World> {
  const { workspace, journal, limits, now, report } = reader;
  const { google } = workspace;
  const { organization } = specification;
  const { projects: shared, billingAccount } = organization;
  const top = organization.organization.id;
  const lines = linesOf(specification);
  const today = dayOf(now());
  const timed = async <T>(what: string, work: () => Promise<T>): Promise<Reading<T>> => {
    report(what);
    return reading(work);
  };
  const open = lines.filter(({ retired, file }) => file !== undefined || !retired);
  const [clocks, states, found, budgets, objects, records, limited] = await Promise.all([
    timed("the clock", () => googleTime(google, billingAccount, now)),
    timed("states", () => readStacks(workspace)),
    timed("projects", () =>
      readProjects(
        google,
        top,
        open.map(({ project }) => project),
      ),
    ),
    timed("budgets", () => readBudgets(google, billingAccount)),
    timed("outputs", () => readObjects(google, shared.seed.id)),
    timed("names", async () => {
      const domains = domainsPlan(organization);
      const zones = (domains?.zones ?? []).filter(({ tier }) => tier === "nonproduction");
      return zones.length === 0 ? [] : readRecords(google, shared.dns!.id, zones);
    }),
    timed("limits", () => limits.read(mayBeGone(lines, today))),
  ]);
  const projects: Reading<ProjectFound[]> = "is" in found ? { is: found.is.projects } : found;
  const production = productionFolders(organization);
  const folders = "is" in found ? found.is.folders : new Map<string, string>();
  const isProduction = (folder: string) => production.has(folders.get(folder) ?? "");
  const wanted = new Set(open.map(({ project }) => project));
  const [liens, grants, entries] = await Promise.all([
    timed("liens", () => readLiens(google, mayGo(lines, orNone(projects), today))),
    timed("policies", () => readGrants(google, { organization: top, billingAccount }, orNone(projects), isProduction)),
    timed("the journal", () => journal.read((project) => wanted.has(project))),
  ]);
  const newest = "is" in states ? states.is.newest : undefined;
  return {
    files: judgeFiles(specification),
    clock:
      "is" in clocks
        ? judgeClock({ google: clocks.is[0], now: clocks.is[1], ...(newest !== undefined && { newestState: newest }) })
        : clocks,
    stacks: "is" in states ? { is: states.is.stacks } : states,
    projects,
    budgets,
    objects,
    records,
    limits: limited,
    liens,
    grants,
    journal: entries,
  };
}
