import { deployerAccount, stateBucket, tiers, watcherAccount } from "../plan/names.ts";
import type { Organization, Tier } from "../spec/schema/organization.ts";
import type { Finding } from "./guideline.ts";
import { judge } from "./judge.ts";
import { isKnown, type Maybe, unknown } from "./landscape/maybe.ts";
import { environmentAround, environmentOfProject, homeOf, projectNamed } from "./landscape/questions.ts";
import type { Side, Sides } from "./landscape/sides.ts";
import type { GrantFacts, HoldingKind, Landscape, ProjectFacts } from "./landscape/types.ts";

/** What environments are deployed with: whoever has it has them. */
const foundation: readonly HoldingKind[] = ["state", "deployer", "key"];

const allowed = "production's own deployer, and those of its side";

/** The tier of trust that something is for, by the names that the plan gives: who deploys or watches, state, and its key. */
const tierOf = (name: string): Tier | undefined =>
  name === watcherAccount
    ? "production"
    : tiers.find(
        (tier) => name === deployerAccount(tier) || name === `state-${tier}` || name.endsWith(stateBucket("", tier)),
      );

/** Whether a project holds what environments are deployed with: the whole of it reaches production. */
const isFoundation = (id: string, project: ProjectFacts | undefined, { projects }: Organization): boolean =>
  id === projects.seed.id ||
  id === projects.keys.id ||
  project?.holdings.some(({ kind }) => foundation.includes(kind)) === true;

/** What of production's deployment a grant reaches, in words; undefined where it reaches none of it. */
function reachOf(
  { on, project, thing }: GrantFacts,
  landscape: Landscape,
  organization: Organization,
): Maybe<string | undefined> {
  if (on.kind === "folder") {
    const around = environmentAround(landscape, { kind: "folder", folder: on.id });
    return isKnown(around) && around === "common" ? "the folder of what all are deployed with" : undefined;
  }
  if (on.kind === "resource" && thing !== undefined && isKnown(thing)) {
    return tierOf(thing) === "production" ? `${thing}, with which production is deployed` : undefined;
  }
  if (project === undefined || !isFoundation(project, projectNamed(landscape, project), organization)) return undefined;
  if (on.kind === "project") return `the project ${project}, with which production is deployed`;
  // A topic or a repository deploys nothing: of accounts, keys and buckets it is said what they are called.
  return thing === undefined ? undefined : unknown;
}

/** Whether somebody who is vouched for by the pool of identities is trusted with something of production. */
function poolSide(member: string, thing: GrantFacts["thing"]): Side | undefined {
  if (
    !/^principal(?:Set)?:\/\/iam\.googleapis\.com\/projects\/\d+\/locations\/[^/]+\/workloadIdentityPools\//.test(
      member,
    )
  ) {
    return undefined;
  }
  const own = thing === watcherAccount ? ["production", "watch"] : ["production"];
  return own.some((trust) => member.endsWith(`/attribute.trust/${trust}`)) ? "production" : "other";
}

/**
 * Identities that aren't production's, and may do something with what production is deployed with: its deployer, its
 * state and the key of that, and the projects and folder that these are in. These belong to nobody's environment, but
 * whoever has them has production. People aren't judged here: they have their roles by their groups.
 */
export function intruders(landscape: Landscape, sides: Sides, organization: Organization): Finding[] {
  const sideOf = (member: string, home: string, thing: GrantFacts["thing"]): Maybe<Side> => {
    const pool = poolSide(member, thing);
    if (pool !== undefined) return pool;
    const project = projectNamed(landscape, home);
    if (project && environmentOfProject(landscape, project) === "ci") return "other";
    const account = /^serviceAccount:([^@]+)@/.exec(member)?.[1];
    if (project?.id === organization.projects.seed.id && account !== undefined) {
      const tier = tierOf(account);
      if (tier !== undefined) return tier === "production" ? "production" : "other";
    }
    return sides.ofProject(home);
  };
  const granted = landscape.grants.flatMap((grant) => {
    const { member } = grant;
    const reached = reachOf(grant, landscape, organization);
    if (reached === undefined) return [];
    const home = isKnown(member) ? homeOf(member) : unknown;
    if (home === undefined) return [];
    const from = isKnown(home) && isKnown(member) ? sideOf(member, home, grant.thing) : unknown;
    return judge(grant, [member, grant.role, from, reached], allowed, (who, role, side, what) =>
      side === "other" ? [{ found: `${role} on ${what}, for ${who}, which isn't of production`, allowed }] : [],
    );
  });
  const running = (landscape.runs ?? []).flatMap((run) => {
    const { account } = run;
    if (!isKnown(account) || tierOf(account.split("@")[0]!) !== "production") return [];
    const project = projectNamed(landscape, run.project);
    const environment = project ? environmentOfProject(landscape, project) : unknown;
    return judge(run, [environment], allowed, (own) =>
      own === undefined || own === "common" || own === "production"
        ? []
        : [{ found: `what is of ${own} and runs as ${account}, with which production is deployed`, allowed }],
    );
  });
  return [...granted, ...running];
}
