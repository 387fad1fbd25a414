import type { Call } from "../../core/call.ts";
import type { Route } from "../../core/router.ts";
import { badRequest } from "./errors.ts";
import { placeOf, versions } from "./names.ts";

/** The channels, by the minor versions that each offers: the newest first, the default of new clusters at the front. */
const channels: Record<string, string[]> = {
  RAPID: ["1.36"],
  REGULAR: ["1.36", "1.35"],
  STABLE: ["1.36", "1.35", "1.34", "1.33"],
};

/** The newest release of each minor version. */
const releases: Record<string, string> = {
  "1.36": "1.36.3-gke.1100000",
  "1.35": "1.35.6-gke.1250000",
  "1.34": "1.34.9-gke.1131000",
  "1.33": "1.33.5-gke.2100000",
};

const all = Object.values(releases);
const ofMinor = (minor: string) => releases[minor]!;
const minorOf = (version: string) => version.split(".").slice(0, 2).join(".");

/** The release that a version stands for: itself, the beginning of one, "latest", or nothing for the default. */
export function releaseOf(asked: unknown): string {
  const wanted = String(asked ?? "");
  if (wanted === "" || wanted === "-" || wanted === "latest") return all[0]!;
  const found = all.find(
    (release) => release === wanted || release.startsWith(`${wanted}.`) || release.startsWith(`${wanted}-`),
  );
  if (found) return found;
  if (/-gke\./.test(wanted)) throw badRequest(`Master version "${wanted}" is unsupported.`);
  throw badRequest(`No valid versions with the prefix "${wanted}" found.`);
}

/** The channel of a cluster: the one asked for, or the usual one that has its version. */
export function channelOf(asked: unknown, version: string): { channel?: string } {
  const channel = (asked as { channel?: string } | undefined)?.channel;
  if (channel === undefined) {
    return { channel: channels.REGULAR!.includes(minorOf(version)) ? "REGULAR" : "STABLE" };
  }
  if (channel === "UNSPECIFIED") return {};
  if (!channels[channel] && channel !== "EXTENDED") {
    throw badRequest(`Invalid release channel "${channel}": must be one of RAPID, REGULAR, STABLE, EXTENDED.`);
  }
  return { channel };
}

/** Refuses to bring a cluster back to an older version than it has. */
export function requireUpgrade(from: string, to: string): void {
  if (all.indexOf(to) > all.indexOf(from)) {
    throw badRequest(`Master cannot be upgraded to "${to}": cannot downgrade the master from "${from}".`);
  }
}

/** What can be asked for in a location. */
export const releaseRoutes: Route[] = versions(
  "projects.locations.getServerConfig",
  "GET",
  "/projects/{project}/locations/{location}/serverConfig",
  (call: Call) => {
    placeOf(call);
    return {
      channels: Object.entries(channels).map(([channel, minors]) => ({
        channel,
        defaultVersion: ofMinor(minors[0]!),
        validVersions: minors.map(ofMinor),
      })),
      defaultClusterVersion: all[0],
      defaultImageType: "COS_CONTAINERD",
      validImageTypes: ["COS_CONTAINERD", "UBUNTU_CONTAINERD"],
      validMasterVersions: all,
      validNodeVersions: all,
    };
  },
);
