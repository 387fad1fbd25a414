import type { Specification } from "../../spec/specification.ts";
import type { Finding } from "../action.ts";
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

/** Deleted accounts of projects that aren't known to be gone: somebody may bring them back. */
function deletedAccounts({ ledger }: Specification, world: World, gone: ReadonlySet<string>): Finding[] {
  return orNone(world.grants).flatMap(({ member, resource, role }): Finding[] => {
    const account = accountOf(member);
    const project = account?.project;
    if (!account?.deleted || project === undefined || gone.has(project)) return [];
    const where = resource.replace(/^\/\/[^/]+\//, "");
    const whose = ledger[project] ? "which isn't known to be gone" : "which the ledger doesn't know";
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

/**
 * What seems to be left behind, but by nobody who is known to be gone: it is only told of. `gone`: the IDs of projects that
 * are, or are about to be.
 */
export function strangers(
  specification: Specification,
  world: World,
  environments: ReadonlySet<string>,
  gone: ReadonlySet<string>,
): Finding[] {
  return [
    ...unknownProjects(specification, world),
    ...unknownStacks(specification, world, environments),
    ...unknownBudgets(specification, world),
    ...deletedAccounts(specification, world, gone),
    ...unknownObjects(specification, world, environments),
  ];
}
