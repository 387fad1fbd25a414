import assert from "node:assert/strict";
import { resolve } from "node:path";
import { stackPlans } from "../../plan/stacks.ts";
import { evaluate } from "../../policies/evaluate.ts";
import { guidelines } from "../../policies/index.ts";
import { plannedLandscape } from "../../policies/landscape/plan/index.ts";
import type {
  FolderFacts,
  GrantFacts,
  Holding,
  HoldingKind,
  Landscape,
  ProjectFacts,
} from "../../policies/landscape/types.ts";
import { plannedVerdicts } from "../../policies/planned.ts";
import { Settings } from "../../policies/settings/settings.ts";
import { loadSpecification } from "../../spec/load.ts";
import { holding } from "../support/landscape.ts";
import { today } from "../support/specification.ts";

const specification = loadSpecification(resolve(import.meta.dirname, "..", ".."), today);
const { organization } = specification;
const planned = plannedLandscape(specification, today);

/** The guidelines that a landscape breaks. */
const broken = (landscape: Landscape): string[] => [
  ...new Set(
    evaluate({ guidelines, landscape, settings: new Settings(), organization, today })
      .filter(({ status }) => status === "broken")
      .map(({ guideline }) => guideline.id),
  ),
];

const changed = (id: string, change: (project: ProjectFacts) => Partial<ProjectFacts>): Landscape => {
  assert.ok(planned.projects.some((project) => project.id === id));
  return {
    ...planned,
    projects: planned.projects.map((project) => (project.id === id ? { ...project, ...change(project) } : project)),
  };
};

/** Puts things into a project. */
const put = (id: string, ...things: Holding[]) =>
  changed(id, ({ holdings }) => ({ holdings: [...holdings, ...things] }));

const labelled = (kind: HoldingKind, labels: Record<string, string>) => holding(kind, { labels });

const granted = (facts: Partial<GrantFacts>): Landscape => ({
  ...planned,
  grants: [
    ...planned.grants,
    {
      place: { name: "grant" },
      on: { kind: "project", id: "sgd-cloud-t5wk" },
      project: "sgd-cloud-t5wk",
      role: "roles/pubsub.editor",
      member: "group:gcp-search@sourcegraph-distribution.example",
      ...facts,
    },
  ],
});

const movedTo = (id: string, folder: string) => changed(id, () => ({ parent: { kind: "folder", folder } }));

function deepened(): Landscape {
  const levels = ["one", "two", "three", "four"].map((id, index, all): [string, FolderFacts] => [
    id,
    { id, name: id, environment: undefined, parent: { kind: "folder", folder: all[index - 1] ?? "dynamic" } },
  ]);
  return { ...planned, folders: new Map([...planned.folders, ...levels]) };
}

/** For each guideline a change to the planned organisation that breaks it, with what breaks besides. */
const mutations: Record<string, { landscape: () => Landscape; besides?: string[] }> = {
  "one-application-per-project": { landscape: () => put("sgd-acme-d9hc", labelled("bucket", { application: "www" })) },
  "one-environment-per-project": {
    landscape: () => put("sgd-acme-d9hc", labelled("bucket", { "environment-name": "globex" })),
  },
  "production-apart": {
    landscape: () => granted({ member: "serviceAccount:agent@sgd-acme-d9hc.iam.gserviceaccount.com" }),
  },
  "ci-apart": { landscape: () => put("sgd-cloud-t5wk", holding("runner")) },
  "keys-apart": { landscape: () => put("sgd-acme-d9hc", holding("bucket", { keyProject: "sgd-acme-d9hc" })) },
  "state-apart": { landscape: () => put("sgd-seed-k7m2", holding("topic")) },
  "logs-apart": { landscape: () => put("sgd-logs-b6zn", holding("function")) },
  "billing-export-apart": { landscape: () => put("sgd-billing-p9tc", holding("function")) },
  "data-owner-apart": { landscape: () => put("sgd-acme-d9hc", labelled("dataset", { "data-owner": "search" })) },
  "retention-apart": { landscape: () => put("sgd-acme-d9hc", labelled("bucket", { retention: "365d" })) },
  "access-apart": { landscape: () => granted({ on: { kind: "resource", id: "topic events" } }) },
  "cost-owner-apart": { landscape: () => put("sgd-acme-d9hc", labelled("machine", { "cost-code": "2020" })) },
  "blast-radius": {
    landscape: () => put("sgd-cloud-t5wk", holding("cluster"), holding("cluster")),
  },
  "under-folder-of-its-environment": { landscape: () => movedTo("sgd-acme-d9hc", "dynamic") },
  "never-under-organization": {
    landscape: () => changed("sgd-acme-d9hc", () => ({ parent: { kind: "organization" } })),
  },
  "shared-projects-in-common": {
    landscape: () => movedTo("sgd-keys-w4xr", "production"),
    besides: ["under-folder-of-its-environment"],
  },
  "tree-depth-and-width": { landscape: deepened },
};

describe("the planned organisation", () => {
  for (const stack of stackPlans(specification)) {
    it(`breaks no guideline in the stack ${stack.name}`, () => {
      const verdicts = plannedVerdicts(specification, new Settings(), stack, today);
      assert.deepEqual(
        verdicts.filter(({ status }) => status !== "undecided").map(({ guideline }) => guideline.id),
        [],
      );
    });
  }

  for (const [id, { landscape, besides = [] }] of Object.entries(mutations)) {
    it(`is told when it breaks ${id}`, () => {
      assert.deepEqual(broken(landscape()).toSorted(), [id, ...besides].toSorted());
    });
  }

  it("has a change for every guideline about splitting and placing", () => {
    const about = guidelines.filter(({ topic }) => topic === "split" || topic === "place");
    assert.deepEqual(about.map(({ id }) => id).toSorted(), Object.keys(mutations).toSorted());
  });
});
