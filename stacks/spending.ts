import { DatasetIamMember } from "@pulumi/gcp/bigquery/datasetIamMember.js";
import { Job } from "@pulumi/gcp/cloudscheduler/job.js";
import { IAMMember } from "@pulumi/gcp/projects/iammember.js";
import { Topic } from "@pulumi/gcp/pubsub/topic.js";
import { TopicIAMMember } from "@pulumi/gcp/pubsub/topicIAMMember.js";
import { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { Bucket } from "@pulumi/gcp/storage/bucket.js";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember.js";
import { BucketObject } from "@pulumi/gcp/storage/bucketObject.js";
import { all, asset, type Output, type Resource } from "@pulumi/pulumi";
import { accountOnceReady, projectOnceReady } from "../components/readiness.ts";
import { Registry } from "../components/registry.ts";
import { SpendingAccess } from "../components/spending-access.ts";
import { SpendingFunction } from "../components/spending-function.ts";
import { outputsBucket, spendingAccounts } from "../plan/names.ts";
import { type SpendingPlan, spendingPlan } from "../plan/spending.ts";
import type { Specification } from "../spec/specification.ts";
import { configVariable } from "../spending/controller/config.ts";
import { bookPath } from "../spending/prices/load.ts";
import { type FunctionBundle, functionBundle } from "./function-bundle.ts";
import { folderId, published } from "./outputs.ts";
import { root } from "./root.ts";

/** Where the functions of the controller are registered, from the program's folder. */
const entry = "spending/controller/index.ts";

/** What a policy is about: what the stack makes in the project, once its APIs are ready. */
type Ready = (api: string) => Output<string>;

/** What limits spending: its functions, what they may do and where, and what they write down. */
export async function spending(specification: Specification): Promise<Record<string, unknown>> {
  const plan = spendingPlan(specification);
  const [folders, bundle] = await Promise.all([
    published("organization", outputsBucket(specification.organization.projects.seed.id)),
    functionBundle(entry, [bookPath(root)]),
  ]);
  const granted = [...new Set(plan.folderGrants.map(({ folder }) => folder))];
  const access = new SpendingAccess("spending", {
    plan,
    folderIds: Object.fromEntries(granted.map((key) => [key, folderId(folders, key)])),
  });
  // The project is made by another stack, which didn't have to wait for these APIs.
  const known = new Map<string, Output<string>>();
  const ready: Ready = (api) => {
    const host = `${api}.googleapis.com`;
    const id = known.get(api) ?? projectOnceReady(host, plan.projectId, [], access);
    known.set(api, id);
    return id;
  };
  const accounts = createAccounts(plan, ready, access);
  createLimits(plan, ready);
  const notices = createNotices(plan, ready);
  const granting = grantInProject(plan, Object.values(accounts));
  const functions = createFunctions(plan, { ready, accounts, bundle, granting });
  createSchedule(plan, ready, functions.guard!, accounts[spendingAccounts.guardCaller]!);
  grantExport(plan, specification);
  return {
    limitsBucket: plan.limits.bucket,
    notices: notices.id,
    dryRun: plan.configuration.dryRun,
    functions: Object.fromEntries(Object.entries(functions).map(([name, { uri }]) => [name, uri])),
  };
}

/** The addresses of the accounts, each known once it can be found: a policy refuses a member that isn't there. */
function createAccounts(plan: SpendingPlan, ready: Ready, parent: Resource): Record<string, Output<string>> {
  return Object.fromEntries(
    Object.entries(plan.accounts).map(([accountId, { displayName }]) => {
      const account = new Account(accountId, { project: ready("iam"), accountId, displayName });
      return [accountId, accountOnceReady(account.email, ready("iam"), parent)];
    }),
  );
}

/** The states of limits and their journal: nobody can lose them, and what was overwritten can be read still. */
function createLimits({ limits, table, region }: SpendingPlan, ready: Ready): void {
  const bucket = new Bucket(
    "limits",
    {
      name: limits.bucket,
      project: ready("storage"),
      location: region.toUpperCase(),
      uniformBucketLevelAccess: true,
      publicAccessPrevention: "enforced",
      versioning: { enabled: true },
      softDeletePolicy: { retentionDurationSeconds: 30 * 86_400 },
      forceDestroy: false,
    },
    { protect: true },
  );
  for (const { role, member } of limits.grants) {
    const who = member.split(/[:@]/)[1]!;
    new BucketIAMMember(`limits-${who}`, { bucket: bucket.name, role, member });
  }
  if (!table) return;
  new BucketObject("environments", {
    bucket: bucket.name,
    name: table.object,
    content: table.content,
    contentType: "application/json",
  });
}

/** What the controller tells people; kept for a week, so that whoever subscribes later misses nothing of it. */
function createNotices({ notices }: SpendingPlan, ready: Ready): Topic {
  const project = ready("pubsub");
  const topic = new Topic("notices", { project, name: notices.topic, messageRetentionDuration: "604800s" });
  new TopicIAMMember("notices-controller", {
    project,
    topic: topic.name,
    role: "roles/pubsub.publisher",
    member: notices.publisher,
  });
  return topic;
}

/** `accounts`: their addresses, which are waited for. */
function grantInProject(plan: SpendingPlan, accounts: Output<string>[]): IAMMember[] {
  return plan.projectGrants.map(({ role, member, within }) => {
    const who = member.split(/[:@]/)[1]!;
    return new IAMMember(`${who}-${role.split(".").at(-1)}`, {
      project: all(accounts).apply(() => plan.projectId),
      role,
      member,
      ...(within && {
        condition: { title: within.title, expression: `resource.name.startsWith("${within.prefix}")` },
      }),
    });
  });
}

interface Deployment {
  ready: Ready;
  accounts: Record<string, Output<string>>;
  bundle: FunctionBundle;
  /** What the account that builds must have been given. */
  granting: IAMMember[];
}

function createFunctions(
  plan: SpendingPlan,
  { ready, accounts, bundle, granting }: Deployment,
): Record<string, SpendingFunction> {
  const bucket = new Bucket("functions", {
    name: plan.sourceBucket,
    project: ready("storage"),
    location: plan.region.toUpperCase(),
    uniformBucketLevelAccess: true,
    publicAccessPrevention: "enforced",
    forceDestroy: true,
  });
  // Its name tells its content: another content is another object, and so deploys anew.
  const object = new BucketObject("controller", {
    bucket: bucket.name,
    name: `controller-${bundle.hash}.zip`,
    source: new asset.AssetArchive(
      Object.fromEntries(Object.entries(bundle.files).map(([name, path]) => [name, new asset.FileAsset(path)])),
    ),
  });
  const builder = accounts[spendingAccounts.functionsBuilder]!;
  const { id, description, keep, writer } = plan.registry;
  const registry = new Registry(id, {
    plan: {
      id,
      description,
      mode: { kind: "standard", keep },
      grants: [{ role: "roles/artifactregistry.writer", member: writer }],
    },
    project: all([ready("artifactregistry"), builder]).apply(([project]) => project),
    region: plan.region,
  });
  const project = all(["cloudfunctions", "run", "eventarc", "pubsub"].map(ready)).apply(([first]) => first!);
  return Object.fromEntries(
    plan.functions.map((each) => [
      each.name,
      new SpendingFunction(
        each.name,
        {
          plan: each,
          project,
          region: plan.region,
          timeoutSeconds: plan.timeoutSeconds,
          source: { bucket: bucket.name, object: object.name },
          repository: `projects/${plan.projectId}/locations/${plan.region}/repositories/${id}`,
          builder: builder.apply((email) => `projects/${plan.projectId}/serviceAccounts/${email}`),
          account: plan.controller,
          caller: accounts[each.caller]!,
          environment: { [configVariable]: JSON.stringify(plan.configuration) },
        },
        { dependsOn: [...granting, registry] },
      ),
    ]),
  );
}

/** Calls the guard. Only an attempt that failed is repeated, and only once: the next comes soon. */
function createSchedule(plan: SpendingPlan, ready: Ready, guard: SpendingFunction, caller: Output<string>): void {
  new Job("guard", {
    project: ready("cloudscheduler"),
    region: plan.region,
    name: plan.schedule.name,
    description: "Has the guard look at what runs.",
    schedule: plan.schedule.cron,
    timeZone: "Etc/UTC",
    attemptDeadline: `${plan.timeoutSeconds}s`,
    retryConfig: { retryCount: 1, minBackoffDuration: "30s" },
    httpTarget: { uri: guard.uri, httpMethod: "POST", oidcToken: { serviceAccountEmail: caller, audience: guard.uri } },
  });
}

/** Lets those who need it ask the billing export, where there is one: queries in that project, of that dataset. */
function grantExport({ exportReaders, configuration }: SpendingPlan, { organization }: Specification): void {
  for (const [suffix, member] of Object.entries(exportReaders)) {
    const project = organization.projects.billing.id;
    const { dataset: datasetId } = configuration.billingExport!;
    new IAMMember(`export-jobs${suffix}`, { project, role: "roles/bigquery.jobUser", member });
    new DatasetIamMember(`export-data${suffix}`, { project, datasetId, role: "roles/bigquery.dataViewer", member });
  }
}
