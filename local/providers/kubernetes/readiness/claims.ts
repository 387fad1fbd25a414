import type { Properties } from "../../grpc/values.ts";
import { metadataOf } from "../objects/identity.ts";
import { at, eventsOf, inNamespaceOf, listAt, minutes, nameOf, type Readiness, type Sight, textAt } from "./verdict.ts";

/** Events that say why a claim has no volume. */
const telling = ["ProvisioningFailed", "FailedBinding", "VolumeMismatch", "ExternalProvisioning"];

const isBound = (claim: Properties) => textAt(claim, "status.phase") === "Bound";

/** The class of a claim that names none is that of the cluster. */
function classOf(claim: Properties, see: Sight): Properties | undefined {
  const name = at(claim, "spec.storageClassName");
  const isDefault = (each: Properties) =>
    (metadataOf(each).annotations as Properties | undefined)?.["storageclass.kubernetes.io/is-default-class"] ===
    "true";
  return see("storageClasses").find((each) => (name === undefined ? isDefault(each) : nameOf(each) === name));
}

/** Whether a claim gets its volume only when a pod needs it, so that waiting for it would be in vain. */
const waitsForPod = (claim: Properties, see: Sight): boolean =>
  textAt(claim, "status.phase") === "Pending" && classOf(claim, see)?.volumeBindingMode === "WaitForFirstConsumer";

/** Why a claim has no volume. */
export function claimProblems(claim: Properties, see: Sight): string[] {
  if (isBound(claim)) return [];
  const name = `PersistentVolumeClaim ${nameOf(claim)}`;
  const said = eventsOf(claim, see).filter(({ reason }) => telling.includes(reason));
  return said.map(({ reason, message }) => `${name}: ${reason}: ${message}`);
}

/** The claims that a pod mounts. */
export function claimsOfPod(pod: Properties, see: Sight): Properties[] {
  const names = listAt(pod, "spec.volumes").map((volume) => at(volume, "persistentVolumeClaim.claimName"));
  return inNamespaceOf(pod, see("claims")).filter((claim) => names.includes(nameOf(claim)));
}

export const claim: Readiness = {
  timeout: 5 * minutes,
  needs: ["storageClasses"],
  explains: ["events"],
  judge(object, see) {
    const later = waitsForPod(object, see);
    const ready = isBound(object) || later;
    const status = later
      ? "The volume will be made when a pod needs it"
      : isBound(object)
        ? "A volume is bound"
        : "Waiting for a volume";
    return { ready, status, problems: claimProblems(object, see) };
  },
};

export const volume: Readiness = {
  timeout: 5 * minutes,
  needs: [],
  explains: ["events"],
  judge(object, see) {
    const phase = textAt(object, "status.phase");
    const ready = phase === "Available" || phase === "Bound";
    const said = eventsOf(object, see).map(({ reason, message }) => `${reason}: ${message}`);
    return {
      ready,
      failed: phase === "Failed",
      status: `The volume is ${phase || "new"}`,
      problems: ready ? [] : said,
    };
  },
};
