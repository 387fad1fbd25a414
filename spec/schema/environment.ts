import { z } from "zod";
import { sizes } from "../../sourcegraph/model/size.ts";
import * as field from "./fields.ts";
import { followSchema } from "./follow.ts";
import { leaseSchema } from "./previews.ts";

export const deploymentTypes = ["kubernetes", "compose", "container"] as const;

const replicaText = "a whole number from 1 to 100";

const deployment = field.map(
  {
    type: field.oneOf([...deploymentTypes], "how Sourcegraph is deployed"),
    version: field.text(
      /^(main|\d{1,3}\.\d{1,5}\.\d{1,6})$/,
      "a version of Sourcegraph such as 7.2.1943, or main for whatever is newest",
    ),
    commit: field.commit
      .describe("the commit of the product whose images run, as they were built here; only with version main")
      .optional(),
    size: field.oneOf([...sizes], "the size of the deployment"),
    replicas: field
      .mapOf(
        field.text(/^[a-z](?:[a-z-]{0,38}[a-z])$/, "the name of a service such as gitserver"),
        z
          .int({ error: replicaText })
          .min(1, { error: replicaText })
          .max(100, { error: replicaText })
          .describe(replicaText),
        "replicas of services by name, where not the size's own, for example gitserver: 2",
      )
      .optional(),
  },
  "the deployment: type, version and size",
);

/** environments/<name>.yaml: one environment, in a project of its own. */
export const environmentSchema = field.map(
  {
    name: field.key("the environment's name"),
    kind: field.key("a kind of environment"),
    owner: field.key("the team that owns it"),
    purpose: field.sentence("what the environment is for"),
    project: field.projectId,
    deployment,
    follow: followSchema.optional(),
    budget: field.amount.optional(),
    region: field.region.optional(),
    apis: field.listOf(field.api, "more APIs, out of those that the kind allows").optional(),
    expires: field.day.describe("the last day of an environment that doesn't live for ever").optional(),
    lease: leaseSchema.optional(),
    dirty: z
      .literal(true, { error: "true, after a lease ended and until the slot was found clean" })
      .describe("a slot that isn't given away before it was found clean; `sgdist previews reconcile` writes it")
      .optional(),
    retired: z
      .literal(true, { error: "true, once the environment may be destroyed" })
      .describe("lifts the protection of the environment, so that it can be destroyed")
      .optional(),
  },
  "an environment",
);

export type Environment = z.infer<typeof environmentSchema>;
export type DeploymentType = Environment["deployment"]["type"];
export type Size = Environment["deployment"]["size"];
