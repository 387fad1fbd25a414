import { z } from "zod";
import * as field from "../../spec/schema/fields.ts";
import { environmentTag } from "../../spec/schema/organization.ts";
import { intruders } from "../foundations.ts";
import { guideline } from "../guideline.ts";
import { Sides } from "../landscape/sides.ts";
import { connected, doubles, impostors, misplaced, strangers } from "../production.ts";

/** Production shares nothing with anything else. */
export const productionApart = guideline({
  id: "production-apart",
  title: "Production shares no identity, thing, key or network with other environments",
  topic: "split",
  why: "Other environments are guarded less, as they are there to try things out: whoever takes one over must find no way into production from there.",
  sources: [
    {
      title: "Google Cloud: organization structure",
      url: "https://cloud.google.com/architecture/security-foundations/organization-structure",
    },
    {
      title: "Google Cloud: decide a resource hierarchy",
      url: "https://cloud.google.com/architecture/landing-zones/decide-resource-hierarchy",
    },
  ],
  appliesTo:
    "every grant to an identity of a machine and whatever runs as one, what production is deployed with, everything labelled with its environment, keys of one's own, and connections of networks",
  parameters: z.strictObject({
    shared: field.listOf(environmentTag, "the environments that are there for all").default(["common", "ci"]),
  }),
  remedy: "Give each side an identity, a key and a network of its own, and take the role or the connection away.",
  check: (landscape, { organization, parameters }) => {
    const sides = new Sides(landscape, parameters.shared);
    return [
      ...strangers(landscape, sides),
      ...doubles(landscape, sides),
      ...impostors(landscape, sides),
      ...intruders(landscape, sides, organization),
      ...misplaced(landscape),
      ...connected(landscape, sides),
    ];
  },
  apart: (one, other) => {
    if ((one.environment === "production") === (other.environment === "production")) return undefined;
    const stranger = one.environment === "production" ? other : one;
    return `production shares nothing with ${stranger.environment}`;
  },
  good: {
    says: "An identity with a role in its own project",
    base: "non-production",
    resources: {
      agent: {
        type: "gcp:serviceaccount/account:Account",
        properties: { project: "${service-iam.project}", accountId: "reader" },
      },
      agentAccess: {
        type: "gcp:projects/iAMMember:IAMMember",
        properties: {
          project: "${project.projectId}",
          role: "roles/logging.logWriter",
          member: "serviceAccount:${agent.email}",
        },
      },
    },
  },
  bad: {
    says: "An identity of a non-production project with a role on the whole organisation, and so on production",
    base: "non-production",
    resources: {
      agent: {
        type: "gcp:serviceaccount/account:Account",
        properties: { project: "${service-iam.project}", accountId: "reader" },
      },
      agentAccess: {
        type: "gcp:organizations/iAMMember:IAMMember",
        properties: {
          orgId: "419083752617",
          role: "roles/logging.viewer",
          member: "serviceAccount:${agent.email}",
        },
      },
    },
  },
});
