import type { Api } from "../core/api.ts";
import { ApiError } from "../core/errors.ts";
import { errorInfo } from "../core/projects.ts";
import type { Identity } from "../core/tokens.ts";
import { relativeName } from "./names.ts";

/** What was refused to whom. */
export interface Refused {
  permission: string;
  /** The full name of the resource. */
  resource: string;
  identity: Identity;
}

type Words = (refused: { permission: string; name: string; resource: string; who: string }) => string;

/** The words of the services that have some of their own. `name`: without the service. */
const words: Record<string, Words> = {
  "billingbudgets.googleapis.com": () => "The caller does not have permission",
  "cloudbilling.googleapis.com": () => "The caller does not have permission",
  "cloudkms.googleapis.com": ({ permission, name }) =>
    `Permission '${permission}' denied on resource '${name}' (or it may not exist).`,
  "compute.googleapis.com": ({ permission, name }) => `Required '${permission}' permission for '${name}'`,
  "container.googleapis.com": ({ permission, name }) => `Required "${permission}" permission(s) for "${name}".`,
  "iam.googleapis.com": ({ permission }) => `Permission '${permission}' denied on resource (or it may not exist).`,
  "iamcredentials.googleapis.com": ({ permission }) =>
    `Permission '${permission}' denied on resource (or it may not exist).`,
  "pubsub.googleapis.com": () => "User not authorized to perform this action.",
  "secretmanager.googleapis.com": ({ permission, name }) =>
    `Permission '${permission}' denied for resource '${name}' (or it may not exist).`,
  "storage.googleapis.com": ({ permission, name, who }) =>
    `${who} does not have ${permission} access to the Google Cloud Storage ` +
    `${name.includes("/objects/") ? "object" : name.startsWith("projects/_/") ? "bucket" : "project"}. ` +
    `Permission '${permission}' denied on resource (or it may not exist).`,
};

const general: Words = ({ permission, resource }) =>
  `Permission '${permission}' denied on resource '${resource}' (or it may not exist).`;

/** A call that is refused for want of a permission, in the words of its API. */
export class AccessDenied extends ApiError {
  readonly refused: Refused;

  constructor(api: Api, refused: Refused) {
    const { permission, resource, identity } = refused;
    const who = identity.member.replace(/^\w+:(?!\/\/)/, "");
    const name = relativeName(resource);
    super("PERMISSION_DENIED", (words[api.host] ?? general)({ permission, name, resource, who }), {
      details: [errorInfo("IAM_PERMISSION_DENIED", { permission, resource: name }, api.host)],
    });
    this.refused = refused;
  }
}
