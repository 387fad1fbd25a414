import { z } from "zod";
import { steps } from "../../spec/schema/organization.ts";

const common = {
  /** The environment's name. */
  name: z.string().min(1),
  /** The ID of its project. */
  project: z.string().min(1),
  kind: z.string().min(1),
  /** The key of the team that owns it. */
  owner: z.string().min(1),
  /** Whole units a month, in the currency of the billing account. */
  budget: z.int().positive(),
  region: z.string().min(1),
};

/** Production: it is told about, and nothing else can be written down for it. */
const production = z.strictObject({ ...common, tier: z.literal("production"), ladder: z.tuple([z.literal("notify")]) });

/** What lasts, outside of production: the controller has no rights in it, but may refuse deployments. */
const lasting = z.strictObject({
  ...common,
  tier: z.literal("nonproduction"),
  ladder: z.array(z.enum(["notify", "freeze"])).nonempty(),
});

/** What ends: the controller may scale it down, and take its billing link away. */
const dynamic = z.strictObject({
  ...common,
  tier: z.literal("nonproduction"),
  ladder: z.array(z.enum(steps)).nonempty(),
  /** The last day: "2026-12-01". What has one is dynamic. */
  expires: z.iso.date(),
});

const environment = z.union([production, lasting, dynamic]);

/** The configuration of the controller: what `controllerConfig` makes of the specification. */
export const configSchema = z.strictObject({
  /** "01C0DE-5EED00-CAFE42" */
  billingAccount: z.string().min(1),
  /** The ID of the project that the controller is in. */
  spendingProject: z.string().min(1),
  /** Where states and the journal are, without gs://. */
  limitsBucket: z.string().min(1),
  /** Whether steps are only rehearsed: written down and told as such, and nothing is done. */
  dryRun: z.boolean(),
  /**
   * The environments, or the name of the object in the limits bucket that holds them as a list: an environment variable
   * of Cloud Run has room for 32 KiB, which is some 130 environments.
   */
  environments: z.union([z.array(environment), z.string().min(1)]),
  /** Whom to tell, by the keys of the teams. */
  teams: z.record(z.string(), z.strictObject({ name: z.string(), email: z.string() })),
  /** The key of the team that hears of everything. */
  platform: z.string().min(1),
  /** The table of the standard billing export, from which actual costs are read again. Default: there is none. */
  billingExport: z
    .strictObject({ project: z.string().min(1), dataset: z.string().min(1), table: z.string().min(1) })
    .optional(),
});

export type ControllerConfig = z.infer<typeof configSchema>;
export type ProductionEnvironment = z.infer<typeof production>;
export type LastingEnvironment = z.infer<typeof lasting>;
/** The only environments that the controller may act on. */
export type DynamicEnvironment = z.infer<typeof dynamic>;
/** An environment as the controller knows it. */
export type LimitedEnvironment = z.infer<typeof environment>;

export const environmentsSchema = z.array(environment);

/** Whether an environment ends, so that it may be acted on. */
export const isDynamic = (environment: LimitedEnvironment): environment is DynamicEnvironment =>
  "expires" in environment;

/** The environment variable that holds the configuration as JSON. */
export const configVariable = "SPENDING_CONFIG";

/**
 * Reads the configuration.
 * @throws Error that names everything that is wrong with it.
 */
export function parseConfig(text: string | undefined): ControllerConfig {
  if (!text) throw new Error(`${configVariable} is not set: the controller doesn't know what it is to watch.`);
  const { success, data, error } = configSchema.safeParse(parsed(text));
  if (success) return data;
  throw new Error(`${configVariable} is wrong:\n${z.prettifyError(error)}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${configVariable} is no JSON: ${(error as Error).message}`, { cause: error });
  }
}
