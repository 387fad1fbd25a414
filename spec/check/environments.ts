import type { Path, SourceDocument } from "../document.ts";
import { type Problem, show } from "../problem.ts";
import type { Environment } from "../schema/environment.ts";
import type { Kind } from "../schema/organization.ts";
import type { Sources } from "../specification.ts";
import { dayCount } from "./organization.ts";

type Report = (path: Path, problem: Pick<Problem, "found" | "allowed" | "remedy">) => void;

const list = (map: object): string => Object.keys(map).join(", ");

/** The day that is a number of days after another. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10);
}

/**
 * An environment that lived and has come to its end is no mistake: it is on its way out, and must not hold up the
 * others. One that would end before it began is.
 */
function checkExpiry(environment: Environment, kind: Kind, since: string, report: Report): void {
  const { expires } = environment;
  if (!kind.timeToLive) {
    if (expires !== undefined) {
      report(["expires"], {
        found: show(expires),
        allowed: `no end for the kind ${environment.kind}`,
        remedy: "Choose a kind with a time to live, or leave it out.",
      });
    }
    return;
  }
  const latest = addDays(since, dayCount(kind.timeToLive.maximum));
  if (expires === undefined) {
    report(["expires"], {
      found: "nothing",
      allowed: `a day up to ${latest}, since ${environment.kind} environments end`,
    });
  } else if (expires < since) {
    report(["expires"], { found: `${expires}, which is past`, allowed: `a day from ${since} to ${latest}` });
  } else if (expires > latest) {
    report(["expires"], {
      found: expires,
      allowed: `a day up to ${latest}, ${kind.timeToLive.maximum} after the environment was made`,
    });
  }
}

function checkKind(environment: Environment, kind: Kind, report: Report): void {
  if (environment.budget !== undefined && environment.budget > kind.budget.ceiling) {
    report(["budget"], {
      found: String(environment.budget),
      allowed: `at most ${kind.budget.ceiling}, the ceiling of the kind ${environment.kind}`,
    });
  }
  if (kind.tier === "production" && environment.deployment.version === "main") {
    report(["deployment", "version"], { found: "main", allowed: "a released version in production, such as 7.2.1943" });
  }
  environment.apis?.forEach((api, index) => {
    if (!kind.apis.includes(api)) {
      report(["apis", index], {
        found: show(api),
        allowed: kind.apis.length > 0 ? `what the kind ${environment.kind} allows: ${kind.apis.join(", ")}` : "none",
      });
    } else if (environment.apis!.indexOf(api) !== index) {
      report(["apis", index], { found: `${show(api)} again`, allowed: "every API once" });
    }
  });
}

function checkReferences(
  environment: Environment,
  { organization: { value: organization }, ledger }: Sources,
  report: Report,
): void {
  if (!organization.kinds[environment.kind]) {
    report(["kind"], { found: show(environment.kind), allowed: `a kind: ${list(organization.kinds)}` });
  }
  if (!organization.teams[environment.owner]) {
    report(["owner"], { found: show(environment.owner), allowed: `a team: ${list(organization.teams)}` });
  }
  // A project that was taken over has the ID that it always had.
  if (!environment.project.startsWith(`${organization.prefix}-`) && !ledger.value[environment.project]?.adopted) {
    report(["project"], {
      found: show(environment.project),
      allowed: `an ID that begins with ${organization.prefix}-`,
    });
  }
}

/** The day an environment's project was taken, or taken over, by the ledger; today for one that isn't in it. */
function takenSince(sources: Sources, environment: Environment): string {
  const entry = sources.ledger.value[environment.project];
  return entry?.adopted ?? entry?.since ?? sources.today;
}

/** Checks every environment by itself and against the others. */
export function checkEnvironments(sources: Sources): Problem[] {
  const organization = sources.organization.value;
  const problems: Problem[] = [];
  const names = new Map<string, SourceDocument>();
  const shared = Object.entries(organization.projects).map(
    ([key, { id }]) => [id, `the shared project ${key}`] as const,
  );
  const foreign = Object.entries(organization.foreign ?? {}).map(
    ([key, { id }]) => [id, `the foreign project ${key}`] as const,
  );
  const projects = new Map<string, string>([...shared, ...foreign]);
  if (projects.size < shared.length + foreign.length) {
    const document = sources.organization.document;
    problems.push(
      document.problem([new Set(shared.map(([id]) => id)).size < shared.length ? "projects" : "foreign"], {
        found: "the same ID twice",
        allowed: "an ID of its own for each project",
      }),
    );
  }
  for (const { value: environment, document } of sources.environments) {
    const report: Report = (path, problem) => problems.push(document.problem(path, problem));
    const namesake = names.get(environment.name);
    if (namesake) {
      report(["name"], {
        found: `${show(environment.name)}, which ${namesake.file} has too`,
        allowed: "a name of its own",
      });
    }
    names.set(environment.name, document);
    const holder = projects.get(environment.project);
    if (holder)
      report(["project"], { found: `the ID of ${holder}`, allowed: "a project of its own for each environment" });
    projects.set(environment.project, `the environment ${environment.name} (${document.file})`);
    checkReferences(environment, sources, report);
    const kind = organization.kinds[environment.kind];
    if (!kind) continue;
    checkKind(environment, kind, report);
    checkExpiry(environment, kind, takenSince(sources, environment), report);
  }
  return problems;
}
