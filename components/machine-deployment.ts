import { SecretIamMember } from "@pulumi/gcp/secretmanager/secretIamMember.js";
import { BucketObject } from "@pulumi/gcp/storage/bucketObject.js";
import {
  all,
  type ComponentResourceOptions,
  type Input,
  interpolate,
  type Output,
  type Resource,
} from "@pulumi/pulumi";
import { manifestName, manifestOf, objectName, type Release } from "../machine/manifest.ts";
import { Component } from "./component.ts";
import { revisionOnceRunning } from "./machine-readiness.ts";

/** What a machine is to run, whose secrets exist once those are known. */
export interface MachineDeploymentArgs extends Omit<Release, "secrets"> {
  /** Where the machine looks for it. */
  bucket: Input<string>;
  prefix: string;
  /** The secrets that it needs, by the variables that they are given as. */
  secrets: Readonly<Record<string, MachineSecret>>;
  machine: {
    project: Input<string>;
    zone: Input<string>;
    name: Input<string>;
    /** The e-mail address of the service account that it acts as. */
    serviceAccount: Input<string>;
  };
}

/** A secret of Secret Manager. */
export interface MachineSecret {
  /** Its full name: "projects/p/secrets/s". */
  name: string;
  /** Anything that is known once it has a value. */
  ready: Input<unknown>;
}

/** A release on a machine: its files in the machine's bucket, its secrets for the machine to read, and the wait for it. */
export class MachineDeployment extends Component {
  /** The release's revision, known once the machine says that it runs well. */
  readonly revision: Output<string>;

  constructor(name: string, args: MachineDeploymentArgs, options?: ComponentResourceOptions) {
    const { type, services, images, files } = args;
    const secrets = Object.fromEntries(Object.entries(args.secrets).map(([variable, { name }]) => [variable, name]));
    const manifest = manifestOf({ type, services, ...(images && { images }), files, secrets });
    super("MachineDeployment", name, { type, revision: manifest.revision }, options);
    const before = [...this.#createFiles(args), ...this.#allowSecrets(args)];
    // The machine looks at this one: all that it names is there by then.
    const announced = new BucketObject(
      this.childName("manifest"),
      {
        bucket: args.bucket,
        name: `${args.prefix}/${manifestName}`,
        content: `${JSON.stringify(manifest, null, 2)}\n`,
        contentType: "application/json",
      },
      { parent: this, dependsOn: before },
    );
    const { serviceAccount: _, ...place } = args.machine;
    this.revision = revisionOnceRunning(place, manifest.revision, [announced.id, announced.md5hash], this);
    this.registerOutputs({ revision: this.revision });
  }

  #createFiles({ bucket, prefix, files }: MachineDeploymentArgs): Resource[] {
    return files.map(
      (file) =>
        new BucketObject(
          this.childName(file.path),
          { bucket, name: objectName(prefix, file), content: file.content, contentType: "text/plain" },
          { parent: this },
        ),
    );
  }

  #allowSecrets({ secrets, machine }: MachineDeploymentArgs): Resource[] {
    return Object.entries(secrets).map(
      ([variable, { name, ready }]) =>
        new SecretIamMember(
          this.childName(variable),
          {
            project: machine.project,
            secretId: all([ready]).apply(() => name),
            role: "roles/secretmanager.secretAccessor",
            member: interpolate`serviceAccount:${machine.serviceAccount}`,
          },
          { parent: this },
        ),
    );
  }
}
