import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../spec/problem.ts";
import { paths } from "./directory.ts";
import { type Endpoints, overridesOf } from "./endpoints.ts";
import { tokenPrefix } from "./google/core/tokens.ts";
import { writeAuthPlugin } from "./kubernetes/auth-plugin.ts";
import { trustEnvironment } from "./kubernetes/trust.ts";
import { preparePulumiHome } from "./pulumi-home.ts";

/** A kubeconfig that knows no cluster; `gcloud container clusters get-credentials` adds some. */
const emptyKubeconfig = JSON.stringify({ apiVersion: "v1", kind: "Config", clusters: [], users: [], contexts: [] });

/**
 * With whose rights the local cloud is used: the administrator's, unless GOOGLE_OAUTH_ACCESS_TOKEN holds another token of a
 * local cloud. One of Google's is left alone: it is not for here.
 */
export function callersToken({ token }: Endpoints, environment: NodeJS.ProcessEnv = process.env): string {
  const other = environment.GOOGLE_OAUTH_ACCESS_TOKEN;
  return other?.startsWith(tokenPrefix) ? other : token;
}

/**
 * The environment variables that point the engine, its program, Google's clients and gcloud at a local cloud, and keep
 * them away from the user's own settings. `engine`: the folder that the toolchain obtained.
 */
export function localEnvironment(root: string, endpoints: Endpoints, engine: string): Record<string, string> {
  const { bin, directory, gcloud, kubeconfig, kubernetes, passphrase, pulumiHome, state, token } = paths(root);
  preparePulumiHome(pulumiHome, engine);
  writeAuthPlugin(bin, token);
  ensurePassphrase(passphrase, existsSync(state));
  mkdirSync(state, { recursive: true });
  if (!existsSync(kubeconfig)) writeFileSync(kubeconfig, emptyKubeconfig, { mode: 0o600 });
  const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== bin);
  return {
    SGDIST_ROOT: dirname(directory),
    PATH: [bin, ...path].join(delimiter),
    ...trustEnvironment(kubernetes),
    PULUMI_HOME: pulumiHome,
    // Without files for attributes: one that is being written when the engine is killed makes a state unreadable.
    PULUMI_BACKEND_URL: `${pathToFileURL(state).href}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    // The state says how its secrets are encrypted; nothing needs to be kept beside it.
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    GOOGLE_OAUTH_ACCESS_TOKEN: callersToken(endpoints),
    CLOUDSDK_CONFIG: gcloud,
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: token,
    CLOUDSDK_CORE_DISABLE_PROMPTS: "1",
    // Not removed but set: without it, everything that speaks to clusters would take the user's ~/.kube/config.
    KUBECONFIG: kubeconfig,
    ...(process.env.NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
    ...overridesOf(endpoints),
  };
}

/**
 * Makes the passphrase that secrets in local states are encrypted with. `used`: there are states already.
 * @throws UserError when there was one: with another, nothing of these states could be read.
 */
function ensurePassphrase(file: string, used: boolean): void {
  if (existsSync(file)) return;
  if (used) {
    throw new UserError(
      `${file} is gone: the passphrase without which the local stacks' states can't be read.\n→ Put it back from a ` +
        "backup, or begin anew: `sgdist local down --wipe` forgets the local cloud and its states, `npm start` builds " +
        "them again.",
    );
  }
  writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
}

/**
 * What the engine needs besides to keep a state in a bucket of the local cloud. Its client for gs:// sends no token to an
 * emulator, but does so to a proxy: so Storage is reached as the proxy of a host that isn't there. (Were the proxy lost,
 * `.invalid` would keep the calls on this machine.)
 */
export function bucketStateEnvironment(endpoints: Endpoints): Record<string, string> {
  const { host } = new URL(endpoints.endpoints["storage.googleapis.com"]!);
  return {
    STORAGE_EMULATOR_HOST: "storage.googleapis.invalid",
    HTTP_PROXY: `http://token:${callersToken(endpoints)}@${host}`,
    NO_PROXY: "127.0.0.1,localhost",
  };
}
