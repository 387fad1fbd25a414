import { addDays } from "../../spec/check/environments.ts";
import { day } from "../../spec/schema/fields.ts";
import { dynamicLimits } from "../dynamic.ts";
import { guideline } from "../guideline.ts";
import { about, judge } from "../judge.ts";
import { environmentOfProject, perhapsIn } from "../landscape/questions.ts";

/** What is made for a while says until when. */
export const dynamicEndDate = guideline({
  id: "dynamic-end-date",
  title: "A dynamic environment has an end date",
  topic: "dynamic",
  why: "What was made for a week stays for years unless it says when it ends: nobody dares to delete what might still be in use, and it goes on costing.",
  sources: [
    {
      title: "Google Cloud: decide a resource hierarchy",
      url: "https://cloud.google.com/architecture/landing-zones/decide-resource-hierarchy",
    },
  ],
  appliesTo: "every project of the environment dynamic",
  remedy: "Set the label expires to the last day, within the time to live of its kind.",
  check: (landscape, { organization, today }) =>
    perhapsIn(landscape, "dynamic").flatMap((project) =>
      judge(
        about(project),
        [environmentOfProject(landscape, project), project.labels],
        "a last day, if it is dynamic",
        (_, labels) => {
          const { days, whose } = dynamicLimits(organization, labels);
          const { expires } = labels;
          const latest = days === undefined ? undefined : addDays(today, days);
          const allowed =
            latest === undefined ? "a day" : `a day up to ${latest}, ${days} days from today, as ${whose} says`;
          if (expires === undefined) return [{ found: "no label expires", allowed }];
          if (!day.safeParse(expires).success) return [{ found: `the last day ${JSON.stringify(expires)}`, allowed }];
          return latest === undefined || expires <= latest ? [] : [{ found: `the last day ${expires}`, allowed }];
        },
      ),
    ),
  good: {
    says: "A project that says when it ends",
    base: "dynamic",
    resources: { project: { properties: { labels: { "environment-kind": "dynamic" } } } },
  },
  bad: {
    says: "A project that never ends",
    base: "dynamic",
    resources: { project: { properties: { labels: { expires: null } } } },
  },
});
