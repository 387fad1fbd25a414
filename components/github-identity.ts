import { WorkloadIdentityPool } from "@pulumi/gcp/iam/workloadIdentityPool.js";
import { WorkloadIdentityPoolProvider } from "@pulumi/gcp/iam/workloadIdentityPoolProvider.js";
import { IAMMember } from "@pulumi/gcp/serviceaccount/iammember.js";
import type { ComponentResourceOptions, Input, Output } from "@pulumi/pulumi";
import { type GithubPlan, type Trust, trustedMembers } from "../plan/github.ts";
import { Component } from "./component.ts";

export interface GithubIdentityArgs {
  plan: GithubPlan;
  pool: string;
  project: Input<string>;
  /** The service account that each degree of trust may act as, by full name. */
  accounts: Record<Trust, Input<string>>;
}

/** Lets workflows of one GitHub repository act as service accounts, without a key. */
export class GithubIdentity extends Component {
  /** The provider's full name, which workflows authenticate with. */
  readonly provider: Output<string>;

  constructor(name: string, args: GithubIdentityArgs, options?: ComponentResourceOptions) {
    super("GithubIdentity", name, { condition: args.plan.condition }, options);
    const pool = new WorkloadIdentityPool(
      this.childName("pool"),
      { project: args.project, workloadIdentityPoolId: args.pool, displayName: "GitHub" },
      { parent: this },
    );
    const provider = new WorkloadIdentityPoolProvider(
      this.childName("provider"),
      {
        project: args.project,
        workloadIdentityPoolId: pool.workloadIdentityPoolId,
        workloadIdentityPoolProviderId: args.plan.provider,
        displayName: "GitHub Actions",
        oidc: { issuerUri: args.plan.issuer },
        attributeCondition: args.plan.condition,
        attributeMapping: args.plan.mapping,
      },
      { parent: this },
    );
    this.provider = provider.name;
    for (const [trust, serviceAccountId] of Object.entries(args.accounts)) {
      new IAMMember(
        this.childName(trust),
        {
          serviceAccountId,
          role: "roles/iam.workloadIdentityUser",
          member: pool.name.apply((poolName) => trustedMembers(poolName, trust as Trust)),
        },
        { parent: this },
      );
    }
    this.registerOutputs({ provider: this.provider });
  }
}
