import { Address } from "@pulumi/gcp/compute/address.js";
import { Disk } from "@pulumi/gcp/compute/disk.js";
import { Instance } from "@pulumi/gcp/compute/instance.js";
import { IAMMember } from "@pulumi/gcp/projects/iammember.js";
import { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { type ComponentResourceOptions, type Input, interpolate, type Output } from "@pulumi/pulumi";
import type { MachinePlan } from "../plan/machine.ts";
import { Component } from "./component.ts";
import { accountOnceReady } from "./readiness.ts";

export interface VirtualMachineArgs {
  plan: MachinePlan;
  /** The project, once each API is ready. */
  project: { compute: Input<string>; iam: Input<string> };
  region: string;
  /** The self link of the subnetwork that it is in. */
  subnetwork: Input<string>;
  labels: Record<string, string>;
  /** Whether its data is kept when the stack is destroyed by accident. */
  protectData: boolean;
}

/** A machine without an address of the outside world, with a disk of data that outlives it and an identity of its own. */
export class VirtualMachine extends Component {
  /** The internal address. */
  readonly address: Output<string>;

  constructor(name: string, args: VirtualMachineArgs, options?: ComponentResourceOptions) {
    super("VirtualMachine", name, { machineType: args.plan.machineType, zone: args.plan.zone }, options);
    const account = this.#createIdentity(args);
    const disk = this.#createDisk(args);
    const address = this.#createAddress(args);
    this.#createInstance(args, account, disk, address);
    this.address = address.address;
    this.registerOutputs({ address: this.address });
  }

  /** It may write logs and metrics, and nothing else. */
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

  #createDisk({ plan, project, labels, protectData }: VirtualMachineArgs): Disk {
    const { name, gigabytes, type } = plan.dataDisk;
    return new Disk(
      this.childName("data"),
      { project: project.compute, name, zone: plan.zone, size: gigabytes, type, labels },
      { parent: this, protect: protectData },
    );
  }

  #createAddress({ plan, project, region, subnetwork }: VirtualMachineArgs): Address {
    return new Address(
      this.childName("address"),
      { project: project.compute, name: plan.name, region, addressType: "INTERNAL", subnetwork },
      { parent: this },
    );
  }

  #createInstance(args: VirtualMachineArgs, email: Output<string>, disk: Disk, address: Address): void {
    const { plan, project, subnetwork, labels } = args;
    new Instance(
      this.childName("instance"),
      {
        project: project.compute,
        name: plan.name,
        zone: plan.zone,
        machineType: plan.machineType,
        labels,
        bootDisk: { initializeParams: { image: plan.image, size: plan.bootDiskGigabytes, type: "pd-balanced" } },
        attachedDisks: [{ source: disk.id, deviceName: "data" }],
        networkInterfaces: [{ subnetwork, networkIp: address.address }],
        serviceAccount: { email, scopes: ["https://www.googleapis.com/auth/cloud-platform"] },
        shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
        metadata: { "enable-oslogin": "TRUE" },
        allowStoppingForUpdate: true,
      },
      { parent: this },
    );
  }
}
