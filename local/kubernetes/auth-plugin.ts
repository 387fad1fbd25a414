import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The program that kubectl and others ask for a token, as the kubeconfigs of GKE name it. */
const name = "gke-gcloud-auth-plugin";

/** Gives the token of whoever works on the local cloud; by default that of its file. */
const script = (token: string) => `#!/bin/sh
token=\${GOOGLE_OAUTH_ACCESS_TOKEN:-$(cat '${token.replaceAll("'", "'\\''")}')}
printf '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"token":"%s"}}\\n' "$token"
`;

/** Puts the program into a folder that is first on the PATH. `token`: the file with the local cloud's token. */
export function writeAuthPlugin(folder: string, token: string): void {
  mkdirSync(folder, { recursive: true });
  const aside = join(folder, `.${name}.${process.pid}`);
  writeFileSync(aside, script(token), { mode: 0o755 });
  renameSync(aside, join(folder, name));
}
