import assert from "node:assert/strict";
import { unknown } from "../../../policies/landscape/maybe.ts";
import { plannedLandscape } from "../../../policies/landscape/plan/index.ts";
import { landscapeOfOne, resourcesLandscape } from "../../../policies/landscape/resources/index.ts";
import { indexPlan } from "../../../policies/landscape/resources/planned.ts";
import type { StackResource } from "../../../policies/landscape/resources/resource.ts";
import type { ProjectFacts } from "../../../policies/landscape/types.ts";
import { landscape } from "../../support/landscape.ts";
import { goodSpecification, today } from "../../support/specification.ts";

const mark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const urn = (type: string, name: string) => `urn:pulumi:env-demo::p::${type}::${name}`;

/** A resource; `from`: the URNs that each property is made of. */
const resource = (
  type: string,
  name: string,
  properties: Record<string, unknown>,
  from: Record<string, string[]> = {},
): StackResource => ({ type, name, urn: urn(type, name), properties, propertyDependencies: from, protected: false });

const projectType = "gcp:organizations/project:Project";
const project = (name: string, properties: Record<string, unknown> = {}) =>
  resource(projectType, name, { projectId: `tst-${name}-a1b2`, number: mark, ...properties });
const ofProject = (name: string) => urn(projectType, name);

const look = (...resources: StackResource[]) => resourcesLandscape(resources, indexPlan(landscape()));

/** The only project, whose place doesn't matter. */
const only = (...resources: StackResource[]): ProjectFacts => {
  const { projects } = look(...resources);
  assert.equal(projects.length, 1, projects.map(({ id }) => id).join());
  return projects[0]!;
};

describe("the landscape of resources", () => {
  it("finds the project of a thing by ID, by number, by a full name, and by what an unknown value comes from", () => {
    const own = project("one", { number: "77" });
    for (const [properties, from] of [
      [{ project: "tst-one-a1b2" }],
      [{ project: "77" }],
      [{ project: mark }, { project: [ofProject("one"), urn("gcp:projects/service:Service", "storage")] }],
    ] as const) {
      const bucket = resource("gcp:storage/bucket:Bucket", "b", { name: "b", ...properties }, from as never);
      assert.equal(only(own, bucket).holdings.length, 1);
    }
    const version = resource("gcp:secretmanager/secretIamMember:SecretIamMember", "v", {
      secretId: "projects/77/secrets/s",
      role: "roles/x",
      member: mark,
    });
    assert.deepEqual(
      look(own, version).grants.map((grant) => [grant.project, grant.on.kind, grant.role, grant.member]),
      [["tst-one-a1b2", "resource", "roles/x", unknown]],
    );
  });

  it("doesn't mix what is in projects that nobody knows", () => {
    const [a, b] = ["a", "b"].map((name) =>
      resource(
        "gcp:storage/bucket:Bucket",
        name,
        { name, project: mark },
        { project: [ofProject("x"), ofProject("y")] },
      ),
    );
    const { projects } = look(project("x"), project("y"), a!, b!);
    assert.deepEqual(
      projects.map(({ declared, holdings }) => [declared, holdings.length]),
      [
        [true, 0],
        [true, 0],
        [false, 1],
        [false, 1],
      ],
    );
  });

  it("knows the project of a budget whose filter isn't known yet", () => {
    const budget = (filter: unknown, from: string[]) =>
      resource("gcp:billing/budget:Budget", "b", { budgetFilter: filter }, { budgetFilter: from });
    const found = only(project("one"), budget({ projects: [mark] }, [ofProject("one")]));
    assert.deepEqual(found.budgets[0]?.projects, ["tst-one-a1b2"]);
    const two = look(
      project("one"),
      project("two"),
      budget({ projects: [mark] }, [ofProject("one"), ofProject("two")]),
    );
    assert.equal(two.budgets[0]?.projects, unknown);
    assert.deepEqual(
      two.projects.map(({ budgets }) => budgets.length),
      [1, 1],
      "it may be the budget of either",
    );
    const all = look(project("one"), budget({}, []));
    assert.deepEqual(all.budgets[0]?.projects, []);
    assert.deepEqual(all.projects[0]?.budgets, []);
  });

  it("says what of a budget is known", () => {
    const { budgets } = only(
      project("one", { number: "77" }),
      resource("gcp:billing/budget:Budget", "b", {
        budgetFilter: { projects: ["projects/77"] },
        amount: { specifiedAmount: { units: "900" } },
        thresholdRules: [{ thresholdPercent: 1 }, { thresholdPercent: 1, spendBasis: "FORECASTED_SPEND" }],
        allUpdatesRule: { monitoringNotificationChannels: [mark, mark] },
      }),
    );
    const { place, ...facts } = budgets[0]!;
    assert.deepEqual(facts, {
      projects: ["tst-one-a1b2"],
      folders: [],
      amount: 900,
      bases: ["CURRENT_SPEND", "FORECASTED_SPEND"],
      thresholds: [1, 1],
      billingAccount: unknown,
      recipients: 2,
    });
    assert.equal(place.name, "Budget b");
  });

  it("knows a folder by the specification's key, and its environment by the tag that is bound to it", () => {
    const folder = (name: string, displayName: string) =>
      resource("gcp:organizations/folder:Folder", name, { displayName, parent: "organizations/1", folderId: mark });
    const binding = resource(
      "gcp:tags/tagBinding:TagBinding",
      "binding",
      { parent: mark, tagValue: mark },
      {
        parent: [urn("gcp:organizations/folder:Folder", "other")],
        tagValue: [urn("gcp:tags/tagValue:TagValue", "value")],
      },
    );
    const value = resource("gcp:tags/tagValue:TagValue", "value", { shortName: "production", parent: mark });
    // The engine lists resources in any order.
    const { folders, projects } = look(
      binding,
      value,
      resource(
        projectType,
        "p",
        { projectId: "p-1", folderId: mark },
        { folderId: [urn("gcp:organizations/folder:Folder", "other")] },
      ),
      folder("other", "Elsewhere"),
      folder("testing", "testing"),
    );
    assert.equal(folders.get("other")?.environment, "production");
    assert.equal(folders.get("testing")?.environment, "non-production");
    assert.deepEqual(projects[0]?.parent, { kind: "folder", folder: "other" });
  });

  it("knows a project's folder of another stack by what its component was told", () => {
    const component = resource("sourcegraph-distribution:index:Project", "it", { folder: "nightly" });
    for (const folderId of [mark, "123456"]) {
      const inside = { ...project("one", { folderId }), parent: component.urn };
      assert.deepEqual(only(component, inside).parent, { kind: "folder", folder: "nightly" });
    }
    assert.equal(only(project("one", { folderId: mark })).parent, unknown);
    assert.deepEqual(only(project("one", { folderId: "5" })).parent, { kind: "folder", folder: "5" });
    assert.deepEqual(only(project("one", { orgId: "1" })).parent, { kind: "organization" });
    assert.deepEqual(only(project("one")).parent, { kind: "none" });
  });

  it("tells what stands in the way of a project's deletion", () => {
    const lien = resource("gcp:resourcemanager/lien:Lien", "l", {
      parent: "projects/77",
      restrictions: ["resourcemanager.projects.delete"],
    });
    const one = { ...project("one", { number: "77", deletionPolicy: "DELETE" }), protected: true };
    assert.deepEqual(only(lien, one).deletion, { protected: true, prevented: false, lien: true });
    assert.deepEqual(only(project("one")).deletion, { protected: false, prevented: true, lien: false });
  });

  it("tells what the default account may do", () => {
    const compute = resource("gcp:projects/service:Service", "c", {
      project: "tst-one-a1b2",
      service: "compute.googleapis.com",
    });
    const accounts = resource("gcp:projects/defaultServiceAccounts:DefaultServiceAccounts", "d", {
      project: "tst-one-a1b2",
      action: "DEPRIVILEGE",
    });
    assert.equal(only(project("one")).defaultAccount, "absent");
    assert.equal(only(project("one"), compute).defaultAccount, "editor");
    assert.equal(only(accounts, project("one"), compute).defaultAccount, "deprivileged");
  });

  it("tells what things are used for: by type, by sink, and by name", () => {
    const inOne = { project: "tst-one-a1b2" };
    const sink = resource("gcp:logging/folderSink:FolderSink", "s", { destination: "storage.googleapis.com/audit" });
    const own = resource("gcp:logging/projectSink:ProjectSink", "own", {
      ...inOne,
      destination: "storage.googleapis.com/plain",
    });
    const { holdings, accountKeys } = only(
      sink,
      own,
      resource("gcp:storage/bucket:Bucket", "a", { ...inOne, name: "audit" }),
      resource("gcp:storage/bucket:Bucket", "b", { ...inOne, name: "plain" }),
      resource("gcp:storage/bucket:Bucket", "c", { ...inOne, name: "tst-pulumi-state" }),
      resource("gcp:bigquery/dataset:Dataset", "d", { ...inOne, datasetId: "billing_export" }),
      resource("gcp:compute/disk:Disk", "e", {
        ...inOne,
        name: "data",
        diskEncryptionKey: { kmsKeySelfLink: "projects/tst-keys-w4xr/locations/l/keyRings/r/cryptoKeys/k" },
      }),
      resource("gcp:serviceaccount/account:Account", "f", { ...inOne, accountId: "deployer-production" }),
      resource("gcp:serviceaccount/key:Key", "g", { serviceAccountId: "x@tst-one-a1b2.iam.gserviceaccount.com" }),
    );
    assert.deepEqual(
      holdings.map(({ kind, name, keyProject }) => [kind, name, keyProject]),
      [
        ["logs", "audit", undefined],
        ["bucket", "plain", undefined],
        ["state", "tst-pulumi-state", undefined],
        ["billing-export", "billing_export", undefined],
        ["disk", "data", "tst-keys-w4xr"],
        ["deployer", "deployer-production", undefined],
      ],
    );
    assert.deepEqual(
      accountKeys.map(({ name }) => name),
      ["Key g"],
    );
  });

  it("reads grants of every kind: of a member, of many, and of a whole policy", () => {
    const policyData = JSON.stringify({ bindings: [{ role: "roles/c", members: ["user:c", "user:d"] }] });
    const { grants } = look(
      resource("gcp:organizations/iAMMember:IAMMember", "a", { orgId: "1", role: "roles/a", member: "user:a" }),
      resource("gcp:projects/iAMBinding:IAMBinding", "b", {
        project: "p-1",
        role: "roles/b",
        members: ["user:b", mark],
      }),
      resource("gcp:storage/bucketIAMPolicy:BucketIAMPolicy", "c", { bucket: "b", policyData }),
      resource("gcp:folder/iAMMember:IAMMember", "d", { folder: "folders/5", role: mark, member: "user:e" }),
      resource("gcp:billing/accountIamMember:AccountIamMember", "e", { billingAccountId: "B", role: "r", member: "m" }),
      resource("gcp:projects/iAMCustomRole:IAMCustomRole", "f", { project: "p-1" }),
    );
    assert.deepEqual(
      grants.map(({ on, role, member }) => [on.kind, on.id, role, member]),
      [
        ["organization", "1", "roles/a", "user:a"],
        ["project", "p-1", "roles/b", "user:b"],
        ["project", "p-1", "roles/b", unknown],
        ["resource", "c", "roles/c", "user:c"],
        ["resource", "c", "roles/c", "user:d"],
        ["folder", "5", unknown, "user:e"],
        ["billing", "B", "r", "m"],
      ],
    );
  });

  it("connects networks with the projects of their peers", () => {
    const network = resource("gcp:compute/network:Network", "n", {
      project: "tst-one-a1b2",
      name: "n",
      autoCreateSubnetworks: false,
    });
    const peering = resource("gcp:compute/networkPeering:NetworkPeering", "p", {
      network: "projects/tst-one-a1b2/global/networks/n",
      peerNetwork: "https://www.googleapis.com/compute/v1/projects/tst-live-t5wk/global/networks/n",
    });
    const { networks } = only(project("one"), peering, network);
    assert.deepEqual(networks, [
      { place: { name: "Network n", urn: network.urn }, name: "n", automatic: false, peers: ["tst-live-t5wk"] },
    ]);
  });

  it("lists the claims of clusters, those too that a StatefulSet makes", () => {
    const set = (whenDeleted?: string) =>
      resource("kubernetes:apps/v1:StatefulSet", "s", {
        metadata: { name: "gitserver" },
        spec: {
          volumeClaimTemplates: [{ metadata: { name: "repos" } }],
          ...(whenDeleted && { persistentVolumeClaimRetentionPolicy: { whenDeleted } }),
        },
      });
    const claim = resource("kubernetes:core/v1:PersistentVolumeClaim", "c", { metadata: { name: "pgsql" } });
    const found = (...resources: StackResource[]) =>
      look(...resources).claims.map((each) => [each.name, each.protected]);
    assert.deepEqual(found({ ...claim, protected: true }, set()), [
      ["pgsql", true],
      ["repos-gitserver", true],
    ]);
    assert.deepEqual(found(claim, set("Delete")), [
      ["pgsql", false],
      ["repos-gitserver", false],
    ]);
  });

  it("knows the claims of an environment that may be destroyed", () => {
    const claim = resource("kubernetes:core/v1:PersistentVolumeClaim", "c", { metadata: { name: "pgsql" } });
    const specification = goodSpecification();
    const planned = indexPlan(plannedLandscape(specification, today));
    for (const [stack, disposable] of [
      ["app-demo", true],
      ["app-live", false],
      ["other", false],
    ] as const) {
      const { claims } = resourcesLandscape([{ ...claim, urn: `urn:pulumi:${stack}::p::t::c` }], planned);
      assert.equal(claims[0]?.disposable, disposable, stack);
    }
  });

  it("finds a project twice that is made twice", () => {
    const { projects } = look(project("one"), { ...project("one"), urn: "urn:other" });
    assert.deepEqual(
      projects.map(({ id, declared }) => [id, declared]),
      [
        ["tst-one-a1b2", true],
        ["tst-one-a1b2", true],
      ],
    );
  });

  it("misses nothing beside a resource that is looked at alone", () => {
    const { projects } = landscapeOfOne(project("one"), indexPlan(landscape()));
    assert.deepEqual(
      projects.map(({ declared }) => declared),
      [false],
    );
  });

  it("looks at five thousand resources in well under a second", () => {
    const projects = Array.from({ length: 100 }, (_, index) => project(`p${index}`));
    const buckets = Array.from({ length: 4900 }, (_, index) =>
      resource(
        "gcp:storage/bucket:Bucket",
        `b${index}`,
        { name: `b${index}`, project: mark, labels: { application: "sourcegraph" } },
        { project: [ofProject(`p${index % 100}`)] },
      ),
    );
    const start = performance.now();
    look(...projects, ...buckets);
    assert.ok(performance.now() - start < 800);
  });
});
