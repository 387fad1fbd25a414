import { OrganizationSink } from "@pulumi/gcp/logging/organizationSink.js";
import { Bucket } from "@pulumi/gcp/storage/bucket.js";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember.js";
import { type ComponentResourceOptions, type Input, interpolate } from "@pulumi/pulumi";
import type { OrganizationPlan } from "../plan/organization.ts";
import { Component } from "./component.ts";

export interface AuditLogArgs {
  plan: OrganizationPlan["auditSink"];
  organizationId: string;
  /** The project that keeps the logs. */
  project: Input<string>;
  location: string;
}

/** Keeps who did what in the organisation in a bucket of its own, where it can't be shortened or removed early. */
export class AuditLog extends Component {
  constructor(
    name: string,
    { plan, organizationId, project, location }: AuditLogArgs,
    options?: ComponentResourceOptions,
  ) {
    super("AuditLog", name, { bucket: plan.bucket }, options);
    const bucket = new Bucket(
      this.childName("bucket"),
      {
        name: plan.bucket,
        project,
        location: location.toUpperCase(),
        uniformBucketLevelAccess: true,
        publicAccessPrevention: "enforced",
        retentionPolicy: { retentionPeriod: String(plan.retentionDays * 86_400) },
        forceDestroy: false,
      },
      { parent: this, protect: true },
    );
    const sink = new OrganizationSink(
      this.childName("sink"),
      {
        name: plan.name,
        orgId: organizationId,
        destination: interpolate`storage.googleapis.com/${bucket.name}`,
        filter: plan.filter,
        includeChildren: true,
      },
      { parent: this },
    );
    new BucketIAMMember(
      this.childName("writer"),
      { bucket: bucket.name, role: "roles/storage.objectCreator", member: sink.writerIdentity },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
