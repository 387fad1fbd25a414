export type Kind = "string" | "number" | "bool" | "object" | "list" | "set" | "map" | "asset";

/** One property of a resource type, as the official provider has it. */
export interface Field {
  kind: Kind;
  /** What a list or set holds; maps hold strings. */
  element?: "string" | "object" | "number" | "bool";
  required: boolean;
  /** The service fills it in when it is not given. */
  computed: boolean;
  /** It can't be given. */
  output: boolean;
  /** A change replaces the resource. */
  replace: boolean;
  /** A name is made up when it is not given. */
  autoname: boolean;
  /** It is sent, but never kept in the state. */
  writeOnly?: boolean;
  /** One of several of which one must be given: its presence says something even if it is empty. */
  choice?: boolean;
  default?: unknown;
  /** The members of an object, or of each element of a list or set of objects. */
  fields?: Fields;
}

export type Fields = Record<string, Field>;

/** The facts about a resource type, as schema/*.json has them. */
export interface Facts {
  id: string;
  import: string[];
  exactlyOne?: string[][];
  atLeastOne?: string[][];
  conflicts?: string[][];
  requiredWith?: string[][];
  fields: Record<string, string>;
}

/** Parses a line such as `list<object> required replace default=1`; a default ends the line. */
function parseField(line: string): Field {
  const [words = "", preset] = line.split(" default=");
  const [head = "", ...flags] = words.split(" ");
  const [, kind, element] = /^(\w+)(?:<(\w+)>)?$/.exec(head) ?? [];
  return {
    kind: kind as Kind,
    ...(element && { element: element as NonNullable<Field["element"]> }),
    required: flags.includes("required"),
    computed: flags.includes("computed") || flags.includes("output"),
    output: flags.includes("output"),
    replace: flags.includes("replace"),
    autoname: flags.includes("autoname"),
    ...(flags.includes("write-only") && { writeOnly: true }),
    ...(preset !== undefined && { default: JSON.parse(preset) }),
  };
}

/** Turns the flat list of dotted names into a tree. */
export function parseFields(lines: Record<string, string>): Fields {
  const root: Fields = {};
  for (const [path, line] of Object.entries(lines)) {
    const names = path.split(".");
    const last = names.pop()!;
    let level = root;
    for (const name of names) level = level[name]!.fields ??= {};
    level[last] = parseField(line);
  }
  return root;
}

/** Marks the objects of which one must be given. `groups`: their dotted names. */
export function markChoices(fields: Fields, groups: string[][]): void {
  for (const path of groups.flat()) {
    const [name, ...rest] = path.split(".").toReversed();
    const level = rest.toReversed().reduce<Fields | undefined>((at, part) => at?.[part]?.fields, fields);
    const field = level?.[name!];
    if (field?.kind === "object") field.choice = true;
  }
}
