import { z } from "zod";
import { environmentApis } from "../../plan/apis.ts";
import { sharedApis } from "../../plan/project.ts";
import { estimatedApis } from "../../spec/check/organization.ts";
import * as field from "../../spec/schema/fields.ts";
import type { Organization, SharedProjectKey } from "../../spec/schema/organization.ts";
import { guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";
import { isKnown } from "../landscape/maybe.ts";
import type { Labels } from "../landscape/types.ts";

const parameters = z.strictObject({
  also: field
    .listOf(field.api, "a list of APIs")
    .describe(
      "APIs that every project may use besides; a disposable one only those of which it can be estimated what they cost",
    )
    .default([]),
});

/** The APIs that a project may use, and whose they are. */
function allowedOf(organization: Organization, id: string, labels: Labels): { whose: string; apis: string[] } {
  const shared = Object.entries(organization.projects) as [SharedProjectKey, { id: string } | undefined][];
  const key = shared.find(([, project]) => project?.id === id)?.[0];
  if (key) return { whose: `the shared project ${key}`, apis: sharedApis(key) };
  const name = labels["environment-kind"];
  const kind = name === undefined ? undefined : organization.kinds[name];
  if (kind) return { whose: `the kind ${name}`, apis: environmentApis(kind.apis) };
  // Nobody says what it is: what no project at all may use is wrong whatever it is.
  const all = [
    ...shared.flatMap(([each]) => sharedApis(each)),
    ...environmentApis(Object.values(organization.kinds).flatMap(({ apis }) => apis)),
  ];
  return { whose: "any project", apis: [...new Set(all)].toSorted() };
}

/** No more than its kind needs. */
export const allowedApis = guideline({
  id: "allowed-apis",
  title: "A project uses the APIs that its kind allows",
  topic: "project",
  why: "Every API is another way to spend money and to reach data, with rules that somebody has to know: what nobody decided on is watched by nobody.",
  sources: [
    {
      title: "Google Cloud: enable and disable services",
      url: "https://cloud.google.com/service-usage/docs/enable-disable",
    },
  ],
  appliesTo: "the APIs of every project; its label environment-kind says what it may use",
  parameters,
  remedy: "Leave the API out, or add it to the apis of its kind in organization.yaml.",
  check: (landscape, { organization, parameters: { also } }) =>
    declared(landscape).flatMap((project) => {
      const allowed = "the APIs of its kind";
      const { labels } = project;
      if (!isKnown(labels)) return judge(about(project), [labels], allowed, () => []);
      const { whose, apis } = allowedOf(organization, project.id, labels);
      // What ends is held to its limit by an estimate: nothing that can't be estimated is opened to it.
      const kind = organization.kinds[labels["environment-kind"] ?? ""];
      const more = kind?.deletion === "disposable" ? also.filter((api) => estimatedApis.includes(api)) : also;
      return project.apis.flatMap((each) =>
        judge(about(project), [each], allowed, (api) =>
          apis.includes(api) || more.includes(api)
            ? []
            : [{ found: `the API ${api}`, allowed: `what ${whose} may use: ${apis.join(", ")}` }],
        ),
      );
    }),
  good: {
    says: "A project that uses Cloud Storage",
    base: "non-production",
    resources: {
      storage: {
        type: "gcp:projects/service:Service",
        properties: { project: "${project.projectId}", service: "storage.googleapis.com", disableOnDestroy: false },
      },
    },
  },
  bad: {
    says: "A project that uses an API which no kind allows",
    base: "non-production",
    resources: {
      vertex: {
        type: "gcp:projects/service:Service",
        properties: { project: "${project.projectId}", service: "aiplatform.googleapis.com", disableOnDestroy: false },
      },
    },
  },
});
