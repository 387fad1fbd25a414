import { guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";

/** Paid for by the organisation. */
export const billingAccountLinked = guideline({
  id: "billing-account-linked",
  title: "Every project is paid for by the organisation's billing account",
  topic: "project",
  why: "A project that loses its billing account is switched off, and Google may delete what is in it; one on another account spends money that no budget here sees.",
  sources: [
    {
      title: "Google Cloud: enable, disable, or change billing for a project",
      url: "https://cloud.google.com/billing/docs/how-to/modify-project",
    },
  ],
  appliesTo: "every project",
  remedy: "Link the project to the billing account of organization.yaml.",
  check: (landscape, { organization: { billingAccount } }) =>
    declared(landscape).flatMap((project) =>
      judge(about(project), [project.billingAccount], billingAccount, (account) =>
        account === billingAccount
          ? []
          : [
              {
                found: account === undefined ? "no billing account" : `the billing account ${account}`,
                allowed: billingAccount,
              },
            ],
      ),
    ),
  good: { says: "A project with the organisation's billing account", base: "non-production", resources: {} },
  bad: {
    says: "A project whose billing account was taken away",
    base: "non-production",
    resources: { project: { properties: { billingAccount: null } } },
  },
});
