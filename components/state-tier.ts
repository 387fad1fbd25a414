import { CryptoKey } from "@pulumi/gcp/kms/cryptoKey.js";
import { CryptoKeyIAMMember } from "@pulumi/gcp/kms/cryptoKeyIAMMember.js";
import { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { Bucket } from "@pulumi/gcp/storage/bucket.js";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember.js";
import { type ComponentResourceOptions, type Input, interpolate, type Output } from "@pulumi/pulumi";
import { stateRoles, type TierPlan } from "../plan/bootstrap.ts";
import { Component } from "./component.ts";
import { accountOnceReady } from "./readiness.ts";

export interface StateTierArgs {
  plan: TierPlan;
  /** The project of buckets and identities, once each API is ready. */
  seed: { storage: Input<string>; iam: Input<string> };
  keyRing: Input<string>;
  region: string;
  /** The identity by which Cloud Storage encrypts. */
  storageAgent: Input<string>;
}

/** What a tier of trust has for itself: a bucket for state, the key that encrypts it, and the identity that deploys. */
export class StateTier extends Component {
  /** The deployer's full name: "projects/…/serviceAccounts/…". */
  readonly deployer: Output<string>;
  /** The deployer as a member of a policy, known once it can be found. */
  readonly deployerMember: Output<string>;
  /** The key's full name. */
  readonly key: Output<string>;
  /** The bucket of states. */
  readonly bucket: Output<string>;

  constructor(name: string, args: StateTierArgs, options?: ComponentResourceOptions) {
    super("StateTier", name, { bucket: args.plan.bucket }, options);
    const { key, usable } = this.#createKey(args);
    const deployer = this.#createDeployer(args);
    this.deployerMember = interpolate`serviceAccount:${accountOnceReady(deployer.email, args.seed.iam, this)}`;
    this.bucket = this.#createBucket(args, key, usable);
    this.deployer = deployer.name;
    this.key = key.id;
    this.registerOutputs({ deployer: this.deployer, key: this.key });
  }

  #createKey({ plan, keyRing, storageAgent }: StateTierArgs): { key: CryptoKey; usable: CryptoKeyIAMMember } {
    const key = new CryptoKey(
      this.childName("key"),
      { name: plan.key, keyRing, purpose: "ENCRYPT_DECRYPT", rotationPeriod: `${90 * 86_400}s` },
      { parent: this, protect: true },
    );
    // Cloud Storage refuses a bucket with a key that it may not use.
    const usable = new CryptoKeyIAMMember(
      this.childName("key-storage"),
      {
        cryptoKeyId: key.id,
        role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        member: interpolate`serviceAccount:${storageAgent}`,
      },
      { parent: this },
    );
    return { key, usable };
  }

  #createDeployer({ plan, seed }: StateTierArgs): Account {
    const { accountId, displayName } = plan.deployer;
    return new Account(this.childName("deployer"), { project: seed.iam, accountId, displayName }, { parent: this });
  }

  #createBucket({ plan, seed, region }: StateTierArgs, key: CryptoKey, usable: CryptoKeyIAMMember): Output<string> {
    const bucket = new Bucket(
      this.childName("state"),
      {
        name: plan.bucket,
        project: seed.storage,
        location: region.toUpperCase(),
        uniformBucketLevelAccess: true,
        publicAccessPrevention: "enforced",
        versioning: { enabled: true },
        softDeletePolicy: { retentionDurationSeconds: 30 * 86_400 },
        lifecycleRules: [
          {
            action: { type: "Delete" },
            condition: { numNewerVersions: 50, withState: "ARCHIVED", daysSinceNoncurrentTime: 90 },
          },
        ],
        encryption: { defaultKmsKeyName: key.id },
        forceDestroy: false,
      },
      { parent: this, protect: true, dependsOn: usable },
    );
    const member = this.deployerMember;
    new BucketIAMMember(
      this.childName("state-deployer"),
      { bucket: bucket.name, role: stateRoles.bucket, member },
      { parent: this },
    );
    new CryptoKeyIAMMember(
      this.childName("key-deployer"),
      { cryptoKeyId: key.id, role: stateRoles.key, member },
      { parent: this },
    );
    return bucket.name;
  }
}
