import { isObject, type Properties } from "../../grpc/values.ts";
import { metadataOf } from "./identity.ts";

/** An annotation that Pulumi gives a meaning: https://www.pulumi.com/registry/packages/kubernetes/ lists them. */
export type Annotation =
  | "autonamed"
  | "deletionPropagationPolicy"
  | "patchFieldManager"
  | "patchForce"
  | "replaceUnready"
  | "skipAwait"
  | "timeoutSeconds"
  | "waitFor";

/** The value of an annotation of Pulumi, or undefined. */
export function annotation(object: Properties, name: Annotation): string | undefined {
  const { annotations } = metadataOf(object);
  const value = isObject(annotations) ? annotations[`pulumi.com/${name}`] : undefined;
  return typeof value === "string" ? value : undefined;
}

export const isOn = (object: Properties, name: Annotation): boolean => annotation(object, name) === "true";

/**
 * Milliseconds to wait for something: as the resource's options say (`seconds`, 0 if they don't), else as its annotation
 * does, else `preset`.
 */
export function timeoutOf(object: Properties, seconds: number, preset: number): number {
  if (seconds > 0) return seconds * 1000;
  const text = annotation(object, "timeoutSeconds");
  return text !== undefined && /^\d+$/.test(text) ? Number(text) * 1000 : preset;
}

/** What becomes of an object's dependents when it is deleted. */
export function propagationOf(object: Properties): "Foreground" | "Background" | "Orphan" {
  switch (annotation(object, "deletionPropagationPolicy")?.toLowerCase()) {
    case "orphan":
      return "Orphan";
    case "background":
      return "Background";
    default:
      return "Foreground";
  }
}
