import { createHash, randomBytes } from "node:crypto";
import { isObject, isUnknown, type Properties } from "../../grpc/values.ts";
import { isOn } from "./annotations.ts";
import { metadataOf } from "./identity.ts";

/** What a stack's configuration says about names that are made up (`pulumi:autonaming`). */
export interface Autonaming {
  mode: "propose" | "enforce" | "disable";
  proposed: string;
}

/** Eight hexadecimal digits, the same for the same seed; an empty seed gives others each time. */
export function suffix(seed: Uint8Array, prefix: string): string {
  if (seed.length === 0) return randomBytes(4).toString("hex");
  return createHash("sha256").update(seed).update(prefix).digest("hex").slice(0, 8);
}

/**
 * Gives an object without a name one that is made up, and marks it so. `old`: the inputs before, of which a made-up name
 * is kept.
 */
export function named(
  inputs: Properties,
  old: Properties,
  resource: string,
  seed: Uint8Array,
  autonaming?: Autonaming,
): Properties {
  const { metadata } = inputs;
  if (isUnknown(metadata) || metadataOf(inputs).name !== undefined) return inputs;
  const hasOld = Object.keys(old).length > 0;
  if (hasOld && !isOn(old, "autonamed")) return inputs;
  return marked(inputs, hasOld ? String(metadataOf(old).name) : madeUp(resource, seed, autonaming));
}

function madeUp(resource: string, seed: Uint8Array, autonaming?: Autonaming): string {
  if (autonaming?.mode === "disable") {
    throw new Error(`${resource} has no metadata.name, and the stack's pulumi:autonaming makes none up: give it one`);
  }
  return autonaming?.proposed || `${resource}-${suffix(seed, resource)}`;
}

function marked(inputs: Properties, name: string): Properties {
  const metadata = metadataOf(inputs);
  const { annotations } = metadata;
  if (isUnknown(annotations)) return { ...inputs, metadata: { ...metadata, name } };
  const all = { ...(isObject(annotations) ? annotations : {}), "pulumi.com/autonamed": "true" };
  return { ...inputs, metadata: { ...metadata, name, annotations: all } };
}
