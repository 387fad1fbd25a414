import type { Specification } from "../spec/specification.ts";
import { type BootstrapPlan, bootstrapPlan, outputsRoles, stateRoles, watchedStateRoles } from "./bootstrap.ts";
import { ciPlan } from "./ci.ts";
import {
  environmentOutputsBucket,
  organizationRole,
  serviceAccountMember,
  spendingAccounts,
  stateKey,
} from "./names.ts";
import { deployerRoles, organizationPlan, sharedReaderRoles, watcherRolesOf } from "./organization.ts";
import { slackPlan } from "./slack.ts";
import { spendingPlan } from "./spending.ts";

/** A role that one of the program's own identities has. */
export interface IdentityGrant {
  role: string;
  /** Where, as people call it: "the organisation", "folder staging", "gs://sgd-seed-k7m2-outputs". */
  on: string;
  why: string;
}

/** One of the identities that the program itself makes and acts as. */
export interface IdentityPlan {
  /** As a policy names it. */
  member: string;
  /** What it does, as its display name says. */
  displayName: string;
  grants: readonly IdentityGrant[];
}

type Held = IdentityGrant & { member: string };

/** The grants by which state is read and written, and by which stacks read what others published. */
function stateGrants(plan: BootstrapPlan): Held[] {
  const { keys } = plan.projects;
  const own = plan.tiers.flatMap(({ tier, bucket, deployer: { member } }) => [
    { member, role: stateRoles.bucket, on: `gs://${bucket}`, why: "keeps the states of its stacks" },
    {
      member,
      role: stateRoles.key,
      on: `key ${stateKey(keys.id, plan.region, tier)}`,
      why: "encrypts the secrets in them",
    },
    {
      member,
      role: outputsRoles[tier],
      on: `gs://${plan.outputsBucket}`,
      why: tier === "production" ? "publishes what other stacks need" : "reads what other stacks published",
    },
  ]);
  const [production] = plan.tiers;
  const { member } = plan.watcher;
  const reads = "reads what other stacks published";
  const outputs = `gs://${plan.outputsBucket}`;
  return [
    ...own,
    { member: plan.previewer.member, role: outputsRoles.previewer, on: outputs, why: reads },
    { member, role: outputsRoles.watcher, on: outputs, why: reads },
    { member, role: watchedStateRoles.bucket, on: `gs://${production!.bucket}`, why: "reads production's states" },
    {
      member,
      role: watchedStateRoles.key,
      on: `key ${stateKey(keys.id, plan.region, "production")}`,
      why: "decrypts the secrets in them",
    },
  ];
}

/** The grants of the bootstrap and organization stacks. */
function treeGrants({ organization }: Specification, plan: BootstrapPlan): Held[] {
  const why = new Map([...deployerRoles, ...sharedReaderRoles, ...watcherRolesOf(organization)]);
  const { folders, domains } = organizationPlan(organization);
  return [
    ...(domains?.zones ?? []).map(({ name, editor }) => ({
      member: editor,
      role: `projects/${domains!.project.id}/roles/${domains!.editorRole.id}`,
      on: `zone ${name}`,
      why: "keeps the names of public environments",
    })),
    ...plan.organizationGrants.map((grant) => ({ ...grant, on: "the organisation" })),
    ...plan.billingGrants.map((grant) => ({ ...grant, on: "the billing account" })),
    ...plan.spendingGrants.map((grant) => ({ ...grant, on: `project ${plan.projects.spending.id}` })),
    ...stateGrants(plan),
    ...folders.flatMap(({ key, grants }) =>
      grants.flatMap(({ role, member }) =>
        member.startsWith("serviceAccount:") ? [{ role, member, on: `folder ${key}`, why: why.get(role)! }] : [],
      ),
    ),
  ];
}

/** The grants of the stack that limits spending. */
function spendingGrants(specification: Specification): Held[] {
  const { organization } = specification;
  const plan = spendingPlan(specification);
  const project = `project ${plan.projectId}`;
  const controller = `serviceAccount:${plan.controller}`;
  const caller = (account: string) => serviceAccountMember(account, plan.projectId);
  return [
    ...plan.folderGrants.map(({ folder, role, why }) => ({
      member: controller,
      role: organizationRole(plan.organizationId, role),
      on: `folder ${folder}`,
      why,
    })),
    ...plan.projectGrants.map(({ role, member, why }) => ({ role, member, on: project, why })),
    ...plan.limits.grants.map(({ role, member, why }) => ({ role, member, on: `gs://${plan.limits.bucket}`, why })),
    {
      member: controller,
      role: "roles/pubsub.publisher",
      on: `topic ${plan.notices.topic}`,
      why: "tells what it did",
    },
    {
      member: plan.registry.writer,
      role: "roles/artifactregistry.writer",
      on: `registry ${plan.registry.id}`,
      why: "keeps the images of the functions",
    },
    ...plan.functions.map(({ name, caller: account }) => ({
      member: caller(account),
      role: "roles/run.invoker",
      on: `function ${name}`,
      why: "calls it",
    })),
    ...Object.values(plan.exportReaders).flatMap((member) => [
      {
        member,
        role: "roles/bigquery.jobUser",
        on: `project ${organization.projects.billing.id}`,
        why: "asks what was spent",
      },
      { member, role: "roles/bigquery.dataViewer", on: "the billing export", why: "reads what was spent" },
    ]),
  ];
}

/** The grants of the stack `ci`. */
function ciGrants({ organization }: Specification): Held[] {
  const { project, registries, runners, secrets } = ciPlan(organization);
  return [
    ...(runners?.roles ?? []).map(({ role, why }) => ({
      member: runners!.member,
      role,
      on: `project ${project.id}`,
      why,
    })),
    ...registries.flatMap(({ id, grants }) =>
      grants.map(({ role, member }) => ({
        member,
        role,
        on: `registry ${id}`,
        why: role.endsWith("writer") ? "pushes images" : "looks for images, and pulls them",
      })),
    ),
    ...Object.entries(secrets).flatMap(([id, { readers }]) =>
      Object.values(readers).map((member) => ({
        member,
        role: "roles/secretmanager.secretAccessor",
        on: `secret ${id}`,
        why: "reads it when it is used",
      })),
    ),
  ];
}

/** What environments give to identities that aren't their own. */
function environmentGrants({ environments }: Specification, { previewer: { member } }: BootstrapPlan): Held[] {
  return [...environments.values()].map(({ project }) => ({
    member,
    role: outputsRoles.previewer,
    on: `gs://${environmentOutputsBucket(project)}`,
    why: "reads what other stacks published",
  }));
}

/** The grants to what answers to Slack, and of its bucket. */
function slackGrants({ organization }: Specification): Held[] {
  const service = slackPlan(organization)?.service;
  if (!service) return [];
  const { facts, secrets, account, projectGrants } = service;
  const project = `project ${organization.projects.slack!.id}`;
  return [
    ...projectGrants.map(({ role, member, why }) => ({ role, member, on: project, why })),
    ...facts.grants.map(({ role, member, why }) => ({ role, member, on: `gs://${facts.bucket}`, why })),
    ...secrets.map((id) => ({
      member: `serviceAccount:${account.email}`,
      role: "roles/secretmanager.secretAccessor",
      on: `secret ${id}`,
      why: "reads it when it is used",
    })),
  ];
}

/** All the identities that the program makes for itself, with every role that it gives them. */
export function identityPlans(specification: Specification): IdentityPlan[] {
  const { organization } = specification;
  const plan = bootstrapPlan(organization);
  const held = [
    ...treeGrants(specification, plan),
    ...spendingGrants(specification),
    ...ciGrants(specification),
    ...environmentGrants(specification, plan),
    ...slackGrants(specification),
  ];
  const slack = slackPlan(organization)?.service?.account;
  const identity = (member: string, displayName: string): IdentityPlan => ({
    member,
    displayName,
    grants: held.filter((each) => each.member === member).map(({ role, on, why }) => ({ role, on, why })),
  });
  const { accounts, projectId } = spendingPlan(specification);
  const { identities, project } = ciPlan(organization);
  return [
    ...plan.tiers.map(({ deployer }) => identity(deployer.member, deployer.displayName)),
    identity(plan.watcher.member, plan.watcher.displayName),
    identity(plan.previewer.member, plan.previewer.displayName),
    identity(serviceAccountMember(spendingAccounts.controller, projectId), plan.controller.displayName),
    ...Object.entries(accounts).map(([id, { displayName }]) =>
      identity(serviceAccountMember(id, projectId), displayName),
    ),
    ...Object.entries(identities).map(([id, { displayName }]) =>
      identity(serviceAccountMember(id, project.id), displayName),
    ),
    ...(slack ? [identity(`serviceAccount:${slack.email}`, slack.displayName)] : []),
  ];
}
