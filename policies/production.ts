import type { Finding } from "./guideline.ts";
import { about, judge } from "./judge.ts";
import { isKnown, type Maybe, unknown } from "./landscape/maybe.ts";
import { environmentOfProject, homeOf, identityOfRun } from "./landscape/questions.ts";
import { crosses, type Side, type Sides } from "./landscape/sides.ts";
import type { GrantFacts, Landscape } from "./landscape/types.ts";

const ownSide = "roles on its own side of production alone";
const sideNames: Record<Side, string> = {
  production: "production",
  other: "another environment",
  shared: "what all share",
  everything: "everything",
};

/** The project that the member of a grant is of, where it is one. */
const homeOfGrant = ({ member }: GrantFacts): Maybe<string | undefined> => (isKnown(member) ? homeOf(member) : unknown);

/** Identities of one side of production that may do something on the other. */
export const strangers = ({ grants }: Landscape, sides: Sides): Finding[] =>
  grants.flatMap((grant) => {
    const home = homeOfGrant(grant);
    if (home === undefined) return [];
    const from = isKnown(home) ? sides.ofProject(home) : unknown;
    const to = sides.ofGrant(grant);
    if (from === "shared" || to === "shared") return [];
    return judge(grant, [grant.member, grant.role, from, to], ownSide, (member, role, origin, reached) =>
      crosses(origin, reached)
        ? [
            {
              found: `${role} on ${sideNames[reached]} for ${member}, which is of ${sideNames[origin]}`,
              allowed: ownSide,
            },
          ]
        : [],
    );
  });

/** Shared identities that may do something on both sides, such as one deployer for all. */
export function doubles({ grants }: Landscape, sides: Sides): Finding[] {
  const inProduction = new Set<Maybe<string>>();
  const elsewhere: GrantFacts[] = [];
  for (const grant of grants) {
    const home = homeOfGrant(grant);
    if (!isKnown(home) || home === undefined || sides.ofProject(home) !== "shared") continue;
    const side = sides.ofGrant(grant);
    if (side === "production") inProduction.add(grant.member);
    if (side === "other") elsewhere.push(grant);
  }
  return elsewhere
    .filter(({ member }) => inProduction.has(member))
    .flatMap((grant) =>
      judge(grant, [grant.role, grant.member], ownSide, (role, member) => [
        { found: `${role} on ${sideNames.other} for ${member}, which has roles on production too`, allowed: ownSide },
      ]),
    );
}

/** What runs on one side of production with an identity of the other. */
export const impostors = ({ runs = [] }: Landscape, sides: Sides): Finding[] =>
  runs.flatMap((run) => {
    const identity = identityOfRun(run);
    const home = isKnown(identity) ? homeOf(identity) : unknown;
    if (home === undefined) return [];
    const [from, to] = [sides.ofProject(run.project), isKnown(home) ? sides.ofProject(home) : unknown];
    if (from === "shared" || to === "shared") return [];
    const allowed = "accounts of its own side of production";
    return judge(run, [run.account, from, to], allowed, (account, own, other) =>
      crosses(own, other)
        ? [{ found: `what is of ${sideNames[own]} and runs as ${account}, which is of ${sideNames[other]}`, allowed }]
        : [],
    );
  });

/** Things whose environment is production in a project of another, or the other way round. */
export const misplaced = (landscape: Landscape): Finding[] =>
  landscape.projects.flatMap((project) => {
    const own = environmentOfProject(landscape, project);
    const allowed = "production by itself";
    return project.holdings.flatMap(({ kind, place, labels }) => {
      const environment = isKnown(labels) ? labels.environment : unknown;
      if (environment === undefined) return [];
      return judge({ ...about(project), place }, [environment, own], allowed, (found, around) =>
        around === undefined || found === around || (found !== "production" && around !== "production")
          ? []
          : [{ found: `a ${kind} of ${found} in a project of ${around}`, allowed }],
      );
    });
  });

const each = (names: Maybe<readonly string[]>): readonly Maybe<string>[] => (isKnown(names) ? names : [unknown]);

/** Things encrypted with a key of the other side, and networks connected with one of the other side. */
export const connected = ({ projects }: Landscape, sides: Sides): Finding[] =>
  projects.flatMap((project) => {
    const own = sides.ofProject(project.id);
    const linked = (place: Finding["place"], what: string, other: Maybe<string>, allowed: string) =>
      own === "shared"
        ? []
        : judge(
            { ...about(project), place },
            [other, own, isKnown(other) ? sides.ofProject(other) : unknown],
            allowed,
            (name, from, to) =>
              crosses(from, to) ? [{ found: `${what} ${name}, which is of ${sideNames[to]}`, allowed }] : [],
          );
    return [
      ...project.holdings.flatMap(({ kind, place, keyProject }) =>
        keyProject === undefined
          ? []
          : linked(place, `a ${kind} with a key in`, keyProject, "a key of its own side of production"),
      ),
      ...project.networks.flatMap(({ place, peers }) =>
        each(peers).flatMap((peer) =>
          linked(place, "a network connected with one in", peer, "networks of its own side of production"),
        ),
      ),
    ];
  });
