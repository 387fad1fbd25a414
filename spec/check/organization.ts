import { type Problem, show } from "../problem.ts";
import { isActing, type Kind, type Organization, steps } from "../schema/organization.ts";
import type { Sources } from "../specification.ts";
import { ancestry, environmentOf } from "./folders.ts";

type Report = (path: string[], problem: Pick<Problem, "found" | "allowed" | "remedy">) => void;

/** "14d" as a number. */
export const dayCount = (days: string): number => Number(days.slice(0, -1));

const list = (map: object): string => Object.keys(map).join(", ");

function checkLadder(key: string, kind: Kind, report: Report): void {
  const order = kind.ladder.map((step) => steps.indexOf(step));
  if (order.some((at, index) => index > 0 && at <= order[index - 1]!) || kind.ladder[0] !== "notify") {
    report(["kinds", key, "ladder"], {
      found: kind.ladder.join(", "),
      allowed: `steps once each in the order ${steps.join(", ")}, beginning with notify`,
    });
  }
  if (kind.tier === "production" && kind.ladder.length > 1) {
    report(["kinds", key, "ladder"], {
      found: kind.ladder.join(", "),
      allowed: "notify alone, because production is never switched off by its spending",
    });
  }
  const acting = kind.ladder.filter(isActing);
  if (kind.tier !== "production" && kind.deletion !== "disposable" && acting.length > 0) {
    report(["kinds", key, "ladder"], {
      found: kind.ladder.join(", "),
      allowed: `notify and freeze for a ${kind.deletion} kind`,
      remedy: "What limits spending has rights only over disposable environments, so it can't do the others.",
    });
  }
}

/**
 * The APIs besides those of every deployment that a disposable kind may have: what their use costs is nothing, or known by
 * what there is. What is billed by use alone could run away without anybody seeing it in time.
 */
export const estimatedApis: readonly string[] = [
  "cloudkms.googleapis.com",
  "cloudresourcemanager.googleapis.com",
  "dns.googleapis.com",
  "essentialcontacts.googleapis.com",
  "iam.googleapis.com",
  "iamcredentials.googleapis.com",
  "iap.googleapis.com",
  "orgpolicy.googleapis.com",
  "oslogin.googleapis.com",
  "serviceusage.googleapis.com",
  "sts.googleapis.com",
];

/** Spending on what ends is held to its limit by an estimate: what can't be estimated is forbidden to it. */
function checkApis(key: string, kind: Kind, report: Report): void {
  if (kind.deletion !== "disposable") return;
  const unknown = kind.apis.filter((api) => !estimatedApis.includes(api));
  if (unknown.length === 0) return;
  report(["kinds", key, "apis"], {
    found: unknown.join(", "),
    allowed: `APIs of which it can be estimated what they cost, for a disposable kind: ${estimatedApis.join(", ")}`,
    remedy: "Its limit is held by an estimate of what runs, long before Google's figures come.",
  });
}

/** A kind that is acted on has its folder for itself, and what is in it: what limits spending has rights over all of it. */
function checkFolderOf(
  key: string,
  kinds: Record<string, Kind>,
  { folders }: Pick<Organization, "folders">,
  report: Report,
) {
  const { folder, ladder } = kinds[key]!;
  if (!folders[folder]) return;
  for (const step of ladder.filter(isActing)) {
    const others = Object.entries(kinds).filter(
      ([, other]) =>
        folders[other.folder] && ancestry(folders, other.folder).includes(folder) && !other.ladder.includes(step),
    );
    for (const [other] of others) {
      report(["kinds", key, "folder"], {
        found: `${show(folder)}, which holds environments of the kind ${other} too`,
        allowed: `a folder with kinds only whose ladder has ${step}`,
        remedy: "What limits spending has its rights on the folder, and so over everything in it.",
      });
    }
  }
}

function checkLife(key: string, kind: Kind, isPool: boolean, report: Report): void {
  const { timeToLive, deletion } = kind;
  if (deletion === "disposable" && !timeToLive && !isPool) {
    report(["kinds", key, "timeToLive"], {
      found: "nothing",
      allowed: "default and maximum, since its environments end",
    });
  }
  if (deletion !== "disposable" && timeToLive) {
    report(["kinds", key, "timeToLive"], { found: "a time to live", allowed: `none for a ${deletion} kind` });
  }
  if (timeToLive && dayCount(timeToLive.default) > dayCount(timeToLive.maximum)) {
    report(["kinds", key, "timeToLive", "default"], {
      found: timeToLive.default,
      allowed: `at most the maximum, ${timeToLive.maximum}`,
    });
  }
}

function checkKinds({ organization: { value } }: Sources, report: Report): void {
  for (const [key, kind] of Object.entries(value.kinds)) {
    if (!value.folders[kind.folder]) {
      report(["kinds", key, "folder"], { found: show(kind.folder), allowed: `a folder: ${list(value.folders)}` });
    } else {
      const environment = environmentOf(value.folders, kind.folder);
      if ((environment === "production") !== (kind.tier === "production")) {
        report(["kinds", key, "tier"], {
          found: `${kind.tier} in the ${environment} folder ${kind.folder}`,
          allowed: "the tier production in production's folders, and only there",
        });
      }
    }
    if (kind.budget.default > kind.budget.ceiling) {
      report(["kinds", key, "budget", "default"], {
        found: String(kind.budget.default),
        allowed: `at most the ceiling, ${kind.budget.ceiling}`,
      });
    }
    checkLadder(key, kind, report);
    checkApis(key, kind, report);
    checkFolderOf(key, value.kinds, value, report);
    checkLife(key, kind, value.previews?.kind === key, report);
  }
}

function checkTeams({ organization: { value } }: Sources, report: Report): void {
  const groups = new Map<string, string>();
  for (const [key, team] of Object.entries(value.teams)) {
    const domain = team.group.split("@")[1];
    if (domain !== value.organization.domain) {
      report(["teams", key, "group"], {
        found: show(team.group),
        allowed: `a group of the organisation, under ${value.organization.domain}`,
        remedy: "The domain restriction of the organisation refuses all others.",
      });
    }
    const other = groups.get(team.group);
    if (other) {
      report(["teams", key, "group"], {
        found: `the group of team ${other}`,
        allowed: "a group of its own for each team",
      });
    }
    groups.set(team.group, key);
    if (team.slack !== undefined && !value.notifications?.slack) {
      report(["teams", key, "slack"], {
        found: show(team.slack),
        allowed: "a channel of Slack where notifications.slack is there too",
        remedy: "Without it nothing is sent to Slack.",
      });
    }
  }
  if (!value.teams[value.owner])
    report(["owner"], { found: show(value.owner), allowed: `a team: ${list(value.teams)}` });
}

/** A project whose contents are somebody else's names a folder and a team that there are. */
function checkForeign({ organization: { value } }: Sources, report: Report): void {
  for (const [key, { folder, owner }] of Object.entries(value.foreign ?? {})) {
    const environment = value.folders[folder] && environmentOf(value.folders, folder);
    if (!value.folders[folder]) {
      report(["foreign", key, "folder"], { found: show(folder), allowed: `a folder: ${list(value.folders)}` });
    } else if (environment === "dynamic") {
      report(["foreign", key, "folder"], {
        found: `${show(folder)}, whose projects come and go by themselves`,
        allowed: "a folder of common, ci, production or non-production",
      });
    }
    if (!value.teams[owner]) {
      report(["foreign", key, "owner"], { found: show(owner), allowed: `a team: ${list(value.teams)}` });
    }
  }
}

function checkProjects({ organization: { value }, ledger }: Sources, report: Report): void {
  for (const [key, project] of Object.entries(value.projects)) {
    if (!project.id.startsWith(`${value.prefix}-`) && !ledger.value[project.id]?.adopted) {
      report(["projects", key, "id"], { found: show(project.id), allowed: `an ID that begins with ${value.prefix}-` });
    }
    if (project.owner !== undefined && !value.teams[project.owner]) {
      report(["projects", key, "owner"], { found: show(project.owner), allowed: `a team: ${list(value.teams)}` });
    }
  }
}

/** Checks what organization.yaml says of teams, kinds and shared projects. */
export function checkOrganization(sources: Sources): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (path, problem) => problems.push(sources.organization.document.problem(path, problem));
  checkTeams(sources, report);
  checkKinds(sources, report);
  checkProjects(sources, report);
  checkForeign(sources, report);
  return problems;
}
