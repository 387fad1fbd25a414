import { log, RunError } from "@pulumi/pulumi";
import { Cluster } from "../components/cluster.ts";
import { Credentials } from "../components/credentials.ts";
import { Exposure } from "../components/exposure.ts";
import { Network } from "../components/network.ts";
import { PrivateBucket } from "../components/private-bucket.ts";
import { Project } from "../components/project.ts";
import { VirtualMachine } from "../components/virtual-machine.ts";
import { type EnvironmentPlan, environmentPlan } from "../plan/environment.ts";
import { credentialsOf } from "../plan/installation.ts";
import { budgetTopicName, outputsBucket, previewerAccount, serviceAccountMember } from "../plan/names.ts";
import type { Environment } from "../spec/schema/environment.ts";
import type { Specification } from "../spec/specification.ts";
import { currencyOf } from "./billing.ts";
import { compareCurrency } from "./budget.ts";
import { heedLimit, limitOn } from "./limits.ts";
import { type EnvironmentOutputs, folderId, type Later, publish, published, publishedBefore } from "./outputs.ts";

/** An environment: a project of its own with a budget, a network, what Sourcegraph runs on, and how people get there. */
export async function environment(
  specification: Specification,
  spec: Environment,
  today: string,
): Promise<Record<string, unknown>> {
  const { organization } = specification;
  refuseExpired(environmentPlan(specification, spec, today));
  const limit = await limitOn(specification, spec);
  heedLimit(spec.name, limit);
  const planned = environmentPlan(specification, spec, today, limit);
  const [currency, folders, before] = await Promise.all([
    currencyOf(organization.billingAccount),
    published("organization", outputsBucket(organization.projects.seed.id)),
    publishedBefore("environment", planned.outputsBucket, planned.stack),
  ]);
  compareCurrency(currency);
  const plan = keepingDisk(planned, before?.machine?.dataGigabytes);
  const project = new Project(plan.name, {
    plan: plan.project,
    folderId: folderId(folders, plan.project.folder),
    billingAccount: organization.billingAccount,
    currency,
    topic: budgetTopicName(organization.projects.spending.id),
  });
  const network = new Network("network", { plan: plan.network, project: project.idFor("compute.googleapis.com") });
  const exposure = createExposure(plan, project);
  const cluster = createCluster(plan, project, network);
  const machine = createMachine(plan, project, network, exposure);
  new Credentials("credentials", {
    project: project.idFor("secretmanager.googleapis.com"),
    names: planned.vacant ? [] : credentialsOf(spec).map(({ id }) => id),
    labels: plan.project.labels,
    protectData: isKept(plan),
  });
  const outputs = outputsOf(plan, cluster, machine, exposure);
  const { bucket } = new PrivateBucket("outputs", {
    bucket: plan.outputsBucket,
    project: project.idFor("storage.googleapis.com"),
    region: plan.region,
    labels: plan.project.labels,
    readers: { previewer: serviceAccountMember(previewerAccount, organization.projects.seed.id) },
  });
  publish("environment", bucket, outputs, plan.stack);
  return { projectNumber: project.number, network: network.network, ...outputs };
}

/** The plan with a disk for data that isn't smaller than the one there is: Google would make another one, an empty one. */
function keepingDisk(plan: EnvironmentPlan, gigabytes = 0): EnvironmentPlan {
  const { machine } = plan;
  if (!machine || machine.dataDisk.gigabytes >= gigabytes) return plan;
  log.info(`The disk for data keeps its ${gigabytes} GB: a disk can't get smaller.`);
  return { ...plan, machine: { ...machine, dataDisk: { ...machine.dataDisk, gigabytes } } };
}

const isKept = ({ project }: EnvironmentPlan): boolean => project.deletion !== "disposable";

function createExposure({ exposure, project: { labels }, region }: EnvironmentPlan, project: Project) {
  if (exposure.kind === "internal") return undefined;
  return new Exposure("exposure", {
    plan: exposure,
    project: project.idFor("compute.googleapis.com"),
    region,
    labels,
  });
}

function createCluster(plan: EnvironmentPlan, project: Project, network: Network): Cluster | undefined {
  if (!plan.cluster) return undefined;
  return new Cluster(
    "cluster",
    {
      plan: plan.cluster,
      project: {
        container: project.idFor("container.googleapis.com"),
        iam: project.idFor("iam.googleapis.com"),
      },
      network: network.network,
      subnetwork: network.subnetwork,
      labels: plan.project.labels,
      protectData: isKept(plan),
    },
    // Nodes fetch what they run by the network's way out.
    { dependsOn: network },
  );
}

function createMachine(plan: EnvironmentPlan, project: Project, network: Network, exposure?: Exposure) {
  if (!plan.machine) return undefined;
  return new VirtualMachine(
    "machine",
    {
      plan: plan.machine,
      project: {
        compute: project.idFor("compute.googleapis.com"),
        iam: project.idFor("iam.googleapis.com"),
        storage: project.idFor("storage.googleapis.com"),
      },
      region: plan.region,
      subnetwork: network.subnetwork,
      labels: plan.project.labels,
      protectData: isKept(plan),
      ...(exposure && { publicAddress: exposure.address }),
    },
    // It installs what it needs when it starts, by the network's way out.
    { dependsOn: network },
  );
}

/** What the application's stack needs to know. */
function outputsOf(
  plan: EnvironmentPlan,
  cluster?: Cluster,
  machine?: VirtualMachine,
  exposure?: Exposure,
): Later<EnvironmentOutputs> {
  return {
    projectId: plan.project.id,
    region: plan.region,
    ...(cluster &&
      plan.cluster && {
        cluster: {
          name: plan.cluster.name,
          location: plan.cluster.location,
          endpoint: cluster.endpoint,
          nodePool: {
            machineType: plan.cluster.nodePool.machineType,
            zones: plan.cluster.nodePool.zones,
            maximumNodesPerZone: plan.cluster.nodePool.maximumNodesPerZone,
          },
        },
      }),
    ...(machine &&
      plan.machine && {
        machine: {
          name: plan.machine.name,
          zone: plan.machine.zone,
          address: machine.address,
          serviceAccount: machine.serviceAccount,
          bucket: machine.bucket,
          prefix: plan.machine.deployment.prefix,
          dataGigabytes: plan.machine.dataDisk.gigabytes,
          machineType: plan.machine.machineType,
        },
      }),
    ...(exposure &&
      plan.exposure.kind === "public" && {
        exposure: {
          host: plan.exposure.host,
          url: plan.exposure.url,
          address: exposure.address,
          addressName: plan.exposure.address.name,
          ...(exposure.certificate && { certificate: exposure.certificate }),
        },
      }),
  };
}

/** What is past its last day is not brought up again: it is extended or destroyed. */
function refuseExpired({ name, expired, expires }: EnvironmentPlan): void {
  if (!expired) return;
  throw new RunError(
    `The environment ${name} ended on ${expires}. Extend it with \`sgdist env extend ${name}\`, or destroy it with ` +
      `\`sgdist destroy env-${name} app-${name}\`.`,
  );
}
