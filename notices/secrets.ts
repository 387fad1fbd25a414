import type { GoogleClient } from "../google/client.ts";
import { latestSecret } from "../google/secret.ts";
import { noticeSecrets } from "../plan/names.ts";
import type { Organization } from "../spec/schema/organization.ts";

/** The variables of the environment with the secrets of each channel. */
export const secretVariables = { slack: "SGDIST_SLACK_TOKEN", mail: "SGDIST_SMTP_URL" } as const;

/** The environment with the secrets of the channels that are configured, and why there are none of others. */
export interface Secrets {
  environment: NodeJS.ProcessEnv;
  missing: Partial<Record<keyof typeof noticeSecrets, string>>;
}

/** Finds the secrets of channels: in the environment, or else in Secret Manager, in the project of continuous integration. */
export async function withSecrets(
  { notifications, projects }: Organization,
  environment: NodeJS.ProcessEnv,
  google: GoogleClient,
): Promise<Secrets> {
  const found = { ...environment };
  const missing: Secrets["missing"] = {};
  for (const channel of ["slack", "mail"] as const) {
    const variable = secretVariables[channel];
    if (!notifications?.[channel] || found[variable]) continue;
    const secret = noticeSecrets[channel];
    try {
      const value = await latestSecret(google, projects.ci.id, secret);
      if (value === undefined) missing[channel] = `the secret ${secret} of ${projects.ci.id} has no version`;
      else found[variable] = value;
    } catch (error) {
      missing[channel] = `the secret ${secret} of ${projects.ci.id} can't be read: ${(error as Error).message}`;
    }
  }
  return { environment: found, missing };
}
