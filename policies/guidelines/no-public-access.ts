import { type SlackPlan, slackPlan } from "../../plan/slack.ts";
import { guideline } from "../guideline.ts";
import { judge } from "../judge.ts";
import { type Maybe, unknown } from "../landscape/maybe.ts";
import type { GrantFacts } from "../landscape/types.ts";

const allowed = "groups and identities of the organisation";

/** Members that stand for people whom nobody has named, as Google takes them in any case. */
const everybody = ["allusers", "allauthenticatedusers", "principalset://goog/public:all"];

/**
 * Whether it is what answers to Slack, which has no credentials of Google: that one service, in its own project, that it may be
 * called, and as long as organization.yaml asks for it.
 */
function isForSlack({ on, project, role }: GrantFacts, slack: SlackPlan | undefined): Maybe<boolean> {
  const { service } = slack ?? {};
  if (!service || role !== "roles/run.invoker" || on.kind !== "resource") return false;
  const [, within] =
    /^run\.googleapis\.com\/projects\/([^/]+)\/locations\/(?=[^/]+\/services\/[^/]+$)/.exec(on.id) ?? [];
  if (within === undefined || !on.id.endsWith(`/locations/${service.region}/services/${service.name}`)) return false;
  // Before anything is made, the project may not be known yet.
  return project === undefined && within === "-" ? unknown : project === slack!.project.id;
}

/** Nothing is open to everybody. */
export const noPublicAccess = guideline({
  id: "no-public-access",
  title: "Nothing is open to everybody",
  topic: "access",
  why: "allUsers is the whole internet, and allAuthenticatedUsers everybody with a Google account: what one of them may read is published, and was found within the hour.",
  sources: [
    { title: "Google Cloud: IAM principals", url: "https://cloud.google.com/iam/docs/principals-overview" },
    {
      title: "Google Cloud: public access prevention",
      url: "https://cloud.google.com/storage/docs/public-access-prevention",
    },
  ],
  appliesTo:
    "every grant, the lists of access that buckets, objects and datasets have beside IAM, and services that ask nobody who they are, but the one that answers to /sgdist in Slack while notifications.slack.commands is true",
  remedy: "Give the role to those who need it; what is for everybody is served by an application.",
  check: ({ grants }, { organization }) => {
    const slack = slackPlan(organization);
    return grants.flatMap((grant) =>
      judge(grant, [grant.member, isForSlack(grant, slack)], allowed, (member, forSlack) =>
        everybody.includes(member.toLowerCase()) && !forSlack ? [{ found: `access for ${member}`, allowed }] : [],
      ),
    );
  },
  good: {
    says: "A bucket that is open to nobody from outside",
    base: "non-production",
    resources: { bucket: { properties: { publicAccessPrevention: "enforced" } } },
  },
  bad: {
    says: "A bucket that the whole internet may read",
    base: "non-production",
    resources: {
      everybody: {
        type: "gcp:storage/bucketIAMMember:BucketIAMMember",
        properties: { bucket: "${bucket.name}", role: "roles/storage.objectViewer", member: "allUsers" },
      },
    },
  },
});
