import { GoogleError } from "../google/client.ts";
import { slackPlan } from "../plan/slack.ts";
import { factsOf } from "../slack/of-specification.ts";
import { publishFacts } from "../slack/publish.ts";
import { readFiles } from "../spec/load.ts";
import { printable } from "../spec/problem.ts";
import type { Tier } from "../spec/schema/organization.ts";
import type { Context } from "./context.ts";
import { paint } from "./output/style.ts";

const reasonOf = (error: unknown, bucket: string): string => {
  if (error instanceof GoogleError && error.code === 404)
    return `there is no bucket ${bucket} yet; \`sgdist up ci\` makes it`;
  return error instanceof Error ? error.message : String(error);
};

/**
 * Tells the command in Slack what environments there are, where there is one. That it can't be told is a warning: the work is
 * something else, and what is asked for in Slack is held against the branch once more. `tier`: whose work is being done.
 */
export async function tellSlackCommands({ root, specification, workspace }: Context, tier?: Tier): Promise<void> {
  const service = slackPlan(specification.organization)?.service;
  // Both tiers are in one object, which the deployer of non-production writes.
  if (!service || tier === "production") return;
  try {
    const facts = factsOf(specification, readFiles(root));
    await publishFacts(workspace.google, service.configuration.facts, facts);
  } catch (error) {
    const why = printable(reasonOf(error, service.facts.bucket));
    console.error(paint("yellow", `Warning: /sgdist in Slack knows of no changes: ${why}.`, process.stderr));
  }
}
