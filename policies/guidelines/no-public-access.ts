import { guideline } from "../guideline.ts";
import { judge } from "../judge.ts";

const allowed = "groups and identities of the organisation";

/** Members that stand for people whom nobody has named, as Google takes them in any case. */
const everybody = ["allusers", "allauthenticatedusers", "principalset://goog/public:all"];

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
    "every grant, the lists of access that buckets, objects and datasets have beside IAM, and services that ask nobody who they are",
  remedy: "Give the role to those who need it; what is for everybody is served by an application.",
  check: ({ grants }) =>
    grants.flatMap((grant) =>
      judge(grant, [grant.member], allowed, (member) =>
        everybody.includes(member.toLowerCase()) ? [{ found: `access for ${member}`, allowed }] : [],
      ),
    ),
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
