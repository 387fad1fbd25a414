import { type Problem, show } from "../problem.ts";
import type { Sources } from "../specification.ts";

/** What every project of the specification is for, by ID. */
function wanted({ organization, environments }: Sources): Map<string, { purpose: string; kind?: string }> {
  const shared = Object.entries(organization.value.projects).map(
    ([key, { id }]) => [id, { purpose: `shared/${key}` }] as const,
  );
  const own = environments.map(
    ({ value }) => [value.project, { purpose: `environment/${value.name}`, kind: value.kind }] as const,
  );
  const foreign = Object.entries(organization.value.foreign ?? {}).map(
    ([key, { id }]) => [id, { purpose: `foreign/${key}` }] as const,
  );
  return new Map<string, { purpose: string; kind?: string }>([...shared, ...foreign, ...own]);
}

/** Checks that every project ID is in the ledger for what it is used for, and that nothing protected went missing. */
export function checkLedger(sources: Sources): Problem[] {
  const { value: ledger, document } = sources.ledger;
  const problems: Problem[] = [];
  const projects = wanted(sources);
  for (const [id, { purpose, kind }] of projects) {
    const entry = ledger[id];
    const line = `${id}: { for: ${purpose}, ${kind ? `kind: ${kind}, ` : ""}since: "${sources.today}" }`;
    if (!entry) {
      problems.push(
        document.problem([], {
          found: `no entry for the project ID ${id}`,
          allowed: "every ID in use",
          remedy: `Add the line \`${line}\`; \`sgdist env new\` does so by itself.`,
        }),
      );
    } else if (entry.for !== purpose) {
      problems.push(
        document.problem([id, "for"], {
          found: `${show(entry.for)}, but the ID is used for ${purpose}`,
          allowed: "one use of an ID for all time",
          remedy: "Choose a new ID; a name is kept by what has it.",
        }),
      );
    } else if (entry.retired) {
      problems.push(
        document.problem([id, "retired"], {
          found: `an ID in use that was given up on ${entry.retired}`,
          allowed: "an ID that was never used before",
          remedy: "Google gives no ID out twice: choose a new one.",
        }),
      );
    }
  }
  problems.push(...checkMissing(sources, new Set(projects.keys())));
  return problems;
}

const stillThere = (id: string, name: string) => ({
  found: `${id}, which was the project of ${name}, and the file of ${name} names another`,
  allowed: "a name whose earlier project was destroyed",
  remedy: "Choose another name, or write `retired` here once `sgdist reconcile` has nothing to do with it any more.",
});

/**
 * An environment that can't be removed by removing its file. One that is disposable can: the reconciler then takes it
 * down. Until its ID is retired another one may not have its name, as they would share their stacks.
 */
function checkMissing({ organization, environments, ledger }: Sources, inUse: Set<string>): Problem[] {
  const problems: Problem[] = [];
  const names = new Set(environments.map(({ value }) => value.name));
  for (const [id, entry] of Object.entries(ledger.value)) {
    if (inUse.has(id) || entry.retired) continue;
    const deletion = entry.kind === undefined ? "protected" : organization.value.kinds[entry.kind]?.deletion;
    const [what, name] = entry.for.split("/");
    if (what === "environment" && deletion === "disposable") {
      if (names.has(name!)) problems.push(ledger.document.problem([id], stillThere(id, name!)));
      continue;
    }
    problems.push(
      ledger.document.problem([id], {
        found: `${id}, whose ${what} ${name} is in no file`,
        allowed: `the file of a ${deletion ?? "protected"} ${what} until its ID has been retired`,
        remedy:
          what === "environment"
            ? `Bring the file back, run \`sgdist env retire ${name}\`, destroy it, and then write \`retired\` here.`
            : "Bring it back.",
      }),
    );
  }
  return problems;
}
