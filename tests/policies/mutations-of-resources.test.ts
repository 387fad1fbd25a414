import assert from "node:assert/strict";
import { stackPlans } from "../../plan/stacks.ts";
import { evaluate } from "../../policies/evaluate.ts";
import { guidelines } from "../../policies/index.ts";
import { plannedLandscape } from "../../policies/landscape/plan/index.ts";
import { resourcesLandscape } from "../../policies/landscape/resources/index.ts";
import { indexPlan } from "../../policies/landscape/resources/planned.ts";
import type { StackResource } from "../../policies/landscape/resources/resource.ts";
import { Settings } from "../../policies/settings/settings.ts";
import { ownSpecification, resourcesOf } from "../support/organization-stacks.ts";
import { today } from "../support/specification.ts";

const own = ownSpecification();
/** The organisation of the checkout, with a dynamic environment: by itself it has none. */
const specification = {
  ...own,
  environments: new Map([
    ...own.environments,
    [
      "demo",
      {
        ...own.environments.get("dogfood")!,
        name: "demo",
        kind: "dynamic",
        project: `${own.organization.prefix}-demo-a1b2`,
        expires: "2026-12-01",
        budget: 200,
      },
    ] as const,
  ]),
};
const planned = indexPlan(plannedLandscape(specification, today));
const projectOf = (name: string): string => specification.environments.get(name)!.project;
const { organization } = specification;

/** What a stack's resources become. */
type Change = (resources: readonly StackResource[]) => StackResource[];

const types = {
  project: "gcp:organizations/project:Project",
  budget: "gcp:billing/budget:Budget",
  contact: "gcp:essentialcontacts/contact:Contact",
  lien: "gcp:resourcemanager/lien:Lien",
  network: "gcp:compute/network:Network",
  accounts: "gcp:projects/defaultServiceAccounts:DefaultServiceAccounts",
};

/** Changes the properties of every resource of a type; those that are given as undefined are left out. */
const set =
  (type: string, properties: Record<string, unknown>): Change =>
  (resources) => {
    assert.ok(
      resources.some((each) => each.type === type),
      `the stack has a ${type}`,
    );
    return resources.map((each) =>
      each.type === type ? { ...each, properties: { ...each.properties, ...properties } } : each,
    );
  };

const relabel =
  (labels: Record<string, string | undefined>): Change =>
  (resources) =>
    resources.map((each) =>
      each.type === types.project
        ? {
            ...each,
            properties: {
              ...each.properties,
              labels: Object.fromEntries(
                Object.entries({ ...(each.properties.labels as object), ...labels }).filter(
                  ([, value]) => value !== undefined,
                ),
              ),
            },
          }
        : each,
    );

const without =
  (type: string): Change =>
  (resources) => {
    assert.ok(
      resources.some((each) => each.type === type),
      `the stack has a ${type}`,
    );
    return resources.filter((each) => each.type !== type);
  };

/** Adds a resource to the project of an environment. */
const add =
  (environment: string, type: string, properties: Record<string, unknown>): Change =>
  (resources) => [
    ...resources,
    {
      type,
      name: "added",
      urn: `urn:pulumi:env-${environment}::sourcegraph-distribution::${type}::added`,
      properties: { project: projectOf(environment), ...properties },
      propertyDependencies: {},
      protected: false,
    },
  ];

const unprotect: Change = (resources) => resources.map((each) => ({ ...each, protected: false }));

const role = (member: string, given = "roles/logging.viewer") =>
  add("dogfood", "gcp:projects/iAMMember:IAMMember", { role: given, member });
const { domain } = organization.organization;
const account = (name: string) => `serviceAccount:agent@${projectOf(name)}.iam.gserviceaccount.com`;
const bucket = (properties: Record<string, unknown>) =>
  add("dogfood", "gcp:storage/bucket:Bucket", { name: "added", ...properties });
const rules = (...given: [number, string][]) => ({
  thresholdRules: given.map(([thresholdPercent, spendBasis]) => ({ thresholdPercent, spendBasis })),
});

/** For guidelines that the resources of a stack decide: changes that break them, each with the environment. */
const mutations: Record<string, [environment: string, change: Change][]> = {
  "one-application-per-project": [["dogfood", bucket({ labels: { application: "billing" } })]],
  "one-environment-per-project": [["dogfood", bucket({ labels: { environment: "dynamic" } })]],
  "production-apart": [
    ["dogfood", role(account("cloud"))],
    [
      "dogfood",
      add("dogfood", "gcp:compute/instance:Instance", { serviceAccount: { email: account("cloud").slice(15) } }),
    ],
    [
      "dogfood",
      bucket({
        encryption: { defaultKmsKeyName: `projects/${projectOf("cloud")}/locations/l/keyRings/r/cryptoKeys/k` },
      }),
    ],
    [
      "dogfood",
      add("dogfood", "gcp:storage/bucketIAMMember:BucketIAMMember", {
        bucket: `${organization.projects.seed.id}-state-production`,
        role: "roles/storage.objectViewer",
        member: account("dogfood"),
      }),
    ],
  ],
  "ci-apart": [["dogfood", add("dogfood", "gcp:artifactregistry/repository:Repository", { repositoryId: "images" })]],
  "keys-apart": [["dogfood", add("dogfood", "gcp:kms/cryptoKey:CryptoKey", { name: "k" })]],
  "state-apart": [["dogfood", bucket({ name: "pulumi-state" })]],
  "billing-export-apart": [
    ["dogfood", add("dogfood", "gcp:bigquery/dataset:Dataset", { datasetId: "billing_export" })],
  ],
  "data-owner-apart": [["dogfood", bucket({ labels: { "data-owner": "customer" } })]],
  "retention-apart": [["dogfood", bucket({ labels: { retention: "365d" } })]],
  "access-apart": [["dogfood", role(`group:gcp-release@${domain}`, "roles/storage.admin")]],
  "cost-owner-apart": [["dogfood", bucket({ labels: { "cost-code": "9999" } })]],
  "under-folder-of-its-environment": [["dogfood", relabel({ environment: "production" })]],
  "never-under-organization": [
    [
      "dogfood",
      (all) => set(types.project, { folderId: undefined, orgId: "1" })(all).map(({ parent: _, ...each }) => each),
    ],
  ],
  labels: [["dogfood", relabel({ "cost-code": undefined })]],
  "owner-and-contact": [["dogfood", without(types.contact)]],
  "billing-account-linked": [["dogfood", set(types.project, { billingAccount: undefined })]],
  "budget-for-each-project": [
    ["dogfood", without(types.budget)],
    ["dogfood", set(types.budget, { billingAccount: "0FFFFF-5EED00-CAFE42" })],
  ],
  "budget-on-both-bases": [
    ["dogfood", set(types.budget, rules([1, "CURRENT_SPEND"]))],
    ["dogfood", set(types.budget, rules([0.5, "CURRENT_SPEND"], [0.5, "FORECASTED_SPEND"]))],
    ["dogfood", set(types.budget, rules([50, "CURRENT_SPEND"], [100, "FORECASTED_SPEND"]))],
  ],
  "budget-tells-people": [["dogfood", set(types.budget, { allUpdatesRule: {} })]],
  "allowed-apis": [["dogfood", add("dogfood", "gcp:projects/service:Service", { service: "redis.googleapis.com" })]],
  "default-account-without-rights": [["dogfood", without(types.accounts)]],
  "no-default-network": [["dogfood", set(types.network, { autoCreateSubnetworks: undefined })]],
  "dynamic-end-date": [["demo", relabel({ expires: undefined })]],
  "dynamic-ceiling": [["demo", set(types.budget, { amount: { specifiedAmount: { units: "90000" } } })]],
  "dynamic-no-path-to-production": [
    [
      "demo",
      add("demo", "gcp:projects/iAMMember:IAMMember", { role: "roles/logging.viewer", member: account("cloud") }),
    ],
  ],
  "dynamic-deletable": [
    ["demo", set(types.project, { deletionPolicy: "PREVENT" })],
    ["demo", add("demo", "gcp:sql/databaseInstance:DatabaseInstance", { name: "db" })],
    ["demo", add("demo", "gcp:storage/bucket:Bucket", { name: "b", retentionPolicy: { isLocked: true } })],
  ],
  "groups-not-people": [
    ["dogfood", role(`user:somebody@${domain}`)],
    ["dogfood", role(`domain:${domain}`)],
  ],
  "own-people-only": [
    ["dogfood", role("group:team@another-company.example")],
    ["dogfood", role("serviceAccount:agent@somebody-elses.iam.gserviceaccount.com")],
  ],
  "no-public-access": [
    ["dogfood", role("allUsers")],
    [
      "dogfood",
      add("dogfood", "gcp:storage/bucketAccessControl:BucketAccessControl", { bucket: "b", entity: "allUsers" }),
    ],
    ["dogfood", add("dogfood", "gcp:cloudrunv2/service:Service", { invokerIamDisabled: true })],
  ],
  "no-basic-roles": [
    ["dogfood", role(`group:gcp-search@${domain}`, "roles/editor")],
    ["dogfood", role(`group:gcp-search@${domain}`, "roles/resourcemanager.projectIamAdmin")],
  ],
  "no-account-keys": [
    ["dogfood", add("dogfood", "gcp:serviceaccount/key:Key", {})],
    ["dogfood", add("dogfood", "gcp:storage/hmacKey:HmacKey", {})],
  ],
  "roles-on-folders": [["dogfood", role(`group:gcp-release@${domain}`)]],
  "production-project-kept": [
    ["cloud", without(types.lien)],
    ["cloud", set(types.project, { deletionPolicy: "DELETE" })],
  ],
  "data-kept": [["cloud", unprotect]],
  "budget-filter-not-widened": [["dogfood", set(types.budget, { budgetFilter: {} })]],
};

/** Guidelines of whole organisations, of several stacks, and of clusters: other tests change what these see. */
const elsewhere = [
  "logs-apart",
  "blast-radius",
  "shared-projects-in-common",
  "tree-depth-and-width",
  "budget-once",
  "project-id-once",
  "environment-name-once",
  "claims-kept",
];

function brokenIn(resources: readonly StackResource[], stack: string): Set<string> {
  const landscape = resourcesLandscape(resources, planned);
  const verdicts = evaluate({ guidelines, landscape, settings: new Settings(), organization, stack, today });
  return new Set(verdicts.filter(({ status }) => status === "broken").map(({ guideline }) => guideline.id));
}

describe("the resources of this repository's environments", () => {
  const untouched = new Map<string, StackResource[]>();

  before(async () => {
    for (const stack of stackPlans(specification).filter(({ name }) => /^env-(dogfood|cloud|demo)$/.test(name))) {
      untouched.set(stack.environment!, await resourcesOf(specification, stack, true));
    }
  });

  it("break no guideline untouched", () => {
    for (const [name, resources] of untouched) assert.deepEqual([...brokenIn(resources, `env-${name}`)], [], name);
    assert.equal(untouched.size, 3);
  });

  for (const [id, changes] of Object.entries(mutations)) {
    it(`are caught by ${id} when they are changed`, () => {
      for (const [index, [environment, change]] of changes.entries()) {
        const found = brokenIn(change(untouched.get(environment)!), `env-${environment}`);
        assert.ok(found.has(id), `change ${index + 1}: ${[...found].join() || "nothing"}`);
      }
    });
  }

  it("have a change for every guideline that one stack decides", () => {
    const expected = guidelines.map((each) => each.id).toSorted();
    assert.deepEqual([...Object.keys(mutations), ...elsewhere].toSorted(), expected);
  });
});
