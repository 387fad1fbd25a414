import { randomBytes } from "node:crypto";
import type { Properties } from "../grpc/values.ts";
import type { Failure } from "./core/check.ts";
import { check, dropConflicts } from "./core/check.ts";
import { inputsOf, previewOutputs } from "./core/convert.ts";
import { type Change, diff, without } from "./core/diff.ts";
import type { Context, ResourceType } from "./core/resource.ts";
import { parseId } from "./core/template.ts";
import { functions } from "./functions/index.ts";
import { resourceTypes } from "./types/index.ts";

/** The type in a URN: the last of its chain. */
export function typeOf(urn: string): ResourceType {
  const token = urn.split("::")[2]!.split("$").at(-1)!;
  const type = resourceTypes.get(token);
  if (!type) throw new Error(`${token} is not known to the local stand-in for the gcp provider`);
  return type;
}

const topLevel = (changes: Change[]) => [...new Set(changes.map(({ path }) => path.split(/[.[]/)[0]!))];

/** Checks inputs and fills in defaults and names. `old`: the inputs before, from which made-up names are kept. */
export function checkInputs(
  urn: string,
  old: Properties,
  given: Properties,
): { inputs: Properties; failures: Failure[] } {
  const type = typeOf(urn);
  const { inputs, failures } = check(type.facts, type.fields, given);
  for (const [name, field] of Object.entries(type.fields)) {
    if (!field.autoname || inputs[name] !== undefined) continue;
    inputs[name] = old[name] ?? `${urn.split("::").at(-1)}-${randomBytes(4).toString("hex").slice(0, 7)}`;
  }
  return { inputs: failures.length === 0 && type.normalise ? type.normalise(inputs) : inputs, failures };
}

/** `ignored`: paths of properties whose changes are not to be made. */
export function diffResource(
  urn: string,
  state: Properties,
  inputs: Properties,
  ignored: readonly string[] = [],
): Change[] {
  const type = typeOf(urn);
  return without(diff(type.fields, state, inputs, type.same), ignored).map((change) => ({
    ...change,
    replace: type.replaces?.(change.path, state, inputs) ?? change.replace,
  }));
}

/** Whether a replacement must wait until the old resource is gone, as it has the same name: one given, not made up. */
export function deletesFirst(urn: string, state: Properties, inputs: Properties): boolean {
  const madeUp = new RegExp(`^${RegExp.escape(urn.split("::").at(-1)!)}-[0-9a-f]{7}$`);
  return Object.entries(typeOf(urn).fields).some(
    ([name, { autoname }]) => autoname && state[name] === inputs[name] && !madeUp.test(String(inputs[name])),
  );
}

export async function create(
  context: Context,
  urn: string,
  inputs: Properties,
  preview: boolean,
): Promise<{ id: string; state: Properties }> {
  const type = typeOf(urn);
  if (!preview) return type.create(context, inputs);
  return { id: "", state: { ...previewOutputs(type.fields, inputs), ...type.preview?.(inputs) } };
}

/** Reads a resource for a refresh (with its state) or an import (with its ID only). */
export async function read(
  context: Context,
  urn: string,
  id: string,
  state: Properties,
  inputs: Properties,
): Promise<{ state: Properties; inputs: Properties } | undefined> {
  const type = typeOf(urn);
  const importing = Object.keys(state).length === 0;
  const parse = type.parse ?? ((text: string) => parseId([type.facts.id, ...type.facts.import], text));
  const known = importing ? parse(id) : state;
  if (!known) throw new Error(`${id} is not an ID of ${type.token}: expected ${type.facts.import.join(" or ")}`);
  const found = await type.read(context, id, known);
  if (!found) return undefined;
  const wanted = importing
    ? dropConflicts(type.facts, inputsOf(type.fields, found))
    : inputsOf(type.fields, found, inputs);
  return { state: found, inputs: wanted };
}

export async function update(
  context: Context,
  urn: string,
  id: string,
  old: Properties,
  inputs: Properties,
  preview: boolean,
  ignored: readonly string[] = [],
): Promise<Properties> {
  const type = typeOf(urn);
  const changed = topLevel(diffResource(urn, old, inputs, ignored));
  if (preview) return { ...old, ...inputs };
  return type.update(context, id, old, inputs, changed);
}

export async function remove(context: Context, urn: string, id: string, state: Properties): Promise<void> {
  await typeOf(urn).delete(context, id, state);
}

/** Answers a function such as gcp:organizations/getBillingAccount:getBillingAccount. */
export async function invoke(context: Context, token: string, args: Properties): Promise<Properties> {
  const answer = functions.get(token);
  if (!answer) throw new Error(`${token} is not known to the local stand-in for the gcp provider`);
  return answer(context, args);
}
