import assert from "node:assert/strict";
import { join } from "node:path";
import { stackPlans } from "../../plan/stacks.ts";
import { describeVerdict, evaluate, type Verdict } from "../../policies/evaluate.ts";
import { guidelines } from "../../policies/index.ts";
import { plannedLandscape } from "../../policies/landscape/plan/index.ts";
import type { GrantFacts, Landscape, ProjectFacts } from "../../policies/landscape/types.ts";
import { plannedVerdicts } from "../../policies/planned.ts";
import { loadSettings } from "../../policies/settings/load.ts";
import { loadSpecification } from "../../spec/load.ts";
import { today } from "../support/specification.ts";

const root = join(import.meta.dirname, "..", "..");
const specification = loadSpecification(root, today);
const { organization } = specification;
const settings = loadSettings(root, specification);

const projectOf = (environment: string): string => specification.environments.get(environment)!.project;
const [dogfood, cloud, globex] = [projectOf("dogfood"), projectOf("cloud"), projectOf("globex")];
const dynamic = `${organization.prefix}-demo-a1b2`;

/** The organisation as it is planned, with a dynamic environment: by itself it has none. */
function withDynamic(): Landscape {
  const landscape = plannedLandscape(specification, today);
  const { place, budgets, labels, ...rest } = landscape.projects.find(({ id }) => id === globex)!;
  const project: ProjectFacts = {
    ...rest,
    id: dynamic,
    place: { name: `project ${dynamic}` },
    parent: { kind: "folder", folder: "dynamic" },
    labels: {
      ...(labels as Record<string, string>),
      environment: "dynamic",
      "environment-kind": "dynamic",
      "environment-name": "demo",
      expires: "2026-12-01",
    },
    budgets: budgets.map((budget) => ({ ...budget, place: { name: "budget" }, projects: [dynamic], amount: 200 })),
    deletion: { protected: false, prevented: false, lien: false },
    holdings: [],
  };
  return { ...landscape, projects: [...landscape.projects, project] };
}

type Change = (landscape: Landscape) => Landscape;

/** Changes one project. */
const change =
  (id: string, mutate: (project: ProjectFacts) => Partial<ProjectFacts>): Change =>
  (landscape) => ({
    ...landscape,
    projects: landscape.projects.map((project) => (project.id === id ? { ...project, ...mutate(project) } : project)),
  });

const relabel = (id: string, changed: Record<string, string | undefined>): Change =>
  change(id, ({ labels }) => ({
    labels: Object.fromEntries(
      Object.entries({ ...(labels as Record<string, string>), ...changed }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    ),
  }));

const rebudget = (id: string, changed: object): Change =>
  change(id, ({ budgets }) => ({ budgets: budgets.map((budget) => ({ ...budget, ...changed })) }));

/** Gives somebody a role on something. */
const grant =
  (member: string, on: GrantFacts["on"], role = "roles/logging.viewer"): Change =>
  (landscape) => {
    const project = on.kind === "project" ? { project: on.id } : {};
    return { ...landscape, grants: [...landscape.grants, { place: { name: "grant" }, on, ...project, role, member }] };
  };
const folder: GrantFacts["on"] = { kind: "folder", id: "dogfood" };
const project = (id: string): GrantFacts["on"] => ({ kind: "project", id });
const { domain } = organization.organization;

const everything = { place: { name: "budget of all" }, projects: [], folders: [], amount: 1, bases: [], recipients: 1 };

/** For each guideline something that breaks it. */
const mutations: Record<string, Change> = {
  labels: relabel(dogfood, { "cost-code": undefined }),
  "owner-and-contact": change(dogfood, () => ({ contacts: [] })),
  "billing-account-linked": change(dogfood, () => ({ billingAccount: undefined })),
  "budget-for-each-project": change(dogfood, () => ({ budgets: [] })),
  "budget-on-both-bases": rebudget(dogfood, { bases: ["CURRENT_SPEND"] }),
  "budget-tells-people": rebudget(dogfood, { recipients: 0 }),
  "budget-once": change(dogfood, ({ budgets }) => ({
    budgets: [...budgets, { ...budgets[0]!, place: { name: "another" } }],
  })),
  "allowed-apis": change(dogfood, ({ apis }) => ({ apis: [...apis, "redis.googleapis.com"] })),
  "default-account-without-rights": change(dogfood, () => ({ defaultAccount: "editor" })),
  "no-default-network": change(dogfood, ({ networks }) => ({
    networks: networks.map((network) => ({ ...network, automatic: true })),
  })),
  "project-id-once": (landscape) => ({
    ...landscape,
    projects: [...landscape.projects, landscape.projects.find(({ id }) => id === dogfood)!],
  }),
  "environment-name-once": (landscape) =>
    change(dogfood, ({ holdings, labels }) => ({ holdings: holdings.map((holding) => ({ ...holding, labels })) }))(
      relabel(dogfood, { "environment-name": "acme" })(landscape),
    ),
  "dynamic-end-date": relabel(dynamic, { expires: "2027-12-01" }),
  "dynamic-ceiling": rebudget(dynamic, { amount: 801 }),
  "dynamic-no-path-to-production": grant(`serviceAccount:machine@${dynamic}.iam.gserviceaccount.com`, project(cloud)),
  "dynamic-deletable": change(dynamic, ({ deletion }) => ({ deletion: { ...deletion, lien: true } })),
  "groups-not-people": grant(`user:somebody@${domain}`, folder),
  "own-people-only": grant("group:team@another-company.example", folder),
  "no-public-access": grant("allAuthenticatedUsers", project(dogfood)),
  "no-basic-roles": grant(`group:gcp-search@${domain}`, folder, "roles/editor"),
  "no-account-keys": change(dogfood, () => ({ accountKeys: [{ name: "key" }] })),
  "roles-on-folders": grant(`group:gcp-release@${domain}`, project(dogfood)),
  "production-project-kept": change(cloud, ({ deletion }) => ({ deletion: { ...deletion, lien: false } })),
  "data-kept": change(cloud, ({ holdings }) => ({
    holdings: holdings.map((holding) => ({ ...holding, protected: false })),
  })),
  "claims-kept": (landscape) => ({
    ...landscape,
    claims: [{ place: { name: "claim" }, name: "data", protected: false }],
  }),
  "budget-filter-not-widened": (landscape) => ({ ...landscape, budgets: [everything] }),
};

/** What breaks more than one: a way from a dynamic environment to production is a way from any other. */
const besides: Record<string, string[]> = { "dynamic-no-path-to-production": ["production-apart"] };

const isBroken = ({ status }: Verdict): boolean => status !== "undecided";

const brokenBy = (landscape: Landscape): string[] => [
  ...new Set(
    evaluate({ guidelines, landscape, settings, organization, today })
      .filter(isBroken)
      .map(({ guideline }) => guideline.id),
  ),
];

describe("the organisation of this repository", () => {
  for (const stack of stackPlans(specification)) {
    it(`breaks no guideline in the stack ${stack.name}`, () => {
      const broken = plannedVerdicts(specification, settings, stack, today).filter(isBroken);
      assert.deepEqual(broken.map(describeVerdict), []);
    });
  }

  it("needs no exception", () => {
    assert.deepEqual(settings.exceptions, []);
  });

  it("breaks none with a dynamic environment either", () => {
    assert.deepEqual(brokenBy(withDynamic()), []);
  });

  it("lets every environment be retired", () => {
    const environments = [...specification.environments].map(
      ([name, environment]) => [name, { ...environment, retired: true as const }] as const,
    );
    const retired = { ...specification, environments: new Map(environments) };
    assert.deepEqual(brokenBy(plannedLandscape(retired, today)), []);
  });

  for (const [id, mutate] of Object.entries(mutations)) {
    it(`is caught by ${id} when it is changed`, () => {
      assert.deepEqual(brokenBy(mutate(withDynamic())).toSorted(), [id, ...(besides[id] ?? [])].toSorted());
    });
  }

  it("has a change for every guideline about projects, dynamic environments, access and updates", () => {
    const topics = ["project", "dynamic", "access", "update"];
    const wanted = guidelines.filter(({ topic }) => topics.includes(topic)).map(({ id }) => id);
    assert.deepEqual(Object.keys(mutations).toSorted(), wanted.toSorted());
  });
});
