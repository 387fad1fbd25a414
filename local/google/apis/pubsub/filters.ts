import { badArgument } from "./names.ts";

type Attributes = Record<string, string>;
type Test = (attributes: Attributes) => boolean;

const token = /\s*(hasPrefix|AND|OR|NOT|!=|[()=:,.-]|"(?:[^"\\]|\\.)*"|[A-Za-z_][\w-]*)/y;

function tokens(text: string): string[] {
  const found: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const match = token.exec(text);
    if (!match) throw badArgument("filter");
    found.push(match[1]!);
  }
  return found;
}

const compiled = new Map<string, Test>();

/**
 * Turns a filter of a subscription into a test of a message's attributes: `attributes:key`, `attributes.key = "x"`,
 * `attributes.key != "x"`, `hasPrefix(attributes.key, "x")`, joined by AND or OR, with NOT and parentheses.
 */
export function compileFilter(text: string): Test {
  const known = compiled.get(text);
  if (known) return known;
  const rest = tokens(text);
  const test = expression(rest);
  if (rest.length > 0) throw badArgument("filter");
  compiled.set(text, test);
  return test;
}

function take(rest: string[], ...wanted: string[]): string {
  const next = rest.shift();
  if (next === undefined || (wanted.length > 0 && !wanted.includes(next))) throw badArgument("filter");
  return next;
}

const unquoted = (text: string): string => (text.startsWith('"') ? JSON.parse(text) : text);

/** AND and OR can't be mixed without parentheses. */
function expression(rest: string[]): Test {
  const tests = [term(rest)];
  const operator = rest[0];
  if (operator !== "AND" && operator !== "OR") return tests[0]!;
  while (rest[0] === "AND" || rest[0] === "OR") {
    take(rest, operator);
    tests.push(term(rest));
  }
  return (attributes) =>
    operator === "AND" ? tests.every((test) => test(attributes)) : tests.some((test) => test(attributes));
}

function term(rest: string[]): Test {
  const first = take(rest, "NOT", "-", "(", "hasPrefix", "attributes");
  if (first === "NOT" || first === "-") {
    const inner = term(rest);
    return (attributes) => !inner(attributes);
  }
  if (first === "(") {
    const inner = expression(rest);
    take(rest, ")");
    return inner;
  }
  if (first === "hasPrefix") {
    take(rest, "(");
    take(rest, "attributes");
    take(rest, ".");
    const key = unquoted(take(rest));
    take(rest, ",");
    const start = unquoted(take(rest));
    take(rest, ")");
    return (attributes) => attributes[key]?.startsWith(start) ?? false;
  }
  const separator = take(rest, ":", ".");
  const key = unquoted(take(rest));
  if (separator === ":") return (attributes) => key in attributes;
  const equal = take(rest, "=", "!=") === "=";
  const value = unquoted(take(rest));
  return (attributes) => (attributes[key] === value) === equal;
}
