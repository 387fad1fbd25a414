import fc from "fast-check";
import type { Action } from "../../reconcile/action.ts";
import type { Entry } from "../../reconcile/journal.ts";
import { linesOf } from "../../reconcile/ours.ts";
import { orNone, type ProjectFound, type World } from "../../reconcile/world.ts";
import { parseSpecification } from "../../spec/load.ts";
import type { Specification } from "../../spec/specification.ts";
import { worldOf } from "./reconcile.ts";
import { publicFiles, today } from "./specification.ts";

const names = ["one", "two", "three", "four"] as const;
const idOf = (name: string) => `tst-${name}-x2x3`;
const hour = 3_600_000;
/** The days that things happen on. */
const start = Date.parse("2026-11-22T00:00:00Z");

/** An environment of a world: what its line and file say, and what there is of it. */
const environment = fc.record({
  kind: fc.constantFrom("dynamic", "dynamic", "dynamic", "dynamic", "replica", "production", "forgotten"),
  file: fc.boolean(),
  retired: fc.boolean(),
  /** Days from the start. */
  expires: fc.integer({ min: 0, max: 20 }),
  project: fc.constantFrom("ACTIVE", "ACTIVE", "DELETE_REQUESTED", undefined),
  label: fc.constantFrom("own", "own", "own", "own", "retired", "foreign", "production"),
  folder: fc.constantFrom("Nightly", "Nightly", "Nightly", "Nightly", "Production"),
  stacks: fc.array(fc.constantFrom("env", "app"), { maxLength: 2 }),
  empty: fc.boolean(),
  held: fc.boolean(),
  budgets: fc.integer({ min: 0, max: 2 }),
  record: fc.boolean(),
  grant: fc.constantFrom("common", "production", "none"),
  lien: fc.constantFrom("sourcegraph-distribution", "legal", "none", "none", "none"),
  object: fc.boolean(),
  limit: fc.boolean(),
  /** What the journal has, and how many hours before now. */
  journal: fc.array(
    fc.record({ deed: fc.constantFrom("warned", "ended", "scaledDown", "restored", "destroyed"), age: fc.nat(80) }),
    { maxLength: 3 },
  ),
});
type Environment = typeof environment extends fc.Arbitrary<infer T> ? T : never;

const day = (count: number): string => new Date(start + count * 24 * hour).toISOString().slice(0, 10);
/** The specification refuses to lose what isn't disposable before it was retired. */
const isFiled = (each: Environment): boolean =>
  each.kind !== "forgotten" && (each.file || (each.kind !== "dynamic" && !each.retired));

function specificationOf(all: readonly Environment[]): Specification {
  const files = publicFiles();
  files.delete("environments/demo.yaml");
  const lines: string[] = [];
  all.forEach((each, index) => {
    const name = names[index]!;
    const filed = isFiled(each);
    const retired = !filed && (each.retired || each.kind !== "dynamic") ? ', retired: "2026-11-21"' : "";
    const line = `${idOf(name)}: { for: environment/${name}, kind: ${each.kind}, since: "2026-11-20"${retired} }`;
    lines.push(line);
    if (!filed) return;
    const expires = each.kind === "dynamic" ? `expires: ${day(each.expires)}\n` : "";
    const text =
      `name: ${name}\nkind: ${each.kind}\nowner: search\npurpose: A trial.\nproject: ${idOf(name)}\nbudget: 10\n` +
      `deployment:\n  type: container\n  version: 7.2.1943\n  size: xs\n${expires}`;
    files.set(`environments/${name}.yaml`, text);
  });
  files.set("ledger.yaml", `${files.get("ledger.yaml")}${lines.join("\n")}\n`);
  return parseSpecification(files, today);
}

function worldFrom(all: readonly Environment[], now: number): World {
  const each = <T>(make: (environment: Environment, name: string, number: string) => T[]): T[] =>
    all.flatMap((one, index) => make(one, names[index]!, String(1001 + index)));
  return worldOf({
    projects: each((one, name, number) => {
      if (one.project === undefined) return [];
      const labels = {
        "managed-by": one.label === "foreign" ? "somebody" : "sourcegraph-distribution",
        "environment-name": name,
        environment: one.label === "production" ? "production" : "non-production",
        ...(one.label === "retired" && { retired: "true" }),
      };
      return [{ id: idOf(name), number, state: one.project, labels, folders: [one.folder] }];
    }),
    stacks: each((one, name, number) =>
      [...new Set(one.stacks)].map((part) => ({
        name: `${part}-${name}`,
        environment: name,
        part: part === "env" ? "environment" : "application",
        resources: one.empty ? 0 : 3,
        protected: 0,
        ...(part === "env" && !one.empty && { project: idOf(name) }),
        holds: part === "env" && one.held && !one.empty ? [`billingAccounts/A/budgets/${number}-0`] : [],
      })),
    ),
    budgets: each((one, name, number) =>
      Array.from({ length: one.budgets }, (_, index) => ({
        name: `billingAccounts/A/budgets/${number}-${index}`,
        displayName: `Project ${idOf(name)}`,
        projects: [number],
      })),
    ),
    records: each((one, name) =>
      one.record
        ? [
            {
              zone: { project: "tst-dns-v8pm", name: "nonproduction" },
              name: `${name}.dev.example.net.`,
              type: "A",
              ttl: 300,
              data: ["203.0.113.7"],
            },
          ]
        : [],
    ),
    grants: each((one, name) =>
      one.grant === "none"
        ? []
        : [
            {
              resource: `//storage.googleapis.com/bucket-${one.grant}`,
              type: "storage.googleapis.com/Bucket",
              role: "roles/storage.objectViewer",
              member: `serviceAccount:machine@${idOf(name)}.iam.gserviceaccount.com`,
              project: "tst-logs-b6zn",
              production: one.grant === "production",
            },
          ],
    ),
    liens: each((one, name) =>
      one.lien === "none" ? [] : [{ name: `liens/${name}`, project: idOf(name), origin: one.lien, reason: "" }],
    ),
    objects: each((one, name) => (one.object ? [{ bucket: "outputs", name: `outputs/env-${name}.json` }] : [])),
    limits: each((one, name) => (one.limit ? [{ environment: name, project: idOf(name) }] : [])),
    journal: each((one, name) =>
      one.journal
        .toSorted((a, b) => b.age - a.age)
        .map(
          ({ deed, age }, index): Entry => ({
            version: 1,
            id: `${idOf(name)}.${index}`,
            at: new Date(now - age * hour).toISOString(),
            environment: name,
            project: idOf(name),
            deed: deed as Entry["deed"],
            expires: day(one.expires),
            stage: 3,
            reason: "",
          }),
        ),
    ),
  });
}

/** A world, the specification that it is held against, and the moment. */
export const worlds = fc
  .record({
    environments: fc.array(environment, { minLength: 1, maxLength: names.length }),
    hours: fc.integer({ min: 0, max: 25 * 24 }),
  })
  .map(({ environments, hours }) => {
    const now = start + hours * hour;
    return { specification: specificationOf(environments), world: worldFrom(environments, now), now };
  });

/** The world once everything in a plan has ended well, as Google and the engine would leave it. */
export function whenDone(world: World, actions: readonly Action[], now: number): World {
  return actions.reduce((before, action) => after(before, action, now), world);
}

const written = (world: World, action: Action, deed: Entry["deed"], now: number): readonly Entry[] => [
  ...orNone(world.journal),
  {
    version: 1,
    id: `${action.id} ${deed}`,
    at: new Date(now).toISOString(),
    environment: action.environment,
    project: action.project,
    deed,
    ...("expires" in action && { expires: action.expires }),
    ...("stage" in action && { stage: action.stage }),
    reason: action.reason,
  },
];

function after(world: World, action: Action, now: number): World {
  const noted = (deed: Entry["deed"]): World => ({ ...world, journal: { is: written(world, action, deed, now) } });
  switch (action.do) {
    case "apply":
      return world;
    case "warn":
      return noted("warned");
    case "end":
      return noted("ended");
    case "scaleDown":
      return noted("scaledDown");
    case "restore":
      return noted("restored");
    case "destroy": {
      const names = new Set(action.stacks);
      const stacks = orNone(world.stacks);
      const held = new Set(stacks.filter(({ name }) => names.has(name)).flatMap(({ holds }) => holds));
      const remains = (project: ProjectFound): ProjectFound =>
        project.id === action.project ? { ...project, state: "DELETE_REQUESTED" } : project;
      return {
        ...noted("destroyed"),
        stacks: { is: stacks.filter(({ name }) => !names.has(name)) },
        projects: { is: orNone(world.projects).map(remains) },
        budgets: { is: orNone(world.budgets).filter(({ name }) => !held.has(name)) },
      };
    }
    case "sweep": {
      const { leftover } = action;
      const without = <K extends keyof World>(key: K, gone: unknown): World => ({
        ...world,
        [key]: { is: orNone(world[key] as never).filter((each) => each !== gone) },
      });
      switch (leftover.kind) {
        case "budget":
          return without("budgets", leftover.budget);
        case "lien":
          return without("liens", leftover.lien);
        case "grant":
          return without("grants", leftover.grant);
        case "record":
          return without("records", leftover.record);
        case "object":
          return without("objects", leftover.object);
        case "limit":
          return { ...world, limits: { is: orNone(world.limits).filter(({ project }) => project !== action.project) } };
        case "stack":
          return { ...world, stacks: { is: orNone(world.stacks).filter(({ name }) => name !== leftover.stack) } };
      }
    }
  }
}

/** What of a world is production's, or may be: by the ledger, by labels, by its folder. */
export function untouchable(specification: Specification, world: World): Set<string> {
  const projects = new Map(orNone(world.projects).map((each) => [each.id, each]));
  return new Set(
    linesOf(specification).flatMap(({ project, production }) => {
      const found = projects.get(project);
      const isForeign =
        found !== undefined &&
        (found.labels.environment === "production" ||
          found.folders.includes("Production") ||
          found.labels["managed-by"] !== "sourcegraph-distribution");
      return production || (isForeign && found.state === "ACTIVE") ? [project] : [];
    }),
  );
}
