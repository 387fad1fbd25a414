import { InstanceTemplate } from "@pulumi/gcp/compute/instanceTemplate.js";
import { RegionAutoscaler } from "@pulumi/gcp/compute/regionAutoscaler.js";
import { RegionInstanceGroupManager } from "@pulumi/gcp/compute/regionInstanceGroupManager.js";
import { IAMMember } from "@pulumi/gcp/projects/iammember.js";
import { type ComponentResourceOptions, type Input, interpolate } from "@pulumi/pulumi";
import { runnerScript } from "../machine/runner-script.ts";
import { type RunnersPlan, templateName } from "../plan/runners.ts";
import { Component } from "./component.ts";
import { Network } from "./network.ts";

export interface RunnerPoolArgs {
  plan: RunnersPlan;
  /** The project, once each API is ready. */
  project: { compute: Input<string>; iam: Input<string> };
  labels: Record<string, string>;
  /** The e-mail address of the account that the machines act as, known once it can be found. */
  account: Input<string>;
}

/** Machines that each run one job of a workflow and go, as many as are busy, in a network that nothing comes into. */
export class RunnerPool extends Component {
  constructor(name: string, args: RunnerPoolArgs, options?: ComponentResourceOptions) {
    const { machineType, scaling } = args.plan;
    super("RunnerPool", name, { machineType, maximum: scaling.maximum }, options);
    const { plan, project } = args;
    for (const { role } of plan.roles) {
      new IAMMember(
        this.childName(role.replace("roles/", "")),
        { project: project.iam, role, member: interpolate`serviceAccount:${args.account}` },
        { parent: this },
      );
    }
    const network = new Network(
      this.childName("network"),
      { plan: plan.network, project: project.compute },
      { parent: this },
    );
    this.#createGroup(args, this.#createTemplate(args, network));
    this.registerOutputs({});
  }

  #createTemplate({ plan, project, labels, account }: RunnerPoolArgs, network: Network): InstanceTemplate {
    const { machineType, image, diskGigabytes, spot, instructions } = plan;
    const metadata = {
      "enable-oslogin": "TRUE",
      "block-project-ssh-keys": "TRUE",
      "serial-port-enable": "FALSE",
      ...instructions,
      "startup-script": runnerScript(),
    };
    const content = { machineType, image, diskGigabytes, spot, labels, metadata, network: plan.network };
    return new InstanceTemplate(
      this.childName("template"),
      {
        project: project.compute,
        name: templateName(content),
        description: "Runs one job of a workflow.",
        machineType,
        labels,
        metadata,
        disks: [
          { boot: true, autoDelete: true, sourceImage: image, diskSizeGb: diskGigabytes, diskType: "pd-balanced" },
        ],
        networkInterfaces: [{ subnetwork: network.subnetwork }],
        serviceAccount: { email: account, scopes: ["https://www.googleapis.com/auth/cloud-platform"] },
        scheduling: spot
          ? { provisioningModel: "SPOT", preemptible: true, automaticRestart: false, onHostMaintenance: "TERMINATE" }
          : {
              provisioningModel: "STANDARD",
              preemptible: false,
              automaticRestart: true,
              onHostMaintenance: "MIGRATE",
            },
        shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
      },
      { parent: this },
    );
  }

  #createGroup({ plan, project }: RunnerPoolArgs, template: InstanceTemplate): void {
    const { region, scaling } = plan;
    const group = new RegionInstanceGroupManager(
      this.childName("group"),
      {
        project: project.compute,
        name: "runners",
        region,
        baseInstanceName: "runner",
        versions: [{ instanceTemplate: template.selfLink }],
        // No machine is taken from a job: each gets the new template when it is made anew after its own.
        updatePolicy: {
          type: "OPPORTUNISTIC",
          minimalAction: "REPLACE",
          instanceRedistributionType: "NONE",
          maxSurgeFixed: 0,
          maxUnavailableFixed: 3,
        },
        instanceLifecyclePolicy: { forceUpdateOnRepair: "YES" },
      },
      { parent: this },
    );
    new RegionAutoscaler(
      this.childName("autoscaler"),
      {
        project: project.compute,
        name: "runners",
        region,
        target: group.selfLink,
        autoscalingPolicy: {
          minReplicas: scaling.minimum,
          maxReplicas: scaling.maximum,
          cooldownPeriod: 120,
          cpuUtilization: { target: scaling.cpuTarget },
          // It doesn't know which machine has a job: one an hour, at most.
          scaleInControl: { maxScaledInReplicas: { fixed: 1 }, timeWindowSec: 3600 },
        },
      },
      { parent: this },
    );
  }
}
