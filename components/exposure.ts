import { Address } from "@pulumi/gcp/compute/address.js";
import { GlobalAddress } from "@pulumi/gcp/compute/globalAddress.js";
import { ManagedSslCertificate } from "@pulumi/gcp/compute/managedSslCertificate.js";
import { RecordSet } from "@pulumi/gcp/dns/recordSet.js";
import type { ComponentResourceOptions, Input, Output } from "@pulumi/pulumi";
import type { PublicExposurePlan } from "../plan/exposure.ts";
import { Component } from "./component.ts";

export interface ExposureArgs {
  plan: PublicExposurePlan;
  /** The project, once Compute is ready. */
  project: Input<string>;
  region: string;
  labels: Record<string, string>;
}

/** An address of the outside world, the name that leads to it, and a certificate for that name where Google makes one. */
export class Exposure extends Component {
  readonly address: Output<string>;
  /** The certificate's name, for a load balancer that is to use it. */
  readonly certificate?: Output<string>;

  constructor(name: string, args: ExposureArgs, options?: ComponentResourceOptions) {
    super("Exposure", name, { host: args.plan.host }, options);
    this.address = this.#createAddress(args);
    this.#createName(args);
    const certificate = this.#createCertificate(args);
    if (certificate) this.certificate = certificate;
    this.registerOutputs({ address: this.address, certificate: this.certificate });
  }

  #createAddress({ plan, project, region, labels }: ExposureArgs): Output<string> {
    const { name, scope } = plan.address;
    const parent = { parent: this };
    const address =
      scope === "global"
        ? new GlobalAddress(this.childName("address"), { project, name, addressType: "EXTERNAL", labels }, parent)
        : new Address(this.childName("address"), { project, name, region, addressType: "EXTERNAL", labels }, parent);
    return address.address;
  }

  #createName({ plan }: ExposureArgs): void {
    new RecordSet(
      this.childName("name"),
      {
        project: plan.zone.project,
        managedZone: plan.zone.name,
        name: `${plan.host}.`,
        type: "A",
        ttl: 300,
        rrdatas: [this.address],
      },
      { parent: this },
    );
  }

  /** Google issues it once the name leads to a load balancer that has it. */
  #createCertificate({ plan, project }: ExposureArgs): Output<string> | undefined {
    if (!plan.certificate) return undefined;
    const certificate = new ManagedSslCertificate(
      this.childName("certificate"),
      { project, name: plan.certificate, managed: { domains: [plan.host] } },
      { parent: this },
    );
    return certificate.name;
  }
}
