import { type Deployment, deployment as installation } from "../sourcegraph/deployment.ts";
import { secretsOf } from "../sourcegraph/derive/secrets.ts";
import { type Secret, secretVariable } from "../sourcegraph/model/value.ts";
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

/** The Sourcegraph that an environment's file asks for. `domain`: the name under which people reach it. */
export const installationOf = ({ deployment }: Environment, domain?: string): Deployment =>
  installation(deployment.version, {
    size: deployment.size,
    ...(deployment.replicas && { replicas: deployment.replicas }),
    ...(domain !== undefined && { domain }),
  });

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
