import type { Environment } from "../spec/schema/environment.ts";
import { promisedTo } from "../spec/slots.ts";
import type { Specification } from "../spec/specification.ts";
import type { ControllerConfig, LimitedEnvironment } from "../spending/controller/config.ts";
import {
  billingDataset,
  billingExportTable,
  budgetTopicName,
  deployerAccount,
  groupMember,
  limitNotices,
  limitsBucket,
  organizationRole,
  previewerAccount,
  serviceAccountEmail,
  serviceAccountMember,
  spendingAccounts,
} from "./names.ts";
import type { Grant } from "./project.ts";
import { controllerRoles, type FolderGrant, folderGrants, type RolePlan } from "./spending-roles.ts";

/** A function of the controller, as plain data. */
export interface FunctionPlan {
  name: string;
  description: string;
  /** The name under which spending/controller/index.ts registers it. */
  entryPoint: string;
  /** The account that may call it, alone. */
  caller: string;
  /** The full name of the topic whose messages set it off; without one, it is called. */
  topic?: string;
}

/** What controls spending, as plain data. */
export interface SpendingPlan {
  organizationId: string;
  projectId: string;
  region: string;
  accounts: Record<string, { displayName: string }>;
  /** The address of the account that the functions run as; the bootstrap stack makes it. */
  controller: string;
  roles: readonly RolePlan[];
  /** What the controller may do in folders. */
  folderGrants: readonly FolderGrant[];
  /** What the accounts may do in the project. `within`: the names of the resources for which it counts. */
  projectGrants: readonly (Grant & { why: string; within?: { title: string; prefix: string } })[];
  /** Who asks the billing export, by how its grants are told apart: none where there is none. */
  exportReaders: Readonly<Record<string, string>>;
  limits: { bucket: string; grants: readonly (Grant & { why: string })[] };
  notices: { topic: string; publisher: string };
  sourceBucket: string;
  registry: { id: string; description: string; keep: number; writer: string };
  functions: readonly FunctionPlan[];
  /** Seconds that a call of a function may take: the most that one that is set off by an event can have. */
  timeoutSeconds: number;
  /** How often the guard looks, as cron has it. */
  schedule: { name: string; cron: string };
  configuration: ControllerConfig;
  /** The environments as an object of the limits bucket, where there are too many for the configuration. */
  table?: { object: string; content: string };
}

/** Bytes of the configuration that its variable has room for: 32 KiB, less what else there may be. */
const room = 28_000;

/** An environment as the controller knows it. */
function limited({ organization }: Specification, environment: Environment): LimitedEnvironment {
  const { name, project, kind: key, owner, expires } = environment;
  const kind = organization.kinds[key]!;
  return {
    name,
    project,
    kind: key,
    owner,
    tier: kind.tier,
    ladder: [...kind.ladder],
    budget: promisedTo(organization, environment),
    region: environment.region ?? organization.region,
    ...(expires && { expires }),
  } as LimitedEnvironment;
}

/** What the controller is told: SPENDING_CONFIG, with all environments in it. */
export function controllerConfig(
  specification: Specification,
): ControllerConfig & { environments: LimitedEnvironment[] } {
  const { organization, environments } = specification;
  const { projects, billingAccount, limits = {}, teams, owner } = organization;
  return {
    billingAccount,
    spendingProject: projects.spending.id,
    limitsBucket: limitsBucket(projects.spending.id),
    dryRun: limits.dryRun ?? false,
    environments: [...environments.values()].map((environment) => limited(specification, environment)),
    teams: Object.fromEntries(Object.entries(teams).map(([key, { name, email }]) => [key, { name, email }])),
    platform: owner,
    ...(limits.billingExport && {
      billingExport: {
        project: projects.billing.id,
        dataset: billingDataset,
        table: billingExportTable(billingAccount),
      },
    }),
  };
}

/** The name of the object that holds the environments where there are too many for the configuration. */
const tableObject = "configuration/environments.json";

/** The configuration, with the environments in it or beside it. */
function configured(specification: Specification): Pick<SpendingPlan, "configuration" | "table"> {
  const configuration = controllerConfig(specification);
  if (Buffer.byteLength(JSON.stringify(configuration)) <= room) return { configuration };
  return {
    configuration: { ...configuration, environments: tableObject },
    table: { object: tableObject, content: JSON.stringify(configuration.environments) },
  };
}

/** Plans the spending stack. */
export function spendingPlan(specification: Specification): SpendingPlan {
  const { organization } = specification;
  const { projects, region, teams } = organization;
  const [seed, spending] = [projects.seed.id, projects.spending.id];
  const member = (accountId: string) => serviceAccountMember(accountId, spending);
  const { controller, functionsBuilder, budgetTrigger, guardCaller } = spendingAccounts;
  return {
    organizationId: organization.organization.id,
    projectId: spending,
    region,
    accounts: {
      [functionsBuilder]: { displayName: "Builds the functions that limit spending" },
      [budgetTrigger]: { displayName: "Brings messages of budgets to their function" },
      [guardCaller]: { displayName: "Calls the guard of spending" },
    },
    controller: serviceAccountEmail(controller, spending),
    roles: controllerRoles,
    folderGrants: folderGrants(organization),
    projectGrants: [
      { role: "roles/logging.logWriter", member: member(functionsBuilder), why: "writes the logs of builds" },
      {
        role: "roles/storage.objectViewer",
        member: member(functionsBuilder),
        why: "reads the code of functions where Cloud Functions keeps it",
        within: { title: "Code of functions", prefix: "projects/_/buckets/gcf-v2-sources-" },
      },
      { role: "roles/eventarc.eventReceiver", member: member(budgetTrigger), why: "receives events" },
    ],
    exportReaders: organization.limits?.billingExport
      ? {
          "": member(controller),
          // What a slot cost before a lease is no cost of the lease.
          ...(organization.previews && {
            "-of-slots": serviceAccountMember(deployerAccount("nonproduction"), seed),
          }),
        }
      : {},
    limits: {
      bucket: limitsBucket(spending),
      grants: [
        { role: "roles/storage.objectUser", member: member(controller), why: "notes what limits did" },
        {
          role: "roles/storage.objectUser",
          member: groupMember(teams[organization.owner]!.group),
          why: "writes down why it lifts a limit",
        },
        {
          role: "roles/storage.objectUser",
          member: serviceAccountMember(deployerAccount("nonproduction"), seed),
          why: "scales down what is past its last day, and lifts what somebody asks for by a workflow",
        },
        {
          role: "roles/storage.objectViewer",
          member: serviceAccountMember(previewerAccount, seed),
          why: "reads what limits did, so that no plan undoes it",
        },
      ],
    },
    notices: { topic: limitNotices, publisher: member(controller) },
    sourceBucket: `${spending}-functions`,
    registry: {
      id: "functions",
      description: "Images of the functions that limit spending.",
      keep: 5,
      writer: member(functionsBuilder),
    },
    functions: [
      {
        name: "budget-message",
        description: "Does what a budget's message asks for.",
        entryPoint: "budgetMessage",
        caller: budgetTrigger,
        topic: budgetTopicName(spending),
      },
      {
        name: "guard",
        description: "Estimates what environments cost from what runs, and limits it.",
        entryPoint: "guard",
        caller: guardCaller,
      },
    ],
    timeoutSeconds: 540,
    schedule: { name: "guard", cron: "*/5 * * * *" },
    ...configured(specification),
  };
}

/** The full name of one of the controller's roles. */
export const roleName = ({ organizationId }: Pick<SpendingPlan, "organizationId">, id: string): string =>
  organizationRole(organizationId, id);
