import type { Entry } from "../../reconcile/journal.ts";
import type { ProjectFound, StackFound, World } from "../../reconcile/world.ts";

/** The environment that ends, of the good specification. */
export const demo = { name: "demo", project: "tst-demo-d9hc", number: "1001", expires: "2026-12-01" } as const;

/** A moment of a day of the tests. */
export const at = (day: string, time = "12:00"): number => Date.parse(`${day}T${time}:00Z`);

/** The live project of the demo, but for what is given. */
export const project = (given: Partial<ProjectFound> = {}): ProjectFound => ({
  id: demo.project,
  number: demo.number,
  state: "ACTIVE",
  labels: {
    "managed-by": "sourcegraph-distribution",
    "environment-name": demo.name,
    environment: "non-production",
    expires: demo.expires,
  },
  folders: ["Nightly", "Testing"],
  ...given,
});

/** A state of the demo, but for what is given. */
export const stack = (given: Partial<StackFound> = {}): StackFound => ({
  name: "env-demo",
  environment: "demo",
  part: "environment",
  resources: 38,
  protected: 0,
  project: demo.project,
  holds: [],
  ...given,
});

/** What runs in the demo. */
export const application: StackFound = {
  name: "app-demo",
  environment: "demo",
  part: "application",
  resources: 4,
  protected: 0,
  holds: [],
};

/** An entry of the journal about the demo. */
export const entry = (deed: Entry["deed"], time: number, given: Partial<Entry> = {}): Entry => ({
  version: 1,
  id: `${demo.project}.${time}`,
  at: new Date(time).toISOString(),
  environment: demo.name,
  project: demo.project,
  deed,
  expires: demo.expires,
  reason: "because",
  ...given,
});

/** What is there, but for what is given: nothing, all of it read. */
export function worldOf(given: Partial<{ [K in keyof World]: unknown[] | string }> = {}): World {
  const empty = {
    stacks: [],
    journal: [],
    projects: [],
    budgets: [],
    liens: [],
    grants: [],
    records: [],
    objects: [],
    limits: [],
  };
  const all = { files: null, clock: null, ...empty, ...given };
  const readings = Object.entries(all).map(([name, value]) => [
    name,
    typeof value === "string" ? { failed: value } : { is: value },
  ]);
  return Object.fromEntries(readings) as World;
}

/** The demo as it is while it lives. */
export const up = { stacks: [application, stack()], projects: [project()] };

/** The demo when it is gone: only Google remembers it, for 30 days. */
export const gone = { projects: [project({ state: "DELETE_REQUESTED" })] };
