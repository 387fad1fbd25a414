import { createHash } from "node:crypto";
import { targets } from "../sourcegraph/targets/index.ts";
import { groupsOf } from "../sourcegraph/targets/kubernetes/manifests.ts";
import type { ApplicationPlan } from "./application.ts";

/** What is deployed, word for word: it changes when anything does that an update would change. */
function contentOf({ installation, environment, door }: ApplicationPlan): unknown {
  const { type } = environment.deployment;
  if (type === "kubernetes")
    return groupsOf(installation, door).map(({ objects }) => objects.map(({ manifest }) => manifest));
  return [...targets[type].render(installation)];
}

/** A fingerprint of what an application's stack deploys, by which it is known whether an update would change something. */
export const fingerprintOf = (plan: ApplicationPlan): string =>
  createHash("sha256")
    .update(JSON.stringify([contentOf(plan), plan.credentials, plan.protectData]))
    .digest("hex");
