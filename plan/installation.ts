import { type Deployment, deployment as installation } from "../sourcegraph/deployment.ts";
import { secretsOf } from "../sourcegraph/derive/secrets.ts";
import { type Secret, secretVariable } from "../sourcegraph/model/value.ts";
import { builtOf } from "../sourcegraph/versions/index.ts";
import type { Environment } from "../spec/schema/environment.ts";

/** A credential of an installation, and where it is kept. */
export interface CredentialPlan {
  /** Its short name in Secret Manager: "pgsql-auth-password". */
  readonly id: string;
  /** The Secret object in Kubernetes and the key in it. */
  readonly name: string;
  readonly key: string;
  /** The variable that it is elsewhere: "PGSQL_AUTH_PASSWORD". */
  readonly variable: string;
}

/** Where an installation is, as far as what is rendered of it goes. */
interface Place {
  /** The name under which people reach it. Default: none. */
  readonly domain?: string;
  /** Where images are that were built of a commit. Default: where releases are. */
  readonly builds?: string;
}

/** The Sourcegraph that an environment's file asks for. */
export function installationOf({ deployment }: Environment, { domain, builds }: Place = {}): Deployment {
  const { version, commit, size, replicas } = deployment;
  return installation(commit === undefined ? version : builtOf(commit), {
    size,
    ...(replicas && { replicas }),
    ...(domain !== undefined && { domain }),
    ...(commit !== undefined && builds !== undefined && { registry: builds }),
  });
}

const credentialOf = (secret: Secret): CredentialPlan => ({
  id: `${secret.name}-${secret.key}`,
  name: secret.name,
  key: secret.key,
  variable: secretVariable(secret),
});

/** The credentials of an installation; none for a single container, which keeps its own. */
export function credentialsOf(environment: Environment): CredentialPlan[] {
  const { type } = environment.deployment;
  return type === "container" ? [] : secretsOf(installationOf(environment), type).map(credentialOf);
}
