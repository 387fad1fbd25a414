import { besides, purposeApart } from "../apart.ts";
import { guideline } from "../guideline.ts";
import { about, judge } from "../judge.ts";

const allowed = "keys, and nothing that they or others encrypt";

/** Keys lie in a project without anything else. */
export const keysApart = guideline({
  id: "keys-apart",
  title: "Keys are in a project of their own, away from what they encrypt",
  topic: "split",
  why: "Whoever administers a project reaches both the keys and the data in it: encryption then protects from nobody who could get at the data anyway.",
  sources: [
    {
      title: "Google Cloud: separation of duties with Cloud KMS",
      url: "https://cloud.google.com/kms/docs/separation-of-duties",
    },
  ],
  appliesTo: "every project with keys, and whatever is encrypted with a key of one's own",
  remedy: "Make the key in the project for keys, let the service's agent use it, and encrypt anew with it.",
  check: (landscape) => [
    ...besides(landscape, "key", [], { what: "keys", allowed }),
    ...landscape.projects.flatMap((project) =>
      project.holdings.flatMap(({ kind, place, keyProject }) =>
        judge({ ...about(project), place }, [keyProject], "a key in another project", (home) =>
          home !== undefined && (home === project.id || home === project.number)
            ? [{ found: `a ${kind} whose key is in ${project.id} too`, allowed: "a key in another project" }]
            : [],
        ),
      ),
    ),
  ],
  apart: purposeApart("keys", "keys are kept apart from what they encrypt"),
  good: { says: "A project without keys", base: "non-production", resources: {} },
  bad: {
    says: "A key in the project of the bucket that it is for",
    base: "non-production",
    resources: {
      ring: {
        type: "gcp:kms/keyRing:KeyRing",
        properties: { project: "${project.projectId}", name: "data", location: "us-central1" },
      },
      key: {
        type: "gcp:kms/cryptoKey:CryptoKey",
        properties: { name: "data", keyRing: "${ring.id}", rotationPeriod: "7776000s" },
        options: { protect: true },
      },
    },
  },
});
