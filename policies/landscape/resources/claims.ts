import { isKnown, type Maybe, unknown } from "../maybe.ts";
import type { Planned } from "./planned.ts";
import { isMark, nameAt, placeOf, type StackResource, textAt, valueAt } from "./resource.ts";
import type { Row } from "./survey.ts";

/** Whether the environment whose stack a resource is in may be destroyed. */
const isDisposable = ({ urn }: StackResource, { disposable }: Planned): boolean =>
  disposable.has(urn.split(":")[2] ?? "");

const claim: Row = (resource, { claims, stack }) => {
  claims.push({
    place: placeOf(resource),
    name: nameAt(resource, "metadata.name"),
    protected: resource.protected,
    disposable: isDisposable(resource, stack.planned),
  });
};

/** The claims that a StatefulSet makes stay when it goes, unless it says otherwise. */
const statefulSet: Row = (resource, { claims, stack }) => {
  const templates = valueAt(resource, "spec.volumeClaimTemplates");
  if (!isKnown(templates) || !Array.isArray(templates)) return;
  const goes = textAt(resource, "spec.persistentVolumeClaimRetentionPolicy.whenDeleted") === "Delete";
  const disposable = isDisposable(resource, stack.planned);
  const set = nameAt(resource, "metadata.name");
  for (const template of templates as { metadata?: { name?: string } }[]) {
    const own = template?.metadata?.name;
    const name: Maybe<string> = isKnown(set) && own !== undefined && !isMark(own) ? `${own}-${set}` : unknown;
    claims.push({ place: placeOf(resource), name, protected: resource.protected || !goes, disposable });
  }
};

/** What keeps data in clusters. */
export const claimRows: Readonly<Record<string, Row>> = {
  "kubernetes:core/v1:PersistentVolumeClaim": claim,
  "kubernetes:apps/v1:StatefulSet": statefulSet,
};
