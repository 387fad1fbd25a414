import { Repository } from "@pulumi/gcp/artifactregistry/repository.js";
import { RepositoryIamMember } from "@pulumi/gcp/artifactregistry/repositoryIamMember.js";
import { type ComponentResourceOptions, type Input, interpolate, type Output } from "@pulumi/pulumi";
import type { RegistryPlan } from "../plan/ci.ts";
import { Component } from "./component.ts";

export interface RegistryArgs {
  plan: RegistryPlan;
  project: Input<string>;
  region: string;
  /** The numbers of the folders whose service accounts may pull, by key. Default: none. */
  pullers?: Readonly<Record<string, Input<string>>>;
}

/** A registry of container images, and who may push and pull. */
export class Registry extends Component {
  /** What images are pushed to and pulled from: "us-central1-docker.pkg.dev/project/registry". */
  readonly url: Output<string>;

  constructor(name: string, { plan, project, region, pullers = {} }: RegistryArgs, options?: ComponentResourceOptions) {
    super("Registry", name, { id: plan.id, mode: plan.mode.kind }, options);
    const repository = new Repository(
      name,
      {
        project,
        location: region,
        repositoryId: plan.id,
        description: plan.description,
        format: "DOCKER",
        ...modeOf(plan),
      },
      { parent: this },
    );
    for (const { role, member } of plan.grants) {
      const who = member.split(/[:@]/)[1]!;
      new RepositoryIamMember(
        this.childName(`${who}-${role.split(".").at(-1)}`),
        { project, location: region, repository: repository.repositoryId, role, member },
        { parent: this },
      );
    }
    for (const [folder, id] of Object.entries(pullers)) {
      new RepositoryIamMember(
        this.childName(`${folder}-pulls`),
        {
          project,
          location: region,
          repository: repository.repositoryId,
          role: "roles/artifactregistry.reader",
          // All service accounts of all projects in the folder: https://cloud.google.com/iam/docs/principal-identifiers
          member: interpolate`principalSet://cloudresourcemanager.googleapis.com/folders/${id}/type/ServiceAccount`,
        },
        { parent: this },
      );
    }
    this.url = interpolate`${region}-docker.pkg.dev/${project}/${repository.repositoryId}`;
    this.registerOutputs({ url: this.url });
  }
}

/** Old versions of what is pushed are cleaned up; what is pulled through is only a cache. */
function modeOf({ mode }: RegistryPlan) {
  if (mode.kind === "remote") {
    return {
      mode: "REMOTE_REPOSITORY",
      remoteRepositoryConfig: { dockerRepository: { publicRepository: mode.upstream } },
    };
  }
  return {
    mode: "STANDARD_REPOSITORY",
    cleanupPolicies: [{ id: "keep-newest", action: "KEEP", mostRecentVersions: { keepCount: mode.keep } }],
  };
}
