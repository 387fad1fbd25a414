import { createHash } from "node:crypto";
import type { Organization } from "../spec/schema/organization.ts";
import { runnerAccount, runnerTokenSecret, serviceAccountMember } from "./names.ts";
import type { NetworkPlan } from "./network.ts";

/** The software of a runner, as GitHub releases it. */
export interface RunnerSoftware {
  version: string;
  /** Of actions-runner-linux-x64-VERSION.tar.gz, as the release tells. */
  sha256: string;
}

/** Machines that run workflows, as plain data. */
export interface RunnersPlan {
  region: string;
  machineType: string;
  image: string;
  diskGigabytes: number;
  /** Whether Google may take a machine away at any moment. */
  spot: boolean;
  /** How many there are, and how busy they are on average before there are more. */
  scaling: { minimum: number; maximum: number; cpuTarget: number };
  network: NetworkPlan;
  /** Whom they act as, and what that may do in its project. */
  member: string;
  roles: readonly { role: string; why: string }[];
  /** What their start-up script is told, by the name of the metadata. */
  instructions: Record<string, string>;
}

/** What the machines run. A runner of GitHub's brings itself up to date when GitHub asks it to. */
export const runnerSoftware: RunnerSoftware = {
  version: "2.329.0",
  sha256: "194f1e1e4bd02f80b7e9633fc546084d8d4e19f3928a324d512ea53430102e1d",
};

/** A network with a way out, and no way in: not even from one machine to another. */
const network = (region: string): NetworkPlan => ({
  name: "runners",
  region,
  subnetwork: { name: `runners-${region}`, range: "10.0.0.0/20", secondaryRanges: {} },
  router: { name: `runners-${region}`, asn: 64514 },
  nat: { name: `runners-${region}` },
  firewalls: {},
});

/** Plans the machines that run workflows; undefined where nobody asked for any. */
export function runnersPlan({ ci, github, projects, region }: Organization): RunnersPlan | undefined {
  if (!ci?.runners) return undefined;
  const { machine, minimum, maximum, spot, disk } = ci.runners;
  const project = projects.ci.id;
  return {
    region,
    machineType: machine,
    image: "projects/ubuntu-os-cloud/global/images/family/ubuntu-2404-lts-amd64",
    diskGigabytes: disk,
    spot,
    scaling: { minimum, maximum, cpuTarget: 0.6 },
    network: network(region),
    member: serviceAccountMember(runnerAccount, project),
    roles: [
      { role: "roles/logging.logWriter", why: "writes what its machines log" },
      { role: "roles/monitoring.metricWriter", why: "tells how busy its machines are" },
    ],
    instructions: {
      "runner-repository": github.repository,
      "runner-token-secret": `projects/${project}/secrets/${runnerTokenSecret}`,
      "runner-version": runnerSoftware.version,
      "runner-sha256": runnerSoftware.sha256,
    },
  };
}

/**
 * The name of the template for a content. Templates can't change: another content has another name, and so can be there
 * before the one that it replaces goes.
 */
export const templateName = (content: unknown): string =>
  `runner-${createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 12)}`;
