import { Address } from "@pulumi/gcp/compute/address.js";
import { Disk } from "@pulumi/gcp/compute/disk.js";
import { DiskResourcePolicyAttachment } from "@pulumi/gcp/compute/diskResourcePolicyAttachment.js";
import { Instance } from "@pulumi/gcp/compute/instance.js";
import { ResourcePolicy } from "@pulumi/gcp/compute/resourcePolicy.js";
import { IAMMember } from "@pulumi/gcp/projects/iammember.js";
import { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { type ComponentResourceOptions, type Input, interpolate, type Output } from "@pulumi/pulumi";
import { deploymentMetadata, userData } from "../machine/user-data.ts";
import type { MachinePlan } from "../plan/machine.ts";
import { Component } from "./component.ts";
import { PrivateBucket } from "./private-bucket.ts";
import { accountOnceReady } from "./readiness.ts";

export interface VirtualMachineArgs {
  plan: MachinePlan;
  /** The project, once each API is ready. */
  project: { compute: Input<string>; iam: Input<string>; storage: Input<string> };
  region: string;
  /** The self link of the subnetwork that it is in. */
  subnetwork: Input<string>;
  labels: Record<string, string>;
  /** Whether its data is kept when the stack is destroyed by accident. */
  protectData: boolean;
  /** Its address of the outside world. Default: it has none. */
  publicAddress?: Input<string>;
}

/**
 * A machine that runs what it finds in a bucket of its own, with a disk of data that outlives it, snapshots of that disk,
 * and an identity that may read the bucket, write logs and metrics, and nothing else.
 */
export class VirtualMachine extends Component {
  /** The internal address. */
  readonly address: Output<string>;
  /** The e-mail address of the service account that it acts as, known once it can be found. */
  readonly serviceAccount: Output<string>;
  /** The bucket that it runs what it finds in. */
  readonly bucket: Output<string>;

  constructor(name: string, args: VirtualMachineArgs, options?: ComponentResourceOptions) {
    super("VirtualMachine", name, { machineType: args.plan.machineType, zone: args.plan.zone }, options);
    this.serviceAccount = this.#createIdentity(args);
    this.bucket = this.#createBucket(args);
    const disk = this.#createDisk(args);
    const address = this.#createAddress(args);
    this.#createInstance(args, disk, address);
    this.address = address.address;
    this.registerOutputs({ address: this.address, bucket: this.bucket });
  }

  #createIdentity({ plan, project }: VirtualMachineArgs): Output<string> {
    const account = new Account(
      this.childName("account"),
      { project: project.iam, accountId: plan.serviceAccount, displayName: "Runs Sourcegraph" },
      { parent: this },
    );
    const email = accountOnceReady(account.email, project.iam, this);
    for (const role of ["logging.logWriter", "monitoring.metricWriter"]) {
      new IAMMember(
        this.childName(role),
        { project: project.iam, role: `roles/${role}`, member: interpolate`serviceAccount:${email}` },
        { parent: this },
      );
    }
    return email;
  }

  #createBucket({ plan, project, region, labels }: VirtualMachineArgs): Output<string> {
    const readers = { machine: interpolate`serviceAccount:${this.serviceAccount}` };
    const { bucket } = new PrivateBucket(
      this.childName("deployment"),
      { bucket: plan.deployment.bucket, project: project.storage, region, labels, readers },
      { parent: this },
    );
    return bucket;
  }

  #createDisk({ plan, project, region, labels, protectData }: VirtualMachineArgs): Disk {
    const { name, gigabytes, type } = plan.dataDisk;
    const disk = new Disk(
      this.childName("data"),
      { project: project.compute, name, zone: plan.zone, size: gigabytes, type, labels },
      { parent: this, protect: protectData },
    );
    const { snapshots } = plan;
    const policy = new ResourcePolicy(
      this.childName("snapshots"),
      {
        project: project.compute,
        name: snapshots.name,
        region,
        snapshotSchedulePolicy: {
          schedule: { dailySchedule: { daysInCycle: 1, startTime: snapshots.startTime } },
          retentionPolicy: {
            maxRetentionDays: snapshots.days,
            onSourceDiskDelete: snapshots.keptWithoutDisk ? "KEEP_AUTO_SNAPSHOTS" : "APPLY_RETENTION_POLICY",
          },
          snapshotProperties: { labels, storageLocations: region },
        },
      },
      { parent: this },
    );
    new DiskResourcePolicyAttachment(
      this.childName("data-snapshots"),
      { project: project.compute, name: policy.name, disk: disk.name, zone: plan.zone },
      { parent: this },
    );
    return disk;
  }

  #createAddress({ plan, project, region, subnetwork }: VirtualMachineArgs): Address {
    return new Address(
      this.childName("address"),
      { project: project.compute, name: plan.name, region, addressType: "INTERNAL", subnetwork },
      { parent: this },
    );
  }

  #createInstance(args: VirtualMachineArgs, disk: Disk, address: Address): void {
    const { plan, project, subnetwork, labels, publicAddress } = args;
    new Instance(
      this.childName("instance"),
      {
        project: project.compute,
        name: plan.name,
        zone: plan.zone,
        machineType: plan.machineType,
        labels,
        tags: [...plan.tags],
        bootDisk: { initializeParams: { image: plan.image, size: plan.bootDiskGigabytes, type: "pd-balanced" } },
        attachedDisks: [{ source: disk.id, deviceName: "data" }],
        networkInterfaces: [
          {
            subnetwork,
            networkIp: address.address,
            ...(publicAddress && { accessConfigs: [{ natIp: publicAddress }] }),
          },
        ],
        serviceAccount: { email: this.serviceAccount, scopes: ["https://www.googleapis.com/auth/cloud-platform"] },
        shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
        metadata: {
          "enable-oslogin": "TRUE",
          "block-project-ssh-keys": "TRUE",
          "enable-guest-attributes": "TRUE",
          ...deploymentMetadata(plan),
          "user-data": userData(plan),
        },
        allowStoppingForUpdate: true,
        // Said of a machine that runs, too: what was stopped would stay so if nothing were asked for.
        desiredStatus: plan.stopped ? "TERMINATED" : "RUNNING",
      },
      // A machine sets itself up once: with other instructions it is another machine, with the same disk of data.
      { parent: this, replaceOnChanges: ["metadata"], deleteBeforeReplace: true },
    );
  }
}
