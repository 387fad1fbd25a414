import assert from "node:assert/strict";
import { UnreadableAnswer } from "../../../google/inventory/answer.ts";
import type { Inventory, ResourceAsset } from "../../../google/inventory/types.ts";
import { liveLandscape } from "../../../policies/landscape/live/index.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import { plannedLandscape } from "../../../policies/landscape/plan/index.ts";
import { environmentAround } from "../../../policies/landscape/questions.ts";
import { answers, folderAsset, inventory, policyAsset, projectAsset, resource } from "../../support/inventory.ts";
import { goodSpecification, today } from "../../support/specification.ts";

const planned = plannedLandscape(goodSpecification(), today);
const of = (given: Partial<Inventory> = {}, own: ResourceAsset[] = []) => liveLandscape(inventory(given, own), planned);
const projectOf = (given: Partial<Inventory> = {}, own: ResourceAsset[] = []) => of(given, own).landscape.projects[0]!;
const inProject = (type: string, path: string, data: ResourceAsset["data"] = {}) =>
  resource(type, path, data, ["projects/11", "folders/5"]);

describe("the landscape of a live organisation", () => {
  it("has a project with all that its services say", () => {
    assert.deepEqual(projectOf(), {
      id: "tst-one-a1b2",
      number: "11",
      place: { name: "project tst-one-a1b2" },
      declared: true,
      parent: { kind: "folder", folder: "testing" },
      labels: { environment: "non-production" },
      billingAccount: "01C0DE-5EED00-CAFE42",
      apis: ["compute.googleapis.com"],
      contacts: [{ email: "search@example.com", categories: ["BILLING"] }],
      budgets: [
        {
          place: { name: "budget Project tst-one-a1b2" },
          projects: ["tst-one-a1b2"],
          folders: [],
          amount: 500,
          bases: ["FORECASTED_SPEND", "CURRENT_SPEND"],
          thresholds: [1, 0.5],
          billingAccount: "01C0DE-5EED00-CAFE42",
          recipients: 1,
        },
      ],
      deletion: { lien: false },
      defaultAccount: "absent",
      networks: [],
      holdings: [],
      accountKeys: [],
    });
  });

  it("calls folders by their keys, if names and places are those of the specification, and else by number", () => {
    const own = [folderAsset("6", "Nightly", ["folders/5"]), folderAsset("7", "Nightly"), folderAsset("8", "Old")];
    const { landscape, folders } = of({}, own);
    assert.deepEqual(
      [...folders],
      [
        ["5", "testing"],
        ["6", "nightly"],
        ["7", "7"],
        ["8", "8"],
      ],
    );
    assert.deepEqual(landscape.folders.get("nightly")!.parent, { kind: "folder", folder: "testing" });
    assert.equal(environmentAround(landscape, { kind: "folder", folder: "nightly" }), "non-production");
    assert.equal(environmentAround(landscape, { kind: "folder", folder: "8" }), undefined);
  });

  it("doesn't know the environment of a folder whose tag it may not see", () => {
    const all = inventory();
    const resources = all.resources.filter(({ type }) => !type.endsWith("/TagValue"));
    assert.equal(liveLandscape({ ...all, resources }, planned).landscape.folders.get("testing")!.environment, unknown);
  });

  it("has projects right under the organisation, and none that are being deleted", () => {
    const own = [
      projectAsset("12", { projectId: "by-hand" }),
      projectAsset("13", { projectId: "going", lifecycleState: "DELETE_REQUESTED" }),
    ];
    const { landscape } = of(
      {
        projects: new Map([
          ["11", answers()],
          ["12", answers()],
        ]),
      },
      own,
    );
    assert.deepEqual(
      landscape.projects.map(({ id, parent }) => [id, parent]),
      [
        ["tst-one-a1b2", { kind: "folder", folder: "testing" }],
        ["by-hand", { kind: "organization" }],
      ],
    );
  });

  it("doesn't know what it was refused, and says so", () => {
    const refused = { refused: "GET x: 403 no" };
    const given = { billing: refused, contacts: refused, services: refused, liens: refused };
    const { landscape, unseen } = of({ projects: new Map([["11", given]]), billingBindings: refused });
    const { billingAccount, contacts, apis, deletion } = landscape.projects[0]!;
    assert.deepEqual([billingAccount, apis, deletion.lien], [unknown, [unknown], unknown]);
    assert.deepEqual(contacts, [{ email: unknown, categories: unknown }]);
    assert.equal(landscape.grants[0]!.role, unknown);
    assert.deepEqual(unseen, [
      "access to the billing account 01C0DE-5EED00-CAFE42: GET x: 403 no",
      ...["billing", "contacts", "services", "liens"].map((what) => `${what} of tst-one-a1b2: GET x: 403 no`),
    ]);
  });

  it("tells unlinked projects from those of which it isn't known", () => {
    const given = answers({ billing: { is: { billingAccountName: "", billingEnabled: false } } });
    assert.equal(projectOf({ projects: new Map([["11", given]]) }).billingAccount, undefined);
  });

  it("sees liens against deletion, and no others", () => {
    const lien = (restriction: string) =>
      projectOf({ projects: new Map([["11", answers({ liens: { is: [{ restrictions: [restriction] }] } })]]) });
    assert.equal(lien("resourcemanager.projects.delete").deletion.lien, true);
    assert.equal(lien("resourcemanager.projects.move").deletion.lien, false);
  });

  it("sees the default network, and what networks are connected with", () => {
    const network = (name: string, data: object) =>
      inProject("compute.googleapis.com/Network", `projects/tst-one-a1b2/global/networks/${name}`, { name, ...data });
    const peerings = [{ network: "https://www.googleapis.com/compute/v1/projects/other-one/global/networks/main" }];
    const { networks } = projectOf({}, [
      network("default", { autoCreateSubnetworks: true }),
      network("main", { autoCreateSubnetworks: false, peerings }),
    ]);
    assert.deepEqual(
      networks.map(({ name, automatic, peers }) => [name, automatic, peers]),
      [
        ["default", true, []],
        ["main", false, ["other-one"]],
      ],
    );
  });

  it("sees what the default account may do, and keys that can be copied", () => {
    const email = "11-compute@developer.gserviceaccount.com";
    const path = "projects/tst-one-a1b2/serviceAccounts/77";
    const account = inProject("iam.googleapis.com/ServiceAccount", path, { email });
    const key = (id: string, keyType: string) =>
      inProject("iam.googleapis.com/ServiceAccountKey", `${path}/keys/${id}`, { keyType });
    const project = inventory().resources.find(({ name }) => name.endsWith("projects/11"))!;
    const editor = policyAsset(project, "roles/editor", `serviceAccount:${email}`);
    assert.equal(projectOf({}, [account]).defaultAccount, "deprivileged");
    const seen = projectOf({ policies: [editor] }, [account, key("a", "SYSTEM_MANAGED"), key("b", "USER_MANAGED")]);
    assert.equal(seen.defaultAccount, "editor");
    assert.deepEqual(seen.accountKeys, [{ name: `iam.googleapis.com/${path}/keys/b` }]);
  });

  for (const [what, asset, expected] of [
    [
      "a bucket with a key of another project",
      inProject("storage.googleapis.com/Bucket", "data", {
        labels: { application: "web" },
        encryption: { defaultKmsKeyName: "projects/keys-one/locations/eu/keyRings/r/cryptoKeys/k" },
      }),
      { kind: "bucket", name: "data", labels: { application: "web" }, keyProject: "keys-one" },
    ],
    [
      "a cluster by its own labels",
      inProject("container.googleapis.com/Cluster", "projects/p/locations/l/clusters/main", {
        resourceLabels: { application: "web" },
      }),
      { kind: "cluster", name: "main", labels: { application: "web" } },
    ],
    [
      "a database by its own labels",
      inProject("sqladmin.googleapis.com/Instance", "projects/p/instances/db", {
        settings: { userLabels: { owner: "x" } },
      }),
      { kind: "database", name: "db", labels: { owner: "x" } },
    ],
    [
      "a secret by the key of a replica",
      inProject("secretmanager.googleapis.com/Secret", "projects/11/secrets/s", {
        replication: {
          userManaged: {
            replicas: [
              { customerManagedEncryption: { kmsKeyName: "projects/11/locations/l/keyRings/r/cryptoKeys/k" } },
            ],
          },
        },
      }),
      { kind: "secret", name: "s", labels: {}, keyProject: "tst-one-a1b2" },
    ],
  ] as const) {
    it(`sees ${what}`, () => {
      const { place: _, ...holding } = projectOf({}, [asset]).holdings[0]!;
      assert.deepEqual(holding, expected);
    });
  }

  it("leaves out what Google makes everywhere, and the nodes of clusters", () => {
    const { holdings } = projectOf({}, [
      inProject("logging.googleapis.com/LogBucket", "projects/11/locations/global/buckets/_Default"),
      inProject("compute.googleapis.com/Instance", "projects/p/zones/z/instances/node", {
        labels: { "goog-gke-node": "" },
      }),
    ]);
    assert.deepEqual(holdings, []);
  });

  it("takes from the plan what a bucket or an account is for", () => {
    const seed = projectAsset("14", { projectId: "tst-seed-k7m2" });
    const bucket = resource("storage.googleapis.com/Bucket", "tst-seed-k7m2-state-production", {}, ["projects/14"]);
    const projects = new Map([
      ["11", answers()],
      ["14", answers()],
    ]);
    const { landscape } = of({ projects }, [seed, bucket]);
    assert.deepEqual(
      landscape.projects[1]!.holdings.map(({ kind }) => kind),
      ["state"],
    );
  });

  it("takes from whole names what nobody planned is for, and from sinks what keeps the logs of others", () => {
    const sink = (parent: string, destination: string) =>
      resource("logging.googleapis.com/LogSink", `${parent}/sinks/all`, { destination }, [parent]);
    const account = (name: string) =>
      inProject("iam.googleapis.com/ServiceAccount", `projects/p/serviceAccounts/${name}`, {
        email: `${name}@tst-one-a1b2.iam.gserviceaccount.com`,
      });
    const { holdings } = projectOf({}, [
      inProject("storage.googleapis.com/Bucket", "acme-terraform-state"),
      inProject("storage.googleapis.com/Bucket", "estate-agents"),
      inProject("storage.googleapis.com/Bucket", "all-logs"),
      inProject("storage.googleapis.com/Bucket", "own-logs"),
      inProject("bigquery.googleapis.com/Dataset", "projects/p/datasets/billing_export"),
      inProject("bigquery.googleapis.com/Dataset", "projects/p/datasets/app_billing_events"),
      inProject("cloudbuild.googleapis.com/BuildTrigger", "projects/p/locations/l/triggers/t"),
      inProject("spanner.googleapis.com/Instance", "projects/p/instances/i"),
      account("terraform"),
      account("ci-reader"),
      sink("folders/5", "storage.googleapis.com/all-logs"),
      sink("projects/11", "storage.googleapis.com/own-logs"),
    ]);
    assert.deepEqual(
      holdings.map(({ kind }) => kind),
      ["state", "bucket", "logs", "bucket", "billing-export", "dataset", "runner", "database", "deployer"],
    );
  });

  it("has grants on whatever they are on, but for what is going", () => {
    const all = inventory({}, [
      projectAsset("13", { projectId: "going", lifecycleState: "DELETE_REQUESTED" }),
      inProject("storage.googleapis.com/Bucket", "data"),
    ]);
    const policies = all.resources
      .filter(({ type }) => /\/(Organization|Folder|Project|Bucket)$/.test(type))
      .map((asset) => policyAsset(asset, "roles/viewer", "group:x@example.com"));
    const { grants } = liveLandscape({ ...all, policies }, planned).landscape;
    assert.deepEqual(
      grants.map(({ on, project }) => [on.kind, on.id, project]),
      [
        ["organization", "419083752617", undefined],
        ["folder", "testing", undefined],
        ["project", "tst-one-a1b2", "tst-one-a1b2"],
        ["resource", "storage.googleapis.com/data", "tst-one-a1b2"],
      ],
    );
  });

  it("tells budgets of one project from those of several, of a folder, and of everything", () => {
    const budget = (name: string, budgetFilter?: object) => ({ name, ...(budgetFilter && { budgetFilter }) });
    const { landscape } = of({
      budgets: [
        budget("two", { projects: ["projects/11", "projects/99"] }),
        budget("folder", { resourceAncestors: ["folders/5"] }),
        budget("all"),
      ],
    });
    assert.deepEqual(landscape.projects[0]!.budgets, []);
    assert.deepEqual(
      landscape.budgets.map(({ projects, folders, amount }) => [projects, folders, amount]),
      [
        [["tst-one-a1b2", "99"], [], unknown],
        [[], ["testing"], unknown],
        [[], [], unknown],
      ],
    );
  });

  it("takes no budget of some services for one of the project, and no yearly amount for a monthly one", () => {
    const [whole] = inventory().budgets;
    const filtered = (filter: object) => ({ ...whole!, budgetFilter: { projects: ["projects/11"], ...filter } });
    assert.deepEqual(projectOf({ budgets: [filtered({ services: ["services/1"] })] }).budgets, []);
    assert.deepEqual(projectOf({ budgets: [filtered({ labels: { a: ["b"] } })] }).budgets, []);
    assert.equal(projectOf({ budgets: [filtered({ calendarPeriod: "YEAR" })] }).budgets[0]!.amount, unknown);
  });

  for (const [what, given, own] of [
    ["a project without an ID", {}, [projectAsset("12", {})]],
    ["labels that are no texts", {}, [inProject("storage.googleapis.com/Bucket", "b", { labels: { a: 1 } })]],
    ["a budget without a name", { budgets: [{}] }, []],
    ["projects of a budget that are none", { budgets: [{ name: "b", budgetFilter: { projects: "all" } }] }, []],
    [
      "a contact without an address",
      { projects: new Map([["11", answers({ contacts: { is: [{ languageTag: "en" }] } })]]) },
      [],
    ],
    [
      "a service without a name",
      { projects: new Map([["11", answers({ services: { is: [{ state: "ENABLED" }] } })]]) },
      [],
    ],
  ] as [string, Partial<Inventory>, ResourceAsset[]][]) {
    it(`concludes nothing from ${what}`, () => {
      assert.throws(() => of(given, own), UnreadableAnswer);
    });
  }
});
