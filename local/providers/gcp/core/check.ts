import { isObject, isUnknown, type Properties } from "../../grpc/values.ts";
import type { Facts, Field, Fields } from "./fields.ts";

/** Something wrong with an input, as the engine shows it. */
export interface Failure {
  property: string;
  reason: string;
}

const article: Record<Field["kind"], string> = {
  string: "a string",
  number: "a number",
  bool: "a boolean",
  object: "an object",
  list: "a list",
  set: "a list",
  map: "a map of strings",
  asset: "an asset",
};

function fits(value: unknown, kind: Field["kind"]): boolean {
  switch (kind) {
    case "string":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "bool":
      return typeof value === "boolean";
    case "list":
    case "set":
      return Array.isArray(value);
    default:
      return isObject(value);
  }
}

function checkValue(value: unknown, field: Field, path: string, failures: Failure[]): unknown {
  if (isUnknown(value)) return value;
  if (!fits(value, field.kind)) {
    failures.push({ property: path, reason: `must be ${article[field.kind]}, found ${JSON.stringify(value)}` });
    return value;
  }
  if (field.kind === "object" && field.fields) return checkObject(value as Properties, field.fields, path, failures);
  if (field.kind === "map") {
    for (const [key, member] of Object.entries(value as Properties)) {
      if (typeof member !== "string") failures.push({ property: `${path}.${key}`, reason: "must be a string" });
    }
  }
  if (field.kind !== "list" && field.kind !== "set") return value;
  return (value as unknown[]).map((item, index) => {
    const at = `${path}[${index}]`;
    if (isUnknown(item)) return item;
    if (field.element === "object") {
      if (isObject(item)) return checkObject(item, field.fields ?? {}, at, failures);
      failures.push({ property: at, reason: "must be an object" });
    } else if (typeof item !== (field.element === "bool" ? "boolean" : field.element)) {
      failures.push({ property: at, reason: `must be a ${field.element}, found ${JSON.stringify(item)}` });
    }
    return item;
  });
}

function checkObject(value: Properties, fields: Fields, path: string, failures: Failure[]): Properties {
  const at = (name: string) => (path ? `${path}.${name}` : name);
  const checked: Properties = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined || member === null) continue;
    const field = fields[name];
    if (!field || name.startsWith("__")) {
      if (name.startsWith("__")) continue;
      failures.push({ property: at(name), reason: "is not known to the local stand-in for the gcp provider" });
    } else if (field.output) {
      failures.push({ property: at(name), reason: "is decided by Google and can't be given" });
    } else checked[name] = checkValue(member, field, at(name), failures);
  }
  for (const [name, field] of Object.entries(fields)) {
    if (checked[name] !== undefined) continue;
    if (field.default !== undefined) checked[name] = field.default;
    else if (field.required) failures.push({ property: at(name), reason: "is required" });
  }
  return checked;
}

/** The value at a dotted path through objects; lists end it. */
function lookup(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), value);
}

const parent = (path: string) => path.split(".").slice(0, -1).join(".");

/** Of properties that exclude each other, an import asks only for the first. Changes the inputs. */
export function dropConflicts(facts: Facts, inputs: Properties): Properties {
  for (const paths of facts.conflicts ?? []) {
    for (const path of paths.filter((each) => lookup(inputs, each) !== undefined).slice(1)) {
      const holder = parent(path) === "" ? inputs : (lookup(inputs, parent(path)) as Properties);
      delete holder[path.split(".").at(-1)!];
    }
  }
  return inputs;
}

/** Rules over several properties; a rule about members applies only where their parent object was given. */
function checkRules(facts: Facts, inputs: Properties, given: Properties, failures: Failure[]): void {
  const applies = (paths: string[]) =>
    paths.every((path) => parent(path) === "" || lookup(inputs, parent(path)) !== undefined);
  const present = (paths: string[]) => paths.filter((path) => lookup(given, path) !== undefined);
  for (const paths of facts.exactlyOne ?? []) {
    if (applies(paths) && present(paths).length !== 1) {
      failures.push({ property: paths[0]!, reason: `exactly one of ${paths.join(", ")} must be given` });
    }
  }
  for (const paths of facts.atLeastOne ?? []) {
    if (applies(paths) && present(paths).length === 0) {
      failures.push({ property: paths[0]!, reason: `at least one of ${paths.join(", ")} must be given` });
    }
  }
  for (const paths of facts.conflicts ?? []) {
    if (present(paths).length > 1) {
      failures.push({ property: paths[0]!, reason: `can't be given together with ${paths.slice(1).join(", ")}` });
    }
  }
  for (const [path, other] of facts.requiredWith ?? []) {
    if (present([path!]).length > 0 && present([other!]).length === 0) {
      failures.push({ property: path!, reason: `needs ${other} too` });
    }
  }
}

/** Checks inputs against the facts of their type and fills in defaults. */
export function check(facts: Facts, fields: Fields, given: Properties): { inputs: Properties; failures: Failure[] } {
  const failures: Failure[] = [];
  const inputs = checkObject(given, fields, "", failures);
  checkRules(facts, inputs, given, failures);
  return { inputs, failures };
}
