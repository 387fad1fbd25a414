import type { HoldingKind } from "../policies/landscape/types.ts";
import type { EnvironmentTag } from "../spec/schema/organization.ts";
import type { FoundProject } from "./facts.ts";

/** What a project looks like, and what told so. */
export interface Look {
  /** The environment of the folder that it belongs in. */
  environment: EnvironmentTag;
  /** "the label env says prod" */
  environmentBy: string;
  /** What it is there for: builds and pushes, runs something, keeps data, holds nothing, is one of Google's own. */
  purpose: "ci" | "workload" | "data" | "empty" | "google";
  /** "its ID says ci, and it has runners" */
  purposeBy: string;
}

/** Words for environments, as people write them in labels and names. */
const words: readonly [EnvironmentTag, RegExp][] = [
  ["ci", /^(ci|cicd|build|builds|builder|buildkite|runner|runners)$/],
  ["production", /^(prod|prd|production|live|cloud)$/],
  ["common", /^(shared|common|infra|infrastructure|dns|logs|logging|billing|audit|security|network|host|vpc)$/],
  [
    "non-production",
    /^(nonprod|non-production|dev|development|test|testing|qa|stage|staging|stg|uat|sandbox|demo|demos|poc|trial|dogfood|replica|customer|intern|hack|hackathon|experiment|training|play|playground)$/,
  ],
];

const wordIn = (text: string): { tag: EnvironmentTag; word: string } | undefined => {
  const parts = [text, ...text.split(/[^a-z0-9]+/)].map((part) => part.toLowerCase());
  for (const [tag, pattern] of words) {
    const word = parts.find((part) => pattern.test(part));
    if (word) return { tag, word };
  }
  return undefined;
};

const environmentLabels = ["environment", "env", "stage", "tier"];

/** The environment, by a label, else by the folders around it, else by the ID and the name: the first that says so. */
function environmentOf({ labels, path, id, name }: FoundProject): Pick<Look, "environment" | "environmentBy"> {
  for (const key of environmentLabels) {
    const found = wordIn((labels[key] ?? "").toLowerCase());
    if (found) return { environment: found.tag, environmentBy: `label ${key}=${labels[key]}` };
  }
  for (const folder of path.toReversed()) {
    const found = wordIn(folder.toLowerCase());
    if (found) return { environment: found.tag, environmentBy: `folder ${folder}` };
  }
  const found = wordIn(id) ?? wordIn(name.toLowerCase());
  if (found) return { environment: found.tag, environmentBy: `name, "${found.word}"` };
  return { environment: "non-production", environmentBy: "nothing says so" };
}

const running: readonly HoldingKind[] = ["cluster", "machine", "database", "function"];
const keeping: readonly HoldingKind[] = ["bucket", "dataset", "disk", "secret", "topic", "images", "domains", "key"];

/** Kinds that aren't called by their key, one and many. */
const names: Partial<Record<HoldingKind, [string, string]>> = {
  images: ["registry", "registries"],
  domains: ["zone", "zones"],
  logs: ["log sink", "log sinks"],
  "billing-export": ["billing export", "billing exports"],
  state: ["state bucket", "state buckets"],
};

/** What of some kinds is in a project: "2 machines". */
export function countsOf(holdings: FoundProject["holdings"], kinds: readonly HoldingKind[]): string {
  return kinds
    .flatMap((kind) => {
      const count = holdings[kind] ?? 0;
      const [one, many] = names[kind] ?? [kind, `${kind}s`];
      return count > 0 ? [`${count} ${count === 1 ? one : many}`] : [];
    })
    .join(", ");
}

/** Projects that Google's own products make and keep: nobody else may change them. */
const ofGoogle = /^sys-\d+$|^(gen-lang-client|quickstart)-\d+$/;

function purposeOf(project: FoundProject, environment: EnvironmentTag): Pick<Look, "purpose" | "purposeBy"> {
  const { id, holdings } = project;
  if (ofGoogle.test(id)) return { purpose: "google", purposeBy: "an ID of Apps Script or AI Studio" };
  const runs = countsOf(holdings, running);
  const keeps = countsOf(holdings, keeping);
  const all = [runs, keeps].filter(Boolean).join(", ");
  if (environment === "ci") return { purpose: "ci", purposeBy: all || "holds nothing" };
  if (runs) return { purpose: "workload", purposeBy: all };
  return keeps ? { purpose: "data", purposeBy: keeps } : { purpose: "empty", purposeBy: "holds nothing" };
}

/** What a project looks like. */
export function lookOf(project: FoundProject): Look {
  const environment = environmentOf(project);
  return { ...environment, ...purposeOf(project, environment.environment) };
}
