import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "./facts.ts";

interface CredentialFile {
  type?: string;
  quota_project_id?: string;
}

/** Where Google's clients look for a person's own credentials. */
function credentialFile(environment: NodeJS.ProcessEnv): string {
  const { GOOGLE_APPLICATION_CREDENTIALS, CLOUDSDK_CONFIG } = environment;
  const folder = CLOUDSDK_CONFIG ?? join(environment.HOME ?? homedir(), ".config", "gcloud");
  return GOOGLE_APPLICATION_CREDENTIALS ?? join(folder, "application_default_credentials.json");
}

function read(file: string): CredentialFile | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as CredentialFile;
  } catch {
    return undefined;
  }
}

/** Says with what credentials Google is going to be called. Reads what kind they are, and none of their secrets. */
export function credentialsOf(environment: NodeJS.ProcessEnv): Credentials {
  const { GOOGLE_OAUTH_ACCESS_TOKEN, GOOGLE_CLOUD_QUOTA_PROJECT, GOOGLE_BILLING_PROJECT } = environment;
  const engineCharges = environment.USER_PROJECT_OVERRIDE === "true" && GOOGLE_BILLING_PROJECT !== undefined;
  const file = GOOGLE_OAUTH_ACCESS_TOKEN ? undefined : read(credentialFile(environment));
  const quotaProject = GOOGLE_CLOUD_QUOTA_PROJECT ?? file?.quota_project_id;
  const ofFile = file?.type === "authorized_user" ? "user" : file ? "other" : "none";
  return {
    kind: GOOGLE_OAUTH_ACCESS_TOKEN ? "token" : ofFile,
    ...(quotaProject && { quotaProject }),
    engineCharges,
  };
}
