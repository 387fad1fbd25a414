import { checkUpgrade } from "../sourcegraph/upgrade/check.ts";
import { versionNamed, versions } from "../sourcegraph/versions/index.ts";
import { SourceDocument } from "../spec/document.ts";
import { fileOf } from "../spec/edit.ts";
import { type Files, ledgerFile } from "../spec/load.ts";
import { type Problem, UserError } from "../spec/problem.ts";
import type { Environment } from "../spec/schema/environment.ts";
import type { Specification } from "../spec/specification.ts";

/** A specification and the files that it was read from. */
export interface Side {
  readonly files: Files;
  readonly specification: Specification;
}

type Found = Pick<Problem, "found" | "allowed" | "remedy">;

/** A file that was taken away, of an environment that may not simply go. */
function removed({ organization }: Specification, environment: Environment, file: string): Problem[] {
  const deletion = organization.kinds[environment.kind]!.deletion;
  if (deletion === "disposable" || environment.retired) return [];
  return [
    {
      file,
      found: `the removal of ${environment.name}, which is ${deletion}`,
      allowed: "removing what was retired before, by a change of its own",
      remedy: `\`sgdist env retire ${environment.name}\`, merge that, then remove the file: docs/deletion.md.`,
    },
  ];
}

/** What no update can change, with the key to mend. */
function* immovable(before: Side, after: Side, old: Environment, now: Environment): Generator<[key: string, Found]> {
  const tier = ({ specification }: Side, { kind }: Environment) => specification.organization.kinds[kind]!.tier;
  const region = ({ specification }: Side, each: Environment) => each.region ?? specification.organization.region;
  const another = "Make another environment, and move to it.";
  if (old.project !== now.project) {
    yield [
      "project",
      { found: now.project, allowed: `${old.project}, as it is: the project would be replaced`, remedy: another },
    ];
  }
  if (tier(before, old) !== tier(after, now)) {
    const allowed = `a kind of the tier ${tier(before, old)}, where its state and its identity are`;
    yield ["kind", { found: now.kind, allowed, remedy: another }];
  }
  if (region(before, old) !== region(after, now)) {
    yield [
      "region",
      { found: region(after, now), allowed: `${region(before, old)}, where its data is`, remedy: another },
    ];
  }
}

function upgrade(old: Environment, now: Environment): Found | undefined {
  const [from, to] = [old, now].map(({ deployment }) => versionNamed(deployment.version).version) as [string, string];
  try {
    checkUpgrade(from, to, versions);
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [first = "", ...rest] = error.message.split("\n");
    return { found: `${from} to ${to}`, allowed: "a step that can be made", remedy: [first, ...rest].join(" ") };
  }
}

function changed(before: Side, after: Side, old: Environment, now: Environment): Problem[] {
  const file = fileOf(after.files, now.name);
  const document = new SourceDocument(file, after.files.get(file)!);
  const problems = [...immovable(before, after, old, now)].map(([key, found]) => document.problem([key], found));
  const refused = old.deployment.version === now.deployment.version ? undefined : upgrade(old, now);
  return [...problems, ...(refused ? [document.problem(["deployment", "version"], refused)] : [])];
}

/** Lines of the ledger that were taken away or given to another: an ID that was used can never be used again. */
function ledgerProblems(before: Specification, after: Side): Problem[] {
  const document = new SourceDocument(ledgerFile, after.files.get(ledgerFile) ?? "");
  return Object.entries(before.ledger).flatMap(([id, line]): Problem[] => {
    const now = after.specification.ledger[id];
    if (!now) {
      const allowed = "the line as it is: Google never gives an ID out again";
      return [{ file: ledgerFile, found: `the removal of ${id}`, allowed, remedy: "Put it back." }];
    }
    if (now.for === line.for && now.since === line.since) return [];
    return [
      document.problem([id], { found: `${now.for} since ${now.since}`, allowed: `${line.for} since ${line.since}` }),
    ];
  });
}

/** What can't be changed from one specification to another, although each is right by itself. */
export function transitionProblems(before: Side, after: Side): Problem[] {
  const own = [...before.specification.environments.values()].flatMap((old) => {
    const now = after.specification.environments.get(old.name);
    return now ? changed(before, after, old, now) : removed(before.specification, old, fileOf(before.files, old.name));
  });
  return [...own, ...ledgerProblems(before.specification, after)];
}
