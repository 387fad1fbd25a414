import type { Organization, Tier } from "../spec/schema/organization.ts";
import {
  appKeySecret,
  buildRegistry,
  deployerAccount,
  noticeSecrets,
  runnerAccount,
  runnerTokenSecret,
  serviceAccountMember,
  signingSecret,
  tiers,
} from "./names.ts";
import { type Grant, type ProjectPlan, sharedProjectPlan } from "./project.ts";
import { type RunnersPlan, runnersPlan } from "./runners.ts";

/** A registry of container images, as plain data. */
export interface RegistryPlan {
  id: string;
  description: string;
  /** Keeps what is pushed to it, or what was pulled through it from elsewhere. */
  mode: { kind: "standard"; keep: number } | { kind: "remote"; upstream: "DOCKER_HUB" };
  grants: readonly Grant[];
  /** The folders whose service accounts may pull: nodes and machines of the environments in them. */
  pullers?: readonly string[];
}

/** The project of continuous integration, as plain data. */
export interface CiPlan {
  project: ProjectPlan;
  region: string;
  registries: readonly RegistryPlan[];
  /** The identities, by account ID. */
  identities: Record<string, { displayName: string }>;
  /** Secrets whose values people put there, by ID, and who may read each, by account; a value that passes isn't kept. */
  secrets: Record<string, { readers: Record<string, string>; passing?: true }>;
  /** The machines that run workflows, where they were asked for. */
  runners?: RunnersPlan;
  /** The bucket for the logs of builds, and which logs go there. */
  logBucket: { id: string; retentionDays: number; filter: string };
}

/** The folders of the kinds that aren't production's. */
const nonproductionFolders = ({ kinds }: Organization): string[] =>
  [...new Set(Object.values(kinds).flatMap(({ folder, tier }) => (tier === "production" ? [] : [folder])))].toSorted();

/** Plans the ci stack. */
export function ciPlan(organization: Organization): CiPlan {
  const project = sharedProjectPlan(organization, "ci");
  const builder = serviceAccountMember("builder", project.id);
  // Looks whether the images of a commit are there, before an environment is made to follow it.
  const follower = {
    role: "roles/artifactregistry.reader",
    member: serviceAccountMember(deployerAccount("nonproduction"), organization.projects.seed.id),
  };
  const deployers = (among: readonly Tier[]) =>
    Object.fromEntries(
      among.map((tier) => [
        deployerAccount(tier),
        serviceAccountMember(deployerAccount(tier), organization.projects.seed.id),
      ]),
    );
  const runners = runnersPlan(organization);
  const channels = (["slack", "mail"] as const).filter((channel) => organization.notifications?.[channel]);
  return {
    project,
    region: organization.region,
    registries: [
      {
        id: buildRegistry,
        description: "Images of Sourcegraph that were built here.",
        mode: { kind: "standard", keep: 50 },
        grants: [{ role: "roles/artifactregistry.writer", member: builder }, follower],
        // Production runs releases.
        pullers: nonproductionFolders(organization),
      },
      {
        id: "docker-hub",
        description: "Images of Docker Hub, pulled through, so that its limits and outages don't stop anybody.",
        mode: { kind: "remote", upstream: "DOCKER_HUB" },
        grants: [{ role: "roles/artifactregistry.reader", member: builder }],
      },
    ],
    identities: {
      builder: { displayName: "Builds and pushes images" },
      [runnerAccount]: { displayName: "Runs the machines that build" },
    },
    secrets: {
      // Who brings up and takes down tells people of it.
      ...Object.fromEntries(channels.map((channel) => [noticeSecrets[channel], { readers: deployers(tiers) }])),
      // Only previews and what follows the product's branch work as the app.
      ...(organization.github.app && { [appKeySecret]: { readers: deployers(["nonproduction"]) } }),
      // Kept when the command is taken back: only what answers to it is ever given this one.
      ...(organization.projects.slack && { [signingSecret]: { readers: {} } }),
      ...(runners && {
        [runnerTokenSecret]: { readers: { [runnerAccount]: runners.member }, passing: true as const },
      }),
    },
    ...(runners && { runners }),
    logBucket: { id: "builds", retentionDays: 90, filter: 'resource.type=("build" OR "gce_instance")' },
  };
}
