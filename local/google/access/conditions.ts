import { Environment, type ParseResult } from "@marcbachmann/cel-js";

/** What conditions of policies can look at. */
export interface Circumstances {
  resource: { name: string; type: string; service: string };
  /** The cloud's time, in milliseconds since the epoch. */
  time: number;
  /** Attributes of the call: "iam.googleapis.com/modifiedGrantsByRole". */
  attributes: Readonly<Record<string, readonly string[]>>;
}

class Attributes {
  readonly values: Readonly<Record<string, readonly string[]>>;

  constructor(values: Readonly<Record<string, readonly string[]>>) {
    this.values = values;
  }
}

const environment = new Environment()
  .registerType("Attributes", Attributes)
  .registerVariable("resource", "map")
  .registerVariable("request", "map")
  .registerVariable("api", "Attributes")
  .registerFunction(
    "Attributes.getAttribute(string, dyn): dyn",
    ({ values }: Attributes, name: string, otherwise: unknown) => values[name] ?? otherwise,
  )
  .registerFunction("list.hasOnly(list): bool", (all: unknown[], allowed: unknown[]) =>
    all.every((each) => allowed.includes(each)),
  );

const parsed = new Map<string, ParseResult>();

function parse(expression: string): ParseResult {
  const known = parsed.get(expression) ?? environment.parse(expression);
  parsed.set(expression, known);
  return known;
}

/** Whether a condition of a policy holds. One that can't be evaluated does not, as Google has it. */
export function holds(expression: string, { resource, time, attributes }: Circumstances): boolean {
  try {
    const request = { time: new Date(time) };
    return parse(expression)({ resource, request, api: new Attributes(attributes) }) === true;
  } catch {
    return false;
  }
}

const federation = new Environment()
  .registerVariable("assertion", "map")
  .registerVariable("federated", "map")
  .registerVariable("attribute", "map")
  .registerFunction("string.extract(string): string", (text: string, template: string) => extract(text, template));

/** The part of a text that stands where a template has its braces: "/a/{x}/" of "/a/b/c" is "b". */
function extract(text: string, template: string): string {
  const [before = "", after = ""] = template.split(/\{[^}]*\}/);
  const from = text.indexOf(before);
  if (from < 0) return "";
  const rest = text.slice(from + before.length);
  const to = after === "" ? rest.length : rest.indexOf(after);
  return to < 0 ? "" : rest.slice(0, to);
}

/** The value of an expression over a token's claims and what was made of them. Throws when it has none. */
export function evaluate(expression: string, claims: Record<string, unknown>): unknown {
  const { google = {}, attribute = {}, assertion = {} } = claims;
  // The library keeps the name `google` for types of protocol buffers.
  const named = expression.replaceAll(/\bgoogle\.(subject|groups|display_name|posix_username)\b/g, "federated.$1");
  return federation.evaluate(named, { federated: google, attribute, assertion });
}
