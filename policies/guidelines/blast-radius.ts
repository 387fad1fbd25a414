import { z } from "zod";
import { unsharedLabels } from "../apart.ts";
import { guideline } from "../guideline.ts";
import { about, judge } from "../judge.ts";
import { isKnown, unknown } from "../landscape/maybe.ts";
import type { Holding } from "../landscape/types.ts";

const many = { cluster: "clusters", machine: "machines", database: "databases", function: "functions" } as const;
type Counted = keyof typeof many;

/** Google labels the nodes of a cluster: those count with their cluster. */
const isNode = ({ kind, labels }: Holding) =>
  kind === "machine" && isKnown(labels) && ("goog-gke-node" in labels || "goog-k8s-cluster-name" in labels);

const limit = (count: number, what: string) =>
  z.int().min(1).default(count).describe(`the most ${what} in a project (default: ${count})`);

/** What goes down together is small enough. */
export const blastRadius = guideline({
  id: "blast-radius",
  title: "A project holds no more than may fail at once",
  topic: "split",
  why: "Quotas, APIs, billing and deletion are those of a whole project: what uses them up, or is done to it by mistake, takes down everything in it.",
  sources: [
    { title: "Google Cloud: Cloud Quotas overview", url: "https://cloud.google.com/docs/quotas/overview" },
    { title: "Google Cloud: allocation quotas", url: "https://cloud.google.com/compute/resource-usage" },
  ],
  appliesTo: "clusters, machines, databases and functions of every project, and what is labelled heavy",
  parameters: z.strictObject({
    clusters: limit(2, "clusters"),
    machines: limit(5, "machines that aren't nodes of a cluster"),
    databases: limit(5, "databases"),
    functions: limit(20, "functions"),
  }),
  remedy: "Move some of it into another project, or raise the limit in policies.yaml after asking for the quotas.",
  check: (landscape, { parameters }) => [
    ...landscape.projects.flatMap((project) =>
      (Object.keys(many) as Counted[]).flatMap((kind) => {
        const most = parameters[many[kind]];
        const all = project.holdings.filter((holding) => holding.kind === kind && !isNode(holding));
        // A machine whose labels aren't known may be a node.
        const unclear = kind === "machine" ? all.filter(({ labels }) => !isKnown(labels)).length : 0;
        if (all.length <= most) return [];
        const count = all.length - unclear > most ? all.length - unclear : unknown;
        const allowed = `at most ${most}`;
        return judge(about(project), [count], allowed, (found) => [{ found: `${found} ${many[kind]}`, allowed }]);
      }),
    ),
    ...unsharedLabels(landscape, "heavy", "a project with the same label", ({ kind }, found, own) => ({
      found: `a ${kind} labelled heavy=${found} in a project ${own === undefined ? "without that label" : `labelled heavy=${own}`}`,
      allowed: "a project for it alone, with the same label",
    })),
  ],
  apart: (one, other) =>
    one.heavy || other.heavy ? "it may use up a quota of the project, or take the other down with it" : undefined,
  good: { says: "A project with a bucket", base: "non-production", resources: {} },
  bad: {
    says: "Six machines in a project",
    base: "non-production",
    resources: Object.fromEntries(
      ["a", "b", "c", "d", "e", "f"].map((name) => [
        `machine-${name}`,
        {
          type: "gcp:compute/instance:Instance",
          properties: {
            project: "${project.projectId}",
            name: `machine-${name}`,
            zone: "us-central1-a",
            machineType: "e2-medium",
            bootDisk: { initializeParams: { image: "projects/cos-cloud/global/images/family/cos-stable" } },
            networkInterfaces: [{ network: "${network.id}" }],
          },
        },
      ]),
    ),
  },
});
