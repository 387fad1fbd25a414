import { Bucket } from "@pulumi/gcp/storage/bucket.js";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember.js";
import type { ComponentResourceOptions, Input, Output } from "@pulumi/pulumi";
import { Component } from "./component.ts";

export interface PrivateBucketArgs {
  /** Unique in all of Google Cloud. */
  bucket: string;
  /** The project, once Storage is ready. */
  project: Input<string>;
  region: string;
  labels: Record<string, string>;
  /** Who may read all that is in it, by a stable name. */
  readers: Record<string, Input<string>>;
}

/** A bucket for what stacks write and can write again; it goes with its contents. */
export class PrivateBucket extends Component {
  /** The bucket's name, known once it is there. */
  readonly bucket: Output<string>;

  constructor(name: string, args: PrivateBucketArgs, options?: ComponentResourceOptions) {
    super("PrivateBucket", name, { bucket: args.bucket }, options);
    const bucket = new Bucket(
      name,
      {
        name: args.bucket,
        project: args.project,
        location: args.region.toUpperCase(),
        labels: args.labels,
        uniformBucketLevelAccess: true,
        publicAccessPrevention: "enforced",
        forceDestroy: true,
      },
      { parent: this },
    );
    for (const [reader, member] of Object.entries(args.readers)) {
      new BucketIAMMember(
        this.childName(reader),
        { bucket: bucket.name, role: "roles/storage.objectViewer", member },
        { parent: this },
      );
    }
    this.bucket = bucket.name;
    this.registerOutputs({ bucket: this.bucket });
  }
}
