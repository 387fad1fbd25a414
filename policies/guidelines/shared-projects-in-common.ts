import { guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";
import { environmentAround } from "../landscape/questions.ts";
import type { HoldingKind, ProjectFacts } from "../landscape/types.ts";

interface Purpose {
  readonly name: string;
  readonly environment: "common" | "ci";
  /** What makes it a project for this purpose, and what may be there besides. */
  readonly by: readonly HoldingKind[];
  readonly besides: readonly HoldingKind[];
}

const purposes: readonly Purpose[] = [
  { name: "keys", environment: "common", by: ["key"], besides: [] },
  { name: "gathered logs", environment: "common", by: ["logs"], besides: [] },
  { name: "state and identities", environment: "common", by: ["state", "deployer"], besides: ["bucket"] },
  { name: "the billing export", environment: "common", by: ["billing-export"], besides: [] },
  { name: "domains", environment: "common", by: ["domains"], besides: [] },
  {
    name: "continuous integration",
    environment: "ci",
    by: ["runner", "images"],
    besides: ["machine", "disk", "secret"],
  },
];

/** What a project is for, where all in it says the same; mixtures are told of by the guidelines that keep things apart. */
function purposeOf({ holdings }: ProjectFacts): Purpose | undefined {
  const kinds = new Set(holdings.map(({ kind }) => kind));
  return purposes.find(
    ({ by, besides }) =>
      by.some((kind) => kinds.has(kind)) && [...kinds].every((kind) => by.includes(kind) || besides.includes(kind)),
  );
}

/** What all share sits apart from all environments. */
export const sharedProjectsInCommon = guideline({
  id: "shared-projects-in-common",
  title: "What all share is under the folder common, and continuous integration under ci",
  topic: "place",
  why: "Below an environment's folder, that environment's people and deployer would have roles on the keys, the state, the logs or the domains of all others.",
  sources: [
    {
      title: "Google Cloud: organization structure",
      url: "https://cloud.google.com/architecture/security-foundations/organization-structure",
    },
  ],
  appliesTo: "every project for keys, logs, state, the billing export, domains or continuous integration",
  remedy: "Move the project into the folder common, or ci where it is for continuous integration.",
  check: (landscape) =>
    declared(landscape).flatMap((project) => {
      const purpose = purposeOf(project);
      if (!purpose) return [];
      const allowed = `a folder of ${purpose.environment}`;
      return judge(about(project), [environmentAround(landscape, project.parent)], allowed, (around) =>
        around === undefined || around === purpose.environment
          ? []
          : [{ found: `a project for ${purpose.name} under a folder of ${around}`, allowed }],
      );
    }),
  good: { says: "A project of an environment without anything that all share", base: "non-production", resources: {} },
  bad: {
    says: "A project for keys in a folder of non-production",
    base: "non-production",
    resources: {
      bucket: null,
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
