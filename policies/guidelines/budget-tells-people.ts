import { z } from "zod";
import { guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";

const parameters = z.strictObject({
  minimum: z
    .int({ error: "a whole number of recipients from 1 to 5" })
    .min(1, { error: "a whole number of recipients from 1 to 5" })
    .max(5, { error: "a whole number of recipients from 1 to 5" })
    .describe("how many people or channels must be told")
    .default(1),
});

/** A budget that nobody hears of is none. */
export const budgetTellsPeople = guideline({
  id: "budget-tells-people",
  title: "A budget tells somebody",
  topic: "project",
  why: "A budget stops nothing by itself. Without recipients its alarms reach only those who administer billing, who don't know what the project does.",
  sources: [
    {
      title: "Google Cloud: customize budget alert email recipients",
      url: "https://cloud.google.com/billing/docs/how-to/budgets-notification-recipients",
    },
  ],
  appliesTo: "the budgets of every project",
  parameters,
  remedy: "Add a notification channel of the owning team to the budget.",
  check: (landscape, { parameters: { minimum } }) =>
    declared(landscape).flatMap((project) => {
      const [first] = project.budgets;
      if (!first) return [];
      const allowed = `at least ${minimum} who ${minimum === 1 ? "is" : "are"} told`;
      return judge(
        { ...about(project), place: first.place },
        project.budgets.map(({ recipients }) => recipients),
        allowed,
        (...counts) => {
          const told = (counts as number[]).reduce((sum, count) => sum + count, 0);
          return told >= minimum
            ? []
            : [{ found: told === 0 ? "nobody who is told" : `${told} who are told`, allowed }];
        },
      );
    }),
  good: {
    says: "A budget with the channel of its owners",
    base: "non-production",
    resources: {
      budget: { properties: { allUpdatesRule: { monitoringNotificationChannels: ["${recipient.name}"] } } },
    },
  },
  bad: {
    says: "A budget without recipients",
    base: "non-production",
    resources: { budget: { properties: { allUpdatesRule: null } } },
  },
});
