import { createHash } from "node:crypto";
import { type Call, projectOf } from "../../core/call.ts";
import { readPolicy } from "../../core/policies.ts";
import { findProject, projectName } from "../../core/projects.ts";
import type { Document } from "../../core/store.ts";
import { badRequest, failedPrecondition } from "./errors.ts";
import { shownAs } from "./json.ts";
import { usualScopes } from "./node-config.ts";

/** How the pools are that a cluster makes by itself. */
export function autoscalingConfig(asked: Document | undefined): Document {
  const { autoprovisioningNodePoolDefaults: defaults = {}, autoscalingProfile = "BALANCED", ...rest } = asked ?? {};
  const { minCpuPlatform, upgradeSettings, ...given } = defaults as Document;
  const { blueGreenSettings, ...surge } = (upgradeSettings ?? {}) as Document;
  const strategy = surge.strategy ?? "SURGE";
  const scopes = asked?.enableNodeAutoprovisioning === true ? accountScopes : usualScopes;
  return shownAs({
    autoscalingProfile,
    ...rest,
    autoprovisioningNodePoolDefaults: {
      imageType: "COS_CONTAINERD",
      management: { autoRepair: true, autoUpgrade: true },
      oauthScopes: scopes,
      serviceAccount: "default",
      ...(minCpuPlatform !== "automatic" && { minCpuPlatform }),
      ...(upgradeSettings !== undefined && {
        upgradeSettings: { ...surge, strategy, ...(strategy === "BLUE_GREEN" && { blueGreenSettings }) },
      }),
      ...given,
    },
  });
}

const accountScopes = ["cloud-platform", "userinfo.email"].map((name) => `https://www.googleapis.com/auth/${name}`);

/** Encryption of secrets in the control plane, which needs the service's access to the key. */
export function databaseEncryption(call: Call, asked: Document | undefined): Document {
  const { state = "DECRYPTED", keyName } = asked ?? {};
  if (state === "DECRYPTED") return { state, currentState: "CURRENT_STATE_DECRYPTED" };
  const agent = `serviceAccount:service-${projectOf(call).number}@container-engine-robot.iam.gserviceaccount.com`;
  const key = `//cloudkms.googleapis.com/${keyName}`;
  const owner = findProject(call.cloud, String(keyName).split("/")[1] ?? "")?.projectId ?? "";
  const holders = [key, key.split("/cryptoKeys/")[0]!, projectName(owner)];
  const granted = holders.some((resource) =>
    readPolicy(call.cloud.store, resource).bindings?.some(({ members }) => members.includes(agent)),
  );
  if (!call.cloud.store.get(key) || !granted) {
    throw failedPrecondition(
      `Cluster database encryption can't use key "${keyName}": grant ${agent} the role ` +
        "roles/cloudkms.cryptoKeyEncrypterDecrypter on it.",
    );
  }
  const encrypted = {
    state: "ALL_OBJECTS_ENCRYPTION_ENABLED",
    currentState: "CURRENT_STATE_ALL_OBJECTS_ENCRYPTION_ENABLED",
  };
  return { ...encrypted, keyName };
}

const sums = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 8);

/** When a cluster may be changed by Google. The version of nothing is that of no text. */
export function maintenance(asked: Document | undefined): Document {
  const { resourceVersion: _, window: given = {}, ...rest } = shownAs(asked ?? {}) as Document;
  const { dailyMaintenanceWindow: daily, ...others } = given as Document;
  const start = (daily as Document | undefined)?.startTime;
  if (daily && !/^([01]\d|2[0-3]):[0-5]\d$/.test(String(start))) {
    throw badRequest(`Invalid start time "${start}" of the daily maintenance window: must be in the form HH:MM.`);
  }
  const window = {
    ...(daily !== undefined && { dailyMaintenanceWindow: { ...daily, duration: "PT4H0M0S" } }),
    ...others,
  };
  const some = Object.keys(window).length > 0;
  return { ...rest, ...(some && { window }), resourceVersion: sums(some ? JSON.stringify(window) : "") };
}

/** Labels with the fingerprint by which a change names what it changes. */
export function labels(asked: Document = {}): Document {
  const sorted = Object.entries(asked).toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [key, value] of sorted) {
    if (
      /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u.test(key) &&
      /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u.test(String(value))
    )
      continue;
    throw badRequest(`Invalid resource label "${key}": "${value}".`);
  }
  const some = sorted.length > 0;
  return { ...(some && { resourceLabels: asked }), labelFingerprint: sums(some ? JSON.stringify(sorted) : "") };
}

/** Workloads get identities of the project's own pool, and of no other. */
export function workloadIdentity(call: Call, asked: Document | undefined): Document {
  const pool = asked?.workloadPool;
  if (!pool) return {};
  const { projectId } = projectOf(call);
  const own = `${projectId}.svc.id.goog`;
  if (pool !== own) {
    throw badRequest(`Currently, the only supported identity namespace in project "${projectId}" is "${own}".`);
  }
  return { workloadIdentityConfig: { workloadPool: own } };
}
