import { environmentPlan } from "../../plan/environment.ts";
import { sharedProjectPlan } from "../../plan/project.ts";
import { environmentOf } from "../../spec/check/folders.ts";
import type { Organization, SharedProjectKey } from "../../spec/schema/organization.ts";
import type { Specification } from "../../spec/specification.ts";
import type { Workload } from "../guideline.ts";
import type { Description } from "./description.ts";

/** A project that is there, with what it is there for. */
export interface Occupied {
  readonly project: string;
  /** The environment's name, or the key of the shared project. */
  readonly name: string;
  readonly folder: string;
  readonly workload: Workload;
}

/** What each shared project is for, where something else may ask to join it. */
const purposeOfShared: Partial<Record<SharedProjectKey, NonNullable<Workload["purpose"]>>> = {
  seed: "state",
  keys: "keys",
  billing: "billing-export",
  logs: "logs",
  ci: "ci",
  dns: "domains",
};

function sharedProjects(organization: Organization): Occupied[] {
  return (Object.keys(organization.projects) as SharedProjectKey[]).flatMap((key): Occupied[] => {
    const purpose = purposeOfShared[key];
    // What limits spending, and what the internet can reach, have their projects for themselves: nothing is added to them.
    if (!organization.projects[key] || !purpose) return [];
    const { id, folder, labels } = sharedProjectPlan(organization, key);
    const workload: Workload = {
      application: key,
      environment: labels.environment!,
      owner: labels.owner!,
      costCode: labels["cost-code"]!,
      access: [],
      purpose,
    };
    return [{ project: id, name: key, folder, workload }];
  });
}

/** Every project of the plan, with what it is there for. `today`: "2026-11-22". */
export function occupiedProjects(specification: Specification, today: string): Occupied[] {
  const { organization, environments } = specification;
  return [
    ...sharedProjects(organization),
    ...[...environments.values()].map((environment): Occupied => {
      const { project } = environmentPlan(specification, environment, today);
      return {
        project: project.id,
        name: environment.name,
        folder: project.folder,
        workload: {
          application: "sourcegraph",
          environment: project.labels.environment!,
          instance: environment.name,
          owner: environment.owner,
          costCode: project.labels["cost-code"]!,
          access: [],
        },
      };
    }),
  ];
}

/** The environment of a folder that a description asks for: that of what it is part of, where it doesn't say another. */
export function environmentAsked(
  { environment, partOf, purpose }: Pick<Description, "environment" | "partOf" | "purpose">,
  { organization, environments }: Specification,
): string {
  if (environment) return environment;
  const whole = partOf === undefined ? undefined : environments.get(partOf);
  if (whole) return environmentOf(organization.folders, organization.kinds[whole.kind]!.folder) ?? "non-production";
  if (purpose === "ci") return "ci";
  return purpose === undefined || purpose === "application" ? "non-production" : "common";
}

/** A described workload as the guidelines see it beside a project that it might join. */
export function workloadOf(description: Description, occupied: Occupied, specification: Specification): Workload {
  const { purpose, owner, costCode, access = [], dataOwner, retention, heavy } = description;
  const { workload } = occupied;
  const shared = purpose !== undefined && purpose !== "application";
  // What all share is run by those who run the shared project, whoever uses it.
  const joins = shared && workload.purpose === purpose;
  const teams = specification.organization.teams;
  return {
    application: joins ? workload.application : (description.application ?? (shared ? purpose : "sourcegraph")),
    environment: joins ? workload.environment : environmentAsked(description, specification),
    ...(!shared && { instance: description.partOf ?? description.name }),
    owner: joins ? workload.owner : owner,
    costCode: joins ? workload.costCode : (costCode ?? teams[owner]!.costCode),
    access: joins ? [] : access,
    ...(shared && { purpose }),
    ...(dataOwner && dataOwner !== owner && { dataOwner }),
    ...(retention && { retention }),
    ...(heavy && { heavy }),
  };
}
