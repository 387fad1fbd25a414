import { z } from "zod";
import * as field from "../../spec/schema/fields.ts";
import { guideline } from "../guideline.ts";
import { judge } from "../judge.ts";
import { isKnown, unknown } from "../landscape/maybe.ts";

/** What tells how a project is, and changes nothing in it. */
const reading = [
  "roles/artifactregistry.reader",
  "roles/browser",
  "roles/cloudasset.viewer",
  "roles/compute.viewer",
  "roles/container.clusterViewer",
  "roles/logging.viewer",
  "roles/monitoring.viewer",
];

const allowed = "its owner, the platform team, and others who only look";

const editors = {
  type: "gcp:storage/bucketIAMMember:BucketIAMMember",
  properties: {
    bucket: "${bucket.name}",
    role: "roles/storage.objectAdmin",
    member: "group:gcp-code-graph@sourcegraph-distribution.example",
  },
};

/** What different people need to work on lies in different projects. */
export const accessApart = guideline({
  id: "access-apart",
  title: "Only the owner of a project and the platform team work in it",
  topic: "split",
  why: "A role reaches everything of a service in a project: a team that is let in for one thing can change the others too, and nobody remembers why it may.",
  sources: [
    {
      title: "Google Cloud: using resource hierarchy for access control",
      url: "https://cloud.google.com/iam/docs/resource-hierarchy-access-control",
    },
    { title: "Google Cloud: use IAM securely", url: "https://cloud.google.com/iam/docs/using-iam-securely" },
  ],
  appliesTo: "every grant on a project, or on something in one, to a group of the organisation",
  parameters: z.strictObject({
    reading: field.listOf(field.role, "the roles that any team may have, as they only show things").default(reading),
  }),
  remedy: "Move what the other team needs to work on into a project that it owns, or give it a role that only shows.",
  check: ({ projects, grants }, { organization: { organization, owner: platform, teams }, parameters }) => {
    const labels = new Map(projects.map((project) => [project.id, project.labels]));
    // Addresses are the same in capitals.
    const teamOf = new Map(Object.entries(teams).map(([key, { group }]) => [`group:${group}`.toLowerCase(), key]));
    const ownGroup = new RegExp(`^group:.+@${RegExp.escape(organization.domain)}$`, "i");
    return grants.flatMap((grant) => {
      const { on, project, role, member } = grant;
      if (on.kind !== "project" && on.kind !== "resource") return [];
      // Those of others, and who is no group, are judged elsewhere.
      if (isKnown(member) && !ownGroup.test(member) && !teamOf.has(member.toLowerCase())) return [];
      if (isKnown(member) && teamOf.get(member.toLowerCase()) === platform) return [];
      if (isKnown(role) && parameters.reading.includes(role)) return [];
      const own = project === undefined ? unknown : (labels.get(project) ?? unknown);
      return judge(grant, [member, role, own], allowed, (group, given, { owner }) =>
        // Whose project it is must be known: that every project says so is another guideline.
        owner === undefined || !teams[owner] || teamOf.get(group.toLowerCase()) === owner
          ? []
          : [
              {
                found: `${given} for ${group}${teamOf.has(group.toLowerCase()) ? "" : ", which is no team's,"} in a project of ${owner}`,
                allowed,
              },
            ],
      );
    });
  },
  apart: (one, other) => {
    const [some, others] = [one, other].map(({ owner, access }) => [...new Set([owner, ...access])].toSorted());
    const strangers = [
      ...some!.filter((team) => !others!.includes(team)),
      ...others!.filter((team) => !some!.includes(team)),
    ];
    return strangers.length === 0 ? undefined : `${strangers.join(", ")} would get into what they have no part in`;
  },
  good: {
    says: "A bucket that the team which owns the project may change",
    base: "non-production",
    resources: {
      editors: {
        ...editors,
        properties: { ...editors.properties, member: "group:gcp-search@sourcegraph-distribution.example" },
      },
    },
  },
  bad: {
    says: "A bucket that another team may change",
    base: "non-production",
    resources: { editors },
  },
});
