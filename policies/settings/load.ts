import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import { stackPlans } from "../../plan/stacks.ts";
import { type Path, SourceDocument } from "../../spec/document.ts";
import { type Problem, show, UserError } from "../../spec/problem.ts";
import { parseDocument, valueAt } from "../../spec/schema/problems.ts";
import type { Specification } from "../../spec/specification.ts";
import { guidelines } from "../index.ts";
import { type SettingsFile, settingsSchema } from "./schema.ts";
import { Settings } from "./settings.ts";

export const settingsFile = "policies.yaml";

const ids = guidelines.map(({ id }) => id);
const guidelineOf = (id: string) => guidelines.find((each) => each.id === id);

const unknownGuideline = (document: SourceDocument, path: Path, id: string): Problem =>
  document.problem(path, {
    found: `the unknown guideline ${show(id)}`,
    allowed: "a guideline that `sgdist guideline list` shows",
    remedy: `Did you mean ${closest(id, ids)}?`,
  });

/** Parameters are checked by the guideline that they are for. */
function parameterProblems(document: SourceDocument, path: Path, schema: z.ZodType | undefined): Problem[] {
  if (!schema) return [document.problem(path, { found: "parameters", allowed: "none: this guideline has none" })];
  const result = schema.safeParse(valueAt(document.data, path));
  return (result.error?.issues ?? []).flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) =>
          document.problem([...path, key], { found: `the unknown key ${show(key)}`, allowed: "a parameter of it" }),
        )
      : [
          document.problem([...path, ...(issue.path as Path)], {
            found: show(valueAt(document.data, [...path, ...(issue.path as Path)])),
            allowed: issue.message,
          }),
        ],
  );
}

function setProblems(
  document: SourceDocument,
  path: Path,
  set: NonNullable<SettingsFile["stacks"]>[string],
): Problem[] {
  const named = [
    ...Object.keys(set.levels ?? {}).map((id) => [...path, "levels", id]),
    ...Object.keys(set.parameters ?? {}).map((id) => [...path, "parameters", id]),
  ];
  return named.flatMap((place) => {
    const [group, id] = place.slice(-2) as [string, string];
    const guideline = guidelineOf(id);
    if (!guideline) return [unknownGuideline(document, place, id)];
    return group === "parameters" ? parameterProblems(document, place, guideline.parameters) : [];
  });
}

/** Changes of a letter that make an ID out of another one, up to which it is taken for mistyped. */
const nearby = 2;

/**
 * A project that is nearly called as one of ours was meant to be that one. Others may be live ones that nobody planned,
 * for which an audit has exceptions.
 */
function mistyped(document: SourceDocument, index: number, project: string, ids: readonly string[]): Problem[] {
  if (ids.length === 0 || ids.includes(project)) return [];
  const nearest = closest(project, ids);
  if (distance(project, nearest) > nearby) return [];
  return [
    document.problem(["exceptions", index, "project"], {
      found: show(project),
      allowed: "a project of the ledger, or a live one that isn't nearly called so",
      remedy: `Did you mean ${nearest}?`,
    }),
  ];
}

/** What doesn't fit the guidelines and the specification. */
function check(document: SourceDocument, file: SettingsFile, specification: Specification): Problem[] {
  const { teams } = specification.organization;
  const stacks = stackPlans(specification).map(({ name }) => name);
  return [
    ...setProblems(document, [], file),
    ...Object.entries(file.stacks ?? {}).flatMap(([stack, set]) => [
      ...(stacks.includes(stack)
        ? []
        : [document.problem(["stacks", stack], { found: show(stack), allowed: `a stack: ${stacks.join(", ")}` })]),
      ...setProblems(document, ["stacks", stack], set),
    ]),
    ...(file.exceptions ?? []).flatMap(({ guideline, owner, project }, index) => [
      ...mistyped(document, index, project, Object.keys(specification.ledger)),
      ...(guidelineOf(guideline) ? [] : [unknownGuideline(document, ["exceptions", index, "guideline"], guideline)]),
      ...(teams[owner]
        ? []
        : [
            document.problem(["exceptions", index, "owner"], {
              found: show(owner),
              allowed: `a team: ${Object.keys(teams).join(", ")}`,
            }),
          ]),
    ]),
  ];
}

/**
 * Reads the text of policies.yaml. An exception that has ended is no mistake here: it is told of with what it covered.
 * @throws UserError with everything that is wrong.
 */
export function parseSettings(text: string, specification: Specification): Settings {
  const document = new SourceDocument(settingsFile, text);
  // A file of comments only says nothing, which is allowed.
  if (document.problems.length === 0 && (document.data === null || document.data === undefined)) return new Settings();
  const { value, problems } = parseDocument(settingsSchema, document);
  if (value === undefined) throw UserError.of(problems);
  const found = check(document, value, specification);
  if (found.length > 0) throw UserError.of(found);
  return new Settings(value);
}

/** The settings in a folder; those of the guidelines themselves where it has no policies.yaml. */
export function loadSettings(root: string, specification: Specification): Settings {
  const file = join(root, settingsFile);
  return existsSync(file) ? parseSettings(readFileSync(file, "utf8"), specification) : new Settings();
}
