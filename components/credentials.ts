import { randomBytes } from "node:crypto";
import { Secret } from "@pulumi/gcp/secretmanager/secret.js";
import { SecretVersion } from "@pulumi/gcp/secretmanager/secretVersion.js";
import { type ComponentResourceOptions, type Input, type Output, secret } from "@pulumi/pulumi";
import { Component } from "./component.ts";

export interface CredentialsArgs {
  /** The project, once Secret Manager is ready. */
  project: Input<string>;
  /** The names of the secrets in Secret Manager. */
  names: readonly string[];
  labels: Record<string, string>;
  /** Whether they are kept when the stack is destroyed by accident. */
  protectData: boolean;
}

/** Credentials that are made once and kept in Secret Manager: a new one is a new version there, and nothing here. */
export class Credentials extends Component {
  /** The full name of each secret, by its short one. */
  readonly ids: Record<string, Output<string>>;

  constructor(name: string, args: CredentialsArgs, options?: ComponentResourceOptions) {
    super("Credentials", name, { names: args.names }, options);
    this.ids = Object.fromEntries(args.names.map((each) => [each, this.#create(each, args)]));
    this.registerOutputs({ ids: this.ids });
  }

  #create(name: string, { project, labels, protectData }: CredentialsArgs): Output<string> {
    const made = new Secret(
      this.childName(name),
      { project, secretId: name, replication: { auto: {} }, labels },
      { parent: this, protect: protectData },
    );
    const version = new SecretVersion(
      this.childName(`${name}-first`),
      { secret: made.id, secretData: secret(randomBytes(24).toString("base64url")) },
      // Each run makes another value up: only the first one ever counts.
      { parent: this, protect: protectData, ignoreChanges: ["secretData"] },
    );
    // Whoever reads it needs a version to be there.
    return version.name.apply((text) => text.split("/versions/")[0]!);
  }
}
