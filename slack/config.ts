import { z } from "zod";

/** The configuration of the service: what plan/slack.ts makes of the specification. */
export const configSchema = z.strictObject({
  /** The ID of the workspace whose members are listened to. */
  team: z.string().min(1),
  /** Who is listened to: logins of GitHub by the IDs of members of Slack. */
  people: z.record(z.string(), z.string().min(1)),
  /** Whose workflow does what is asked: "owner/name", and the branch that is deployed. */
  repository: z.string().min(1),
  branch: z.string().min(1),
  /** The app of GitHub that starts it, by its number and that of its installation. */
  app: z.strictObject({ id: z.string().regex(/^\d+$/), installation: z.string().regex(/^\d+$/) }),
  /** The object that says what environments there are. */
  facts: z.strictObject({ bucket: z.string().min(1), object: z.string().min(1) }),
  /** The secrets that requests are signed with and that it is the app with, and the project that has them. */
  secrets: z.strictObject({ project: z.string().min(1), signing: z.string().min(1), appKey: z.string().min(1) }),
});

export type SlackConfig = z.infer<typeof configSchema>;

/** The environment variable that holds the configuration as JSON. */
export const configVariable = "SLACK_CONFIG";

/**
 * Reads the configuration.
 * @throws Error that names everything that is wrong with it.
 */
export function parseConfig(text: string | undefined): SlackConfig {
  if (!text) throw new Error(`${configVariable} is not set: the service doesn't know whom it is to listen to.`);
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw new Error(`${configVariable} is no JSON: ${(error as Error).message}`, { cause: error });
  }
  const { success, data, error } = configSchema.safeParse(read);
  if (success) return data;
  throw new Error(`${configVariable} is wrong:\n${z.prettifyError(error)}`);
}
