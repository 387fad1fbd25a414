import { Secret } from "@pulumi/gcp/secretmanager/secret.js";
import { SecretIamMember } from "@pulumi/gcp/secretmanager/secretIamMember.js";
import type { ComponentResourceOptions, Input } from "@pulumi/pulumi";
import { Component } from "./component.ts";

export interface EntrustedSecretArgs {
  /** The project, once Secret Manager is ready. */
  project: Input<string>;
  labels: Record<string, string>;
  /** Who may read it, as IAM writes it, by a stable name. */
  readers: Record<string, Input<string>>;
  /** Whether it may go with what reads it: its value is worth nothing soon. Default: it is kept. */
  passing?: boolean;
}

/** A secret in Secret Manager whose value a person puts there: no state and no plan ever has it. */
export class EntrustedSecret extends Component {
  constructor(name: string, args: EntrustedSecretArgs, options?: ComponentResourceOptions) {
    const { project, labels, readers, passing = false } = args;
    super("EntrustedSecret", name, { readers: Object.keys(readers) }, options);
    const secret = new Secret(
      name,
      { project, secretId: name, replication: { auto: {} }, labels },
      { parent: this, protect: !passing },
    );
    for (const [reader, member] of Object.entries(readers)) {
      new SecretIamMember(
        this.childName(reader),
        { project, secretId: secret.secretId, role: "roles/secretmanager.secretAccessor", member },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
