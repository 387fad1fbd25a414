import { z } from "zod";
import * as field from "../../spec/schema/fields.ts";
import { environmentTag } from "../../spec/schema/organization.ts";
import { guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";
import type { Labels } from "../landscape/types.ts";

const form = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const formText = "1 to 63 lower-case letters, digits, _ and -, beginning with a letter or digit";

const parameters = z.strictObject({
  required: field
    .listOf(field.text(/^[a-z][a-z0-9_-]{0,62}$/, "the name of a label such as cost-code"), "a list of names of labels")
    .describe("the labels that every project has")
    .default(["application", "environment", "owner", "cost-code", "managed-by"]),
});

/** What is wrong with the values of labels. */
const malformed = (labels: Labels) =>
  Object.entries(labels)
    .filter(([, value]) => !form.test(value))
    .map(([name, value]) => ({
      found: `the label ${name} with the value ${JSON.stringify(value)}`,
      allowed: formText,
    }));

const environments: readonly string[] = environmentTag.options;

/** Costs and questions find their way by labels. */
export const labels = guideline({
  id: "labels",
  title: "Every project says by labels what it is and whose",
  topic: "project",
  why: "Costs are told apart by labels, and alarms find their owners by them: a project without them is paid for by everybody and answered for by nobody.",
  sources: [
    {
      title: "Google Cloud: labels overview",
      url: "https://cloud.google.com/resource-manager/docs/labels-overview",
    },
  ],
  appliesTo: "every project",
  parameters,
  remedy: "Add the label, or mend its value.",
  check: (landscape, { parameters: { required } }) =>
    declared(landscape).flatMap((project) =>
      judge(about(project), [project.labels], `the labels ${required.join(", ")}`, (found) => {
        const missing = required.filter((name) => found[name] === undefined);
        const { environment } = found;
        return [
          ...(missing.length === 0
            ? []
            : [{ found: `no label ${missing.join(", ")}`, allowed: `the labels ${required.join(", ")}` }]),
          ...malformed(found),
          ...(environment === undefined || !form.test(environment) || environments.includes(environment)
            ? []
            : [{ found: `the label environment ${environment}`, allowed: environments.join(", ") }]),
        ];
      }),
    ),
  good: {
    says: "A project with a cost code",
    base: "non-production",
    resources: { project: { properties: { labels: { "cost-code": "2010" } } } },
  },
  bad: {
    says: "A project without a cost code",
    base: "non-production",
    resources: { project: { properties: { labels: { "cost-code": null } } } },
  },
});
