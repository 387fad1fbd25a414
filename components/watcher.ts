import { CryptoKeyIAMMember } from "@pulumi/gcp/kms/cryptoKeyIAMMember.js";
import { IAMCustomRole } from "@pulumi/gcp/organizations/iamcustomRole.js";
import { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember.js";
import { type ComponentResourceOptions, type Input, interpolate, type Output } from "@pulumi/pulumi";
import { type BootstrapPlan, watchedStateRoles } from "../plan/bootstrap.ts";
import { Component } from "./component.ts";
import { accountOnceReady } from "./readiness.ts";

export interface WatcherArgs {
  plan: BootstrapPlan["watcher"];
  organizationId: string;
  /** The project of identities, once its API is ready. */
  project: Input<string>;
  /** The bucket of production's states, and the key of their secrets by its full name. */
  state: { bucket: Input<string>; key: Input<string> };
}

/** What looks for changes by hand in production: its account, roles of our own for it, and that it reads the states. */
export class Watcher extends Component {
  /** The account's full name: "projects/…/serviceAccounts/…". */
  readonly account: Output<string>;
  /** The account as a member of a policy, known once it can be found. */
  readonly member: Output<string>;

  constructor(name: string, args: WatcherArgs, options?: ComponentResourceOptions) {
    super("Watcher", name, {}, options);
    const { accountId, displayName, roles } = args.plan;
    const account = new Account(
      this.childName("account"),
      { project: args.project, accountId, displayName },
      { parent: this },
    );
    this.account = account.name;
    this.member = interpolate`serviceAccount:${accountOnceReady(account.email, args.project, this)}`;
    for (const { id, title, description, permissions } of roles) {
      new IAMCustomRole(
        this.childName(id),
        { orgId: args.organizationId, roleId: id, title, description, permissions: [...permissions] },
        { parent: this },
      );
    }
    const { bucket, key } = args.state;
    const member = this.member;
    new BucketIAMMember(this.childName("state"), { bucket, role: watchedStateRoles.bucket, member }, { parent: this });
    new CryptoKeyIAMMember(
      this.childName("key"),
      { cryptoKeyId: key, role: watchedStateRoles.key, member },
      { parent: this },
    );
    this.registerOutputs({ account: this.account });
  }
}
