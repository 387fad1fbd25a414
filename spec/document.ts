import { type Document, isMap, isNode, isPair, LineCounter, parseDocument } from "yaml";
import type { Problem } from "./problem.ts";

export type Path = readonly (string | number)[];

/** How many errors of the YAML itself are told of a file. */
const mostErrors = 3;

/** A YAML file as data, which still knows the lines that its values came from. */
export class SourceDocument {
  /** The file as people know it: relative to the folder of the specification. */
  readonly file: string;
  /** The parsed data; undefined when the file isn't readable as YAML. */
  readonly data: unknown;
  /** What is wrong with the YAML itself. */
  readonly problems: Problem[];
  readonly #document: Document;
  readonly #lines = new LineCounter();

  constructor(file: string, text: string) {
    this.file = file;
    // Aliases are expanded within bounds: a few lines of hostile YAML can otherwise fill the memory.
    this.#document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: true, prettyErrors: false });
    // The first few: one slip can make everything after it look wrong.
    this.problems = this.#document.errors.slice(0, mostErrors).map((error) => ({
      file,
      line: this.#lines.linePos(error.pos[0]).line,
      found: error.code === "MULTIPLE_DOCS" ? "a second YAML document" : `YAML that can't be read (${error.message})`,
      allowed: error.code === "MULTIPLE_DOCS" ? "one document in a file" : "valid YAML with every key once",
    }));
    this.data = this.problems.length === 0 ? this.#toData() : undefined;
  }

  #toData(): unknown {
    try {
      return this.#document.toJS({ maxAliasCount: 50 });
    } catch (error) {
      this.problems.push({
        file: this.file,
        line: 1,
        found: `YAML that can't be read (${(error as Error).message})`,
        allowed: "plain YAML; aliases may not refer to themselves or multiply without end",
      });
      return undefined;
    }
  }

  /** The line of a value, or of the nearest thing around it that is in the file. */
  lineOf(path: Path): number {
    for (let length = path.length; length > 0; length--) {
      const key = this.#keyNode(path.slice(0, length));
      if (key !== undefined) return this.#lines.linePos(key).line;
    }
    return 1;
  }

  /** The offset of the key that holds a value, or of a list's element. */
  #keyNode(path: Path): number | undefined {
    const parent = path.length === 1 ? this.#document.contents : this.#document.getIn(path.slice(0, -1), true);
    const last = path.at(-1);
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isNode(item.key) && String(item.key) === String(last));
      return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
    }
    const node = this.#document.getIn(path, true);
    return isNode(node) ? node.range?.[0] : undefined;
  }

  /** A problem at a place of this file. */
  problem(path: Path, problem: Pick<Problem, "found" | "allowed" | "remedy">): Problem {
    const text = path
      .map((part, index) => (typeof part === "number" ? `[${part}]` : index ? `.${part}` : part))
      .join("");
    return { file: this.file, line: this.lineOf(path), ...(text && { path: text }), ...problem };
  }
}
