import type { Specification } from "../../spec/specification.ts";
import type { Finding } from "../action.ts";
import { isThere, type Situation } from "../situation.ts";
import { orNone, type World } from "../world.ts";
import { accountOf } from "./grants.ts";

/** Projects that carry our label although the ledger doesn't know them. */
function unknownProjects({ ledger }: Specification, world: World): Finding[] {
  return orNone(world.projects)
    .filter(
      ({ id, state, labels }) =>
        state === "ACTIVE" && labels["managed-by"] === "sourcegraph-distribution" && !ledger[id],
    )
    .map(({ id }) => ({
      what: `the project ${id}`,
      kind: "leak",
      reason: "it carries our label, but the ledger doesn't know it, so it may be somebody else's",
      remedy: `If it is ours: add its line to ledger.yaml. If nobody needs it: gcloud projects delete ${id}`,
    }));
}

/** States of environments that neither a file nor the ledger knows. */
function unknownStacks({ environments }: Specification, world: World, known: ReadonlySet<string>): Finding[] {
  return orNone(world.stacks)
    .filter(({ environment }) => !environments.has(environment) && !known.has(environment))
    .map(({ name, resources }) => ({
      what: `the stack ${name}`,
      kind: "leak",
      reason: `neither a file nor the ledger knows its environment, and it holds ${resources} resources`,
      remedy: `Look at it with \`pulumi stack -s ${name}\`; docs/deletion.md tells how it is taken down.`,
    }));
}

/** Budgets that are called after a project with our prefix that the ledger doesn't know. */
function unknownBudgets({ organization, ledger }: Specification, world: World): Finding[] {
  return orNone(world.budgets).flatMap(({ name, displayName }): Finding[] => {
    const id = /^Project (\S+)$/.exec(displayName)?.[1];
    if (!id?.startsWith(`${organization.prefix}-`) || ledger[id]) return [];
    const reason = `it is called after the project ${id}, which the ledger doesn't know`;
    return [{ what: `the budget ${displayName}`, kind: "leak", reason, remedy: `Look at ${name}.` }];
  });
}

/** Deleted accounts of projects that are there, or that nobody knows: somebody may bring them back. */
function deletedAccounts({ ledger }: Specification, world: World, alive: ReadonlySet<string>): Finding[] {
  return orNone(world.grants).flatMap(({ member, resource, role }): Finding[] => {
    const account = accountOf(member);
    const project = account?.project;
    if (!account?.deleted || project === undefined || (ledger[project] && !alive.has(project))) return [];
    const where = resource.replace(/^\/\/[^/]+\//, "");
    const whose = ledger[project] ? "which is there" : "which the ledger doesn't know";
    return [
      {
        what: `${role} of ${account.email}`,
        kind: "leak",
        reason: `it was deleted and still has that on ${where}; it was of the project ${project}, ${whose}`,
        remedy: `Bring it back within 30 days, or remove ${member} from the policy of ${where}.`,
      },
    ];
  });
}

/** Outputs of stacks that neither a file nor the ledger knows. */
function unknownObjects({ environments }: Specification, world: World, known: ReadonlySet<string>): Finding[] {
  return orNone(world.objects).flatMap(({ bucket, name }): Finding[] => {
    const environment = /^outputs\/(?:env|app)-(.+)\.json$/.exec(name)?.[1];
    if (environment === undefined || environments.has(environment) || known.has(environment)) return [];
    const reason = `it is of the environment ${environment}, which neither a file nor the ledger knows`;
    return [{ what: `gs://${bucket}/${name}`, kind: "leak", reason, remedy: "Delete it if nobody needs it." }];
  });
}

/** What seems to be left behind, but by nobody that the ledger knows: it is only told of. */
export function strangers(specification: Specification, world: World, situations: readonly Situation[]): Finding[] {
  const known = new Set(situations.map(({ line }) => line.environment));
  const shared = Object.values(specification.organization.projects).map(({ id }) => id);
  const there = situations.filter((each) => isThere(each) || each.line.file).map(({ line }) => line.project);
  return [
    ...unknownProjects(specification, world),
    ...unknownStacks(specification, world, known),
    ...unknownBudgets(specification, world),
    ...deletedAccounts(specification, world, new Set([...shared, ...there])),
    ...unknownObjects(specification, world, known),
  ];
}
