import { isKnown, type Maybe, unknown } from "../maybe.ts";
import { nameAt, placeOf, textAt, valueAt } from "./resource.ts";
import type { Row } from "./survey.ts";

const claim: Row = (resource, { claims }) => {
  claims.push({ place: placeOf(resource), name: nameAt(resource, "metadata.name"), protected: resource.protected });
};

/** The claims that a StatefulSet makes stay when it goes, unless it says otherwise. */
const statefulSet: Row = (resource, { claims }) => {
  const templates = valueAt(resource, "spec.volumeClaimTemplates");
  if (!isKnown(templates) || !Array.isArray(templates)) return;
  const goes = textAt(resource, "spec.persistentVolumeClaimRetentionPolicy.whenDeleted") === "Delete";
  const set = nameAt(resource, "metadata.name");
  for (const { metadata } of templates as { metadata: { name: string } }[]) {
    const name: Maybe<string> = isKnown(set) ? `${metadata.name}-${set}` : unknown;
    claims.push({ place: placeOf(resource), name, protected: resource.protected || !goes });
  }
};

/** What keeps data in clusters. */
export const claimRows: Readonly<Record<string, Row>> = {
  "kubernetes:core/v1:PersistentVolumeClaim": claim,
  "kubernetes:apps/v1:StatefulSet": statefulSet,
};
