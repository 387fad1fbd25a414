import { guideline } from "../guideline.ts";
import { about } from "../judge.ts";

/** No secret that opens everything. */
export const noAccountKeys = guideline({
  id: "no-account-keys",
  title: "No service account has a key",
  topic: "access",
  why: "A key is a password that never ends: it is copied into laptops, pipelines and chats, and works from anywhere for whoever finds it.",
  sources: [
    {
      title: "Google Cloud: best practices for managing service account keys",
      url: "https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys",
    },
  ],
  appliesTo: "every service account, and keys of APIs, which open them without any account",
  remedy:
    "Delete the key. Machines of Google Cloud have an identity without one; others get one by workload identity federation.",
  check: ({ projects }) =>
    projects.flatMap((project) =>
      project.accountKeys.map(({ of = "a service account", ...place }) => ({
        ...about(project),
        place,
        found: `a key of ${of}`,
        allowed: "no keys: attached identities, or workload identity federation",
      })),
    ),
  good: {
    says: "A service account without a key",
    base: "non-production",
    resources: {
      worker: {
        type: "gcp:serviceaccount/account:Account",
        properties: { project: "${service-iam.project}", accountId: "worker" },
      },
    },
  },
  bad: {
    says: "A service account with a key",
    base: "non-production",
    resources: {
      worker: {
        type: "gcp:serviceaccount/account:Account",
        properties: { project: "${service-iam.project}", accountId: "worker" },
      },
      key: {
        type: "gcp:serviceaccount/key:Key",
        properties: { serviceAccountId: "${worker.name}" },
      },
    },
  },
});
