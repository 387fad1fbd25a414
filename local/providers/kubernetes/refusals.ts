import type { Properties } from "../grpc/values.ts";
import { Interrupted } from "./client/cluster.ts";
import { Refusal } from "./client/failures.ts";
import { idOf, labelOf } from "./objects/identity.ts";
import { secretTexts, withoutSecrets } from "./objects/secrets.ts";
import { NotReady } from "./readiness/not-ready.ts";

/**
 * A refusal in words that name the object, what was refused and what to do; without its secrets. `doing`: what was tried,
 * e.g. "created". `inputs`: with the marks of their secrets.
 */
export function objectFailure(doing: string, inputs: Properties, object: Properties, cause: unknown): Error {
  // These name the object themselves.
  if (cause instanceof Interrupted || cause instanceof NotReady) return cause;
  const texts = secretTexts(inputs);
  const said = cause instanceof Error ? cause.message : String(cause);
  const advice = cause instanceof Refusal ? remedy(object, cause) : undefined;
  const text = `${labelOf(object)} couldn't be ${doing}: ${said}${advice ? `\n${advice}` : ""}`;
  return new Error(withoutSecrets(text, texts), { cause });
}

/** Somebody else who manages fields that were to be changed. */
export interface Rival {
  manager: string;
  /** The part of the API that they used instead of the object itself, e.g. scale. */
  subresource?: string | undefined;
  fields: string[];
}

/** Who else manages which fields, as a conflict says. */
export function rivalsIn(refusal: Refusal): Rival[] {
  const rivals = new Map<string, Rival>();
  for (const { reason, message = "", field = "" } of refusal.causes) {
    if (reason !== "FieldManagerConflict") continue;
    const [, manager, subresource] = /^conflict with "([^"]*)"(?: with subresource "([^"]*)")?/.exec(message) ?? [];
    const rival = rivals.get(message) ?? { manager: manager ?? "somebody else", subresource, fields: [] };
    rival.fields.push(field);
    rivals.set(message, rival);
  }
  return [...rivals.values()];
}

function remedy(object: Properties, refusal: Refusal): string | undefined {
  const rivals = rivalsIn(refusal);
  if (rivals.length > 0) {
    const who = rivals.map(({ manager, subresource, fields }) => {
      const how = subresource ? ` (by the subresource ${subresource})` : "";
      return `"${manager}"${how} has set ${fields.join(", ")}`;
    });
    return `${who.join("; ")}. Leave that to them (drop it from the program, or ignoreChanges), or take it from them with \
the annotation pulumi.com/patchForce: "true"`;
  }
  if (refusal.reason === "AlreadyExists") {
    return `Something else made it. Take it into the stack (the import option, ID ${idOf(object)}), give this one another \
name, or let it be changed as it is with kubernetes:upsertExistingObjects. If the resource was only renamed in the \
program, give it an alias`;
  }
  if (/field is immutable|may not change|updates to .* are forbidden/i.test(refusal.message)) {
    return "What can't be changed needs a new object: name the property in the resource's replaceOnChanges option";
  }
  return undefined;
}
