/** A question of the decision tree, with what its answers lead to. */
export interface Question {
  readonly id: string;
  readonly text: string;
  readonly yes: Answer;
  readonly no: Answer;
  /** The guidelines that it comes from. */
  readonly guidelines: readonly string[];
}

/** Another question, or where it belongs. */
export type Answer = { readonly question: string } | { readonly place: string };

const own = { place: "a project of its own" } as const;

/** What to ask of a workload, in this order. */
export const questions: readonly Question[] = [
  {
    id: "shared",
    text: "Does it hold keys, logs, state, the billing export or domain names?",
    yes: { place: "the shared project for that, alone" },
    no: { question: "ci" },
    guidelines: ["keys-apart", "logs-apart", "state-apart", "billing-export-apart"],
  },
  {
    id: "ci",
    text: "Does it build or test?",
    yes: { place: "the project of CI" },
    no: { question: "part" },
    guidelines: ["ci-apart"],
  },
  {
    id: "part",
    text: "Is it a part of an environment that there is: of its application, and of no other environment?",
    yes: { question: "people" },
    no: own,
    guidelines: ["one-application-per-project", "one-environment-per-project", "production-apart"],
  },
  {
    id: "people",
    text: "Do the same people own it, pay for it and need access to it?",
    yes: { question: "data" },
    no: own,
    guidelines: ["access-apart", "cost-owner-apart"],
  },
  {
    id: "data",
    text: "Is its data somebody else's, or to be kept for another time?",
    yes: own,
    no: { question: "heavy" },
    guidelines: ["data-owner-apart", "retention-apart"],
  },
  {
    id: "heavy",
    text: "May it use up a quota, or take others down with it?",
    yes: own,
    no: { place: "the project of that environment" },
    guidelines: ["blast-radius"],
  },
];
