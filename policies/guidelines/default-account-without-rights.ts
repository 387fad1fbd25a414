import { guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";

const allowed = "no role for it, or no Compute API";

/** The account that nobody made may do nothing. */
export const defaultAccountWithoutRights = guideline({
  id: "default-account-without-rights",
  title: "The default service account may do nothing",
  topic: "project",
  why: "Every machine that names no identity runs as the default account: as an editor, whoever breaks into one machine has the whole project.",
  sources: [
    {
      title: "Google Cloud: best practices for using service accounts securely",
      url: "https://cloud.google.com/iam/docs/best-practices-service-accounts",
    },
  ],
  appliesTo: "every project with the Compute API",
  remedy: "Take the role Editor from the default service account (DefaultServiceAccounts with the action DEPRIVILEGE).",
  check: (landscape) =>
    declared(landscape).flatMap((project) =>
      judge(about(project), [project.defaultAccount], allowed, (account) =>
        account === "editor" ? [{ found: "a default service account that may edit everything", allowed }] : [],
      ),
    ),
  good: {
    says: "A project that takes the rights of its default accounts",
    base: "non-production",
    resources: { defaultAccounts: { properties: { action: "DEPRIVILEGE" } } },
  },
  bad: {
    says: "A project with Compute that leaves its default accounts as they are",
    base: "non-production",
    resources: { defaultAccounts: null },
  },
});
