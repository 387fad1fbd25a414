import { dynamicLimits } from "../dynamic.ts";
import { guideline } from "../guideline.ts";
import { about, judge } from "../judge.ts";
import { environmentOfProject, perhapsIn } from "../landscape/questions.ts";

/** What anybody may make costs little. */
export const dynamicCeiling = guideline({
  id: "dynamic-ceiling",
  title: "The budget of a dynamic environment stays below its kind's ceiling",
  topic: "dynamic",
  why: "Anybody can make a dynamic environment without being asked: the ceiling is what one mistake can cost.",
  sources: [
    {
      title: "Google Cloud: create, edit, or delete budgets",
      url: "https://cloud.google.com/billing/docs/how-to/budgets",
    },
  ],
  appliesTo: "the budgets of every project of the environment dynamic",
  remedy: "Lower the budget, or choose a kind of environment that may cost more.",
  check: (landscape, { organization }) =>
    perhapsIn(landscape, "dynamic").flatMap((project) =>
      project.budgets.flatMap((budget) =>
        judge(
          { ...about(project), place: budget.place },
          [environmentOfProject(landscape, project), project.labels, budget.amount],
          "at most the ceiling of its kind, if it is dynamic",
          (_, labels, amount) => {
            const { ceiling, whose } = dynamicLimits(organization, labels);
            return ceiling === undefined || amount <= ceiling
              ? []
              : [{ found: `a budget of ${amount}`, allowed: `at most ${ceiling}, the ceiling of ${whose}` }];
          },
        ),
      ),
    ),
  good: {
    says: "A budget of 200",
    base: "dynamic",
    resources: { budget: { properties: { amount: { specifiedAmount: { units: "200" } } } } },
  },
  bad: {
    says: "A budget above what dynamic environments may cost",
    base: "dynamic",
    resources: { budget: { properties: { amount: { specifiedAmount: { units: "90000" } } } } },
  },
});
