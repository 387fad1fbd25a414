import { besides, purposeApart } from "../apart.ts";
import { guideline } from "../guideline.ts";

/** Gathered logs lie in a project without anything else. */
export const logsApart = guideline({
  id: "logs-apart",
  title: "Gathered logs are in a project of their own",
  topic: "split",
  why: "Logs show what somebody did, so those who could have done it must not be able to change or delete them; and they tell of all projects, so few should read them.",
  sources: [
    {
      title: "Google Cloud: best practices for Cloud Audit Logs",
      url: "https://cloud.google.com/logging/docs/audit/best-practices",
    },
    {
      title: "Google Cloud: organization structure",
      url: "https://cloud.google.com/architecture/security-foundations/organization-structure",
    },
  ],
  appliesTo: "every project that the logs of a folder or of the organisation are sent to",
  remedy: "Send the logs to the project for logs, or move what else is in this project into another one.",
  check: (landscape) => besides(landscape, "logs", [], { what: "gathered logs", allowed: "logs and nothing else" }),
  apart: purposeApart("logs", "logs are kept apart from those whose deeds they tell of"),
  good: { says: "A project that no logs are sent to", base: "non-production", resources: {} },
  bad: {
    says: "A folder's audit logs in a bucket beside an application's",
    base: "non-production",
    resources: {
      audit: {
        type: "gcp:storage/bucket:Bucket",
        properties: {
          project: "${project.projectId}",
          name: "${project.projectId}-audit",
          location: "US-CENTRAL1",
          uniformBucketLevelAccess: true,
          publicAccessPrevention: "enforced",
        },
        options: { protect: true },
      },
      sink: {
        type: "gcp:logging/folderSink:FolderSink",
        properties: {
          folder: "${folder.name}",
          name: "audit-logs",
          includeChildren: true,
          destination: "storage.googleapis.com/${audit.name}",
          filter: 'logName:"/logs/cloudaudit.googleapis.com"',
        },
      },
    },
  },
});
