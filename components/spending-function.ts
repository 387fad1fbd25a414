import { Function as GoogleFunction } from "@pulumi/gcp/cloudfunctionsv2/function.js";
import { ServiceIamMember } from "@pulumi/gcp/cloudrunv2/serviceIamMember.js";
import { type ComponentResourceOptions, type Input, interpolate, type Output } from "@pulumi/pulumi";
import type { FunctionPlan } from "../plan/spending.ts";
import { Component } from "./component.ts";

export interface SpendingFunctionArgs {
  plan: FunctionPlan;
  /** The project, once everything that functions need is ready in it. */
  project: Input<string>;
  region: string;
  timeoutSeconds: number;
  /** What it is deployed from. */
  source: { bucket: Input<string>; object: Input<string> };
  /** Where its images go: "projects/…/locations/…/repositories/…". */
  repository: Input<string>;
  /** The account that builds it: "projects/…/serviceAccounts/…". */
  builder: Input<string>;
  /** The address of the account that it runs as. */
  account: Input<string>;
  /** The address of the account that alone may call it. */
  caller: Input<string>;
  environment: Record<string, string>;
}

/** The runtime of functions: the version of Node that this program itself runs on. */
const runtime = "nodejs24";

/** A function of the controller of spending, and who may call it: one account, from within Google Cloud. */
export class SpendingFunction extends Component {
  /** Where it is called. */
  readonly uri: Output<string>;

  constructor(name: string, args: SpendingFunctionArgs, options?: ComponentResourceOptions) {
    const { plan, project, region, caller } = args;
    super("SpendingFunction", name, { name: plan.name, entryPoint: plan.entryPoint }, options);
    const fn = new GoogleFunction(
      name,
      {
        project,
        location: region,
        name: plan.name,
        description: plan.description,
        buildConfig: {
          runtime,
          entryPoint: plan.entryPoint,
          // Google's default accounts may do nothing in an organisation that gives them no rights.
          serviceAccount: args.builder,
          dockerRepository: args.repository,
          source: { storageSource: args.source },
        },
        serviceConfig: {
          serviceAccountEmail: args.account,
          environmentVariables: args.environment,
          timeoutSeconds: args.timeoutSeconds,
          availableCpu: "1",
          availableMemory: "1Gi",
          maxInstanceCount: 3,
          maxInstanceRequestConcurrency: 8,
          ingressSettings: "ALLOW_INTERNAL_ONLY",
          allTrafficOnLatestRevision: true,
        },
        ...(plan.topic && {
          eventTrigger: {
            eventType: "google.cloud.pubsub.topic.v1.messagePublished",
            pubsubTopic: plan.topic,
            triggerRegion: region,
            serviceAccountEmail: caller,
            retryPolicy: "RETRY_POLICY_RETRY",
          },
        }),
      },
      { parent: this },
    );
    new ServiceIamMember(
      this.childName("caller"),
      {
        project,
        location: region,
        name: fn.name,
        role: "roles/run.invoker",
        member: interpolate`serviceAccount:${caller}`,
      },
      { parent: this },
    );
    this.uri = fn.serviceConfig.apply((config) => config?.uri ?? "");
    this.registerOutputs({ uri: this.uri });
  }
}
