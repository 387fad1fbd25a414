import { Service } from "@pulumi/gcp/cloudrunv2/service.js";
import { IAMMember } from "@pulumi/gcp/projects/iammember.js";
import { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { Bucket } from "@pulumi/gcp/storage/bucket.js";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember.js";
import { BucketObject } from "@pulumi/gcp/storage/bucketObject.js";
import { all, asset, type ComponentResourceOptions, type Input, interpolate, type Output } from "@pulumi/pulumi";
import type { SlackServicePlan } from "../plan/slack.ts";
import { configVariable } from "../slack/config.ts";
import { Component } from "./component.ts";
import { accountOnceReady } from "./readiness.ts";

export interface SlackServiceArgs {
  plan: SlackServicePlan;
  /** The project, once each API is ready. */
  project: { iam: Input<string>; run: Input<string>; storage: Input<string> };
  labels: Record<string, string>;
  /** What it is deployed from: the path of an archive, and what tells it from others. */
  archive: { hash: string; path: string };
}

/** What answers to /sgdist: the one thing that is open to the internet, with an account that may do next to nothing. */
export class SlackService extends Component {
  /** The account that it runs as, as a member of a policy, known once it can be found. */
  readonly member: Output<string>;
  /** Where Slack reaches it. */
  readonly url: Output<string>;

  constructor(name: string, args: SlackServiceArgs, options?: ComponentResourceOptions) {
    super("SlackService", name, { name: args.plan.name, secrets: [...args.plan.secrets] }, options);
    const { plan, project } = args;
    const { accountId, displayName } = plan.account;
    const account = new Account(
      this.childName("account"),
      { project: project.iam, accountId, displayName },
      { parent: this },
    );
    const email = accountOnceReady(account.email, project.iam, this);
    this.member = interpolate`serviceAccount:${email}`;
    this.#publishFacts(args, email);
    this.url = this.#serve(args, email, this.#upload(args)).uri;
    for (const { role, member } of plan.projectGrants) {
      new IAMMember(
        this.childName(`${member.split(/[:@]/)[1]!}-${role.replace("roles/", "")}`),
        { project: project.iam, role, member },
        { parent: this },
      );
    }
    this.registerOutputs({ url: this.url });
  }

  #bucket(name: string, bucket: string, { plan, project, labels }: SlackServiceArgs): Bucket {
    return new Bucket(
      this.childName(name),
      {
        name: bucket,
        project: project.storage,
        location: plan.region.toUpperCase(),
        labels,
        uniformBucketLevelAccess: true,
        publicAccessPrevention: "enforced",
        forceDestroy: true,
      },
      { parent: this },
    );
  }

  /** Where it is written down what environments there are. `email`: waited for, as a policy refuses who isn't there. */
  #publishFacts(args: SlackServiceArgs, email: Output<string>): void {
    const { facts } = args.plan;
    const bucket = this.#bucket("facts", facts.bucket, args);
    for (const { role, member } of facts.grants) {
      new BucketIAMMember(
        this.childName(`facts-${member.split(/[:@]/)[1]!}`),
        { bucket: all([bucket.name, email]).apply(([known]) => known), role, member },
        { parent: this },
      );
    }
  }

  #upload(args: SlackServiceArgs): BucketObject {
    const bucket = this.#bucket("source", args.plan.sourceBucket, args);
    return new BucketObject(
      this.childName("source"),
      {
        bucket: bucket.name,
        // Its name tells its content: another content is another object, and so deploys anew.
        name: `slack-${args.archive.hash}.tar.gz`,
        source: new asset.FileAsset(args.archive.path),
      },
      { parent: this },
    );
  }

  /** Google lays the archive over an image of its own: nothing is built, and no account that builds is needed. */
  #serve({ plan, project, labels }: SlackServiceArgs, email: Output<string>, source: BucketObject): Service {
    return new Service(
      this.childName("service"),
      {
        project: project.run,
        location: plan.region,
        name: plan.name,
        description: plan.description,
        labels,
        ingress: "INGRESS_TRAFFIC_ALL",
        // Slack has no credentials of Google: who calls is known by the signature alone, which the service checks.
        invokerIamDisabled: true,
        deletionProtection: false,
        template: {
          serviceAccount: email,
          timeout: `${plan.timeoutSeconds}s`,
          maxInstanceRequestConcurrency: plan.concurrency,
          scaling: { maxInstanceCount: plan.mostInstances },
          containers: [
            {
              image: "scratch",
              baseImageUri: plan.baseImage,
              commands: ["node"],
              args: ["index.js"],
              sourceCode: { cloudStorageSource: { bucket: source.bucket, object: source.name } },
              envs: [{ name: configVariable, value: JSON.stringify(plan.configuration) }],
              resources: { limits: { cpu: "1", memory: "512Mi" }, cpuIdle: true },
            },
          ],
        },
      },
      { parent: this },
    );
  }
}
