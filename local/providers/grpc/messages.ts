import proto from "@pulumi/pulumi/proto/provider_pb.js";
import struct, { type Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { Properties } from "./values.ts";

/** What differs at one path of a resource. */
export interface Difference {
  path: string;
  kind: "add" | "delete" | "update";
  /** The change can only be had by a new resource. */
  replace: boolean;
}

export const plain = (message: Struct | undefined): Properties => (message?.toJavaScript() ?? {}) as Properties;

/** Messages hold no undefined, which JSON leaves out. */
export const message = (properties: Properties): Struct =>
  struct.Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));

/**
 * Writes differences into the answer to a diff. `ofInputs`: they are between the inputs before and now, not between the
 * state and the inputs, which decides what the engine shows as the old value.
 */
export function detailed(
  response: InstanceType<typeof proto.DiffResponse>,
  differences: Difference[],
  ofInputs = false,
): void {
  const { DiffChanges } = proto.DiffResponse;
  response.setChanges(differences.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  response.setHasdetaileddiff(true);
  for (const { path, kind, replace } of differences) {
    const { Kind } = proto.PropertyDiff;
    const kinds = {
      add: [Kind.ADD, Kind.ADD_REPLACE],
      delete: [Kind.DELETE, Kind.DELETE_REPLACE],
      update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
    } as const;
    const entry = new proto.PropertyDiff();
    entry.setKind(kinds[kind][replace ? 1 : 0]);
    entry.setInputdiff(ofInputs);
    response.getDetaileddiffMap().set(path, entry);
  }
  response.setDiffsList([...new Set(differences.map(({ path }) => path.split(/[.[]/)[0]!))]);
  response.setReplacesList(differences.filter(({ replace }) => replace).map(({ path }) => path));
}
