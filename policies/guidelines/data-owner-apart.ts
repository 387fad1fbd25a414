import { guideline, type Workload } from "../guideline.ts";
import { about, judge } from "../judge.ts";
import { isKnown } from "../landscape/maybe.ts";
import type { Labels } from "../landscape/types.ts";

const allowed = "what belongs to its project's owner";

const ownerIn = (labels: Labels): string | undefined => labels["data-owner"] ?? labels.owner;
const ownerOf = ({ dataOwner, owner }: Workload): string => dataOwner ?? owner;

/** Data of different owners lies in different projects. */
export const dataOwnerApart = guideline({
  id: "data-owner-apart",
  title: "Data of another owner is in a project of its own",
  topic: "split",
  why: "Whoever owns a project decides who reads what is in it and when it is deleted: data of somebody else would be shown or lost without its owner being asked.",
  sources: [
    {
      title: "Google Cloud: using resource hierarchy for access control",
      url: "https://cloud.google.com/iam/docs/resource-hierarchy-access-control",
    },
    {
      title: "Google Cloud: build data products in a data mesh",
      url: "https://cloud.google.com/architecture/build-data-products-data-mesh",
    },
  ],
  appliesTo: "what is in a project and says by its label data-owner, or else owner, whose it is",
  remedy: "Move it into a project whose label owner is the team that the data belongs to.",
  check: ({ projects }) =>
    projects.flatMap((project) =>
      project.holdings.flatMap((holding) => {
        if (isKnown(holding.labels) && ownerIn(holding.labels) === undefined) return [];
        const subject = { ...about(project), place: holding.place };
        return judge(subject, [holding.labels, project.labels], allowed, (labels, own) => {
          const [found, owner] = [ownerIn(labels), ownerIn(own)];
          return found === undefined || owner === undefined || found === owner
            ? []
            : [{ found: `a ${holding.kind} of ${found}`, allowed: `what belongs to ${owner}, whose project it is` }];
        });
      }),
    ),
  apart: (one, other) =>
    ownerOf(one) === ownerOf(other)
      ? undefined
      : `the data of one belongs to ${ownerOf(one)} and that of the other to ${ownerOf(other)}`,
  good: {
    says: "A bucket that belongs to the owner of its project",
    base: "non-production",
    resources: { bucket: { properties: { labels: { owner: "search" } } } },
  },
  bad: {
    says: "A bucket with data of customer success in the project of the team search",
    base: "non-production",
    resources: { bucket: { properties: { labels: { "data-owner": "customer-success" } } } },
  },
});
