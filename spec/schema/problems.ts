import { closest } from "fastest-levenshtein";
import { z } from "zod";
import type { Path, SourceDocument } from "../document.ts";
import { describeProblem, type Problem, show } from "../problem.ts";

/** The value at a path of plain data. */
export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<string | number, unknown> | undefined)?.[part], data);
}

/** The keys that the map at a path may have; undefined where they are free. */
function keysAt(schema: z.ZodType, path: Path): string[] | undefined {
  let at: z.ZodType = schema;
  for (const part of [...path, undefined]) {
    while (at instanceof z.ZodOptional) at = at.unwrap() as z.ZodType;
    if (part === undefined) break;
    if (at instanceof z.ZodObject) at = (at.shape as Record<string, z.ZodType>)[String(part)]!;
    else if (at instanceof z.ZodRecord) at = at.valueType as z.ZodType;
    else if (at instanceof z.ZodArray) at = at.element as z.ZodType;
    else return undefined;
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : undefined;
}

function unknownKey(schema: z.ZodType, document: SourceDocument, path: Path, key: string): Problem {
  const keys = keysAt(schema, path) ?? [];
  const near = keys.length > 0 ? closest(key, keys) : undefined;
  const close = near !== undefined && (near.startsWith(key.slice(0, 3)) || near.toLowerCase() === key.toLowerCase());
  return document.problem([...path, key], {
    found: `the unknown key ${show(key)}`,
    allowed: keys.join(", "),
    ...(close && { remedy: `Did you mean ${near}?` }),
  });
}

/** Says what a schema complains about as problems of a file. */
function problemsOf(schema: z.ZodType, document: SourceDocument, error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path as Path;
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => unknownKey(schema, document, path, key));
    }
    if (issue.code === "invalid_key") {
      const allowed = issue.issues[0]?.message ?? issue.message;
      return [document.problem(path, { found: `the key ${show(path.at(-1))}`, allowed })];
    }
    return [document.problem(path, { found: show(valueAt(document.data, path)), allowed: issue.message })];
  });
}

/** Problems without those that are told already: a value may break several rules that have one text. */
const once = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((problem) => [describeProblem(problem), problem])).values(),
];

/** Checks a file against its schema. */
export function parseDocument<T>(
  schema: z.ZodType<T>,
  document: SourceDocument,
): { value: T; problems: [] } | { value: undefined; problems: Problem[] } {
  if (document.problems.length > 0) return { value: undefined, problems: document.problems };
  const result = schema.safeParse(document.data);
  if (result.success) return { value: result.data, problems: [] };
  return { value: undefined, problems: once(problemsOf(schema, document, result.error)) };
}
