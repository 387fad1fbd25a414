/** Something in a specification that a person has to mend. */
export interface Problem {
  /** The file, as the person knows it: "environments/dogfood.yaml". */
  file: string;
  /** 1 for the first line; absent when the whole file is meant. */
  line?: number;
  /** Where in the file: "deployment.size". */
  path?: string;
  /** What was found, in words or as YAML. */
  found: string;
  /** What is allowed. */
  allowed: string;
  /** What to do, where that isn't plain from what is allowed. */
  remedy?: string;
}

/** Characters that change how a terminal shows what follows, or hide in it: controls, and marks of direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
const invisible = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text with what a terminal would obey written out: files and their names may come from anybody. */
export const printable = (text: string): string =>
  text.replaceAll(invisible, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** One line for a problem: `file:line: path: found …; allowed: …. Remedy.` */
export function describeProblem({ file, line, path, found, allowed, remedy }: Problem): string {
  const where = line === undefined ? file : `${file}:${line}`;
  return printable(
    `${where}: ${path ? `${path}: ` : ""}found ${found}; allowed: ${allowed}.${remedy ? ` ${remedy}` : ""}`,
  );
}

/**
 * A mistake that the person at the keyboard can mend: shown as its message, without a stack trace. Every other error is
 * a bug in the program and shows one.
 */
export class UserError extends Error {
  /** The single mistakes, where there may be several. */
  readonly problems: Problem[];

  constructor(message: string, problems: Problem[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = "UserError";
    this.problems = problems;
  }

  /** All problems of a specification in one error, ordered by place. */
  static of(problems: Problem[]): UserError {
    const sorted = problems.toSorted(
      (a, b) =>
        a.file.localeCompare(b.file, "en") ||
        (a.line ?? 0) - (b.line ?? 0) ||
        (a.path ?? "").localeCompare(b.path ?? "", "en"),
    );
    const count = sorted.length === 1 ? "1 problem" : `${sorted.length} problems`;
    return new UserError(`${count} in the specification:\n${sorted.map(describeProblem).join("\n")}`, sorted);
  }
}

/** A value as a person would write it, cut to a readable length and made safe for a terminal. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "an empty value";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "a map";
  if (typeof value === "number") return String(value);
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}
