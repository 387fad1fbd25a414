import { isObject, type Properties, unknownValue } from "../../grpc/values.ts";
import type { Field, Fields } from "./fields.ts";

/** Keeps of an API's reply what the type has as properties, members of members included. */
export function decode(fields: Fields, reply: Properties): Properties {
  const out: Properties = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = reply[name];
    if (value !== undefined && value !== null) out[name] = decodeValue(field, value);
  }
  return out;
}

function decodeValue(field: Field, value: unknown): unknown {
  if (field.kind === "object" && field.fields && isObject(value)) return decode(field.fields, value);
  if ((field.kind === "list" || field.kind === "set") && Array.isArray(value)) {
    return value.map((item) =>
      field.element === "object" && isObject(item) ? decode(field.fields ?? {}, item) : item,
    );
  }
  if (field.kind === "number" && typeof value === "string") return Number(value);
  if (field.kind === "string" && typeof value === "number") return String(value);
  return value;
}

const isZero = (value: unknown): boolean =>
  value === false ||
  value === 0 ||
  value === "" ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/**
 * What the state says of a resource after a reply: an API leaves zero values out, so those of `prior` (the inputs, or
 * the state before) stay; any other value that is gone from the reply is gone.
 */
export function complete(fields: Fields, decoded: Properties, prior: Properties): Properties {
  const out: Properties = { ...decoded };
  for (const [name, field] of Object.entries(fields)) {
    const before = prior[name];
    if (out[name] === undefined) {
      if (isZero(before)) out[name] = before;
      else if (isZero(field.default)) out[name] = field.default;
    } else if (field.kind === "object" && field.fields && isObject(out[name])) {
      out[name] = complete(field.fields, out[name], isObject(before) ? before : {});
    } else if (field.kind === "list" && field.element === "object" && Array.isArray(out[name])) {
      const items = out[name] as Properties[];
      out[name] = items.map((item, index) =>
        complete(field.fields ?? {}, item, Array.isArray(before) && isObject(before[index]) ? before[index] : {}),
      );
    }
  }
  return out;
}

/** The outputs that a preview of a create can tell: the inputs; what the service decides is not known yet. */
export function previewOutputs(fields: Fields, inputs: Properties): Properties {
  const out: Properties = { ...inputs };
  for (const [name, field] of Object.entries(fields)) {
    if (field.writeOnly) delete out[name];
    else if (out[name] === undefined && (field.computed || field.autoname)) out[name] = unknownValue;
  }
  return out;
}

/** The inputs that would make a resource as it is now: for an import, or, with the inputs before, for a refresh. */
export function inputsOf(fields: Fields, state: Properties, before?: Properties): Properties {
  const inputs: Properties = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = state[name];
    if (field.output || value === undefined) continue;
    const unsaid = field.default === undefined ? isZero(value) : value === field.default;
    if (before ? before[name] === undefined : unsaid && !field.required && !field.choice) continue;
    const inner = before?.[name];
    const input =
      field.kind === "object" && field.fields && isObject(value)
        ? inputsOf(field.fields, value, isObject(inner) ? inner : undefined)
        : field.kind === "list" && field.element === "object" && Array.isArray(value)
          ? value.map((item, index) =>
              inputsOf(
                field.fields ?? {},
                item,
                Array.isArray(inner) && isObject(inner[index]) ? inner[index] : undefined,
              ),
            )
          : value;
    // An object of defaults only need not be asked for.
    if (before || field.required || field.choice || !isObject(input) || !isZero(input)) inputs[name] = input;
  }
  return inputs;
}
