import assert from "node:assert/strict";
import { evaluate } from "../../../policies/evaluate.ts";
import { guidelines } from "../../../policies/index.ts";
import { plannedLandscape } from "../../../policies/landscape/plan/index.ts";
import { homeOf } from "../../../policies/landscape/questions.ts";
import { landscapeOfOne, resourcesLandscape } from "../../../policies/landscape/resources/index.ts";
import { indexPlan } from "../../../policies/landscape/resources/planned.ts";
import type { StackResource } from "../../../policies/landscape/resources/resource.ts";
import { Settings } from "../../../policies/settings/settings.ts";
import { goodSpecification, today } from "../../support/specification.ts";

const specification = goodSpecification();
const planned = indexPlan(plannedLandscape(specification, today));
const mark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const resource = (type: string, properties: object, stack = "env-demo"): StackResource => ({
  type,
  name: "it",
  urn: `urn:pulumi:${stack}::sourcegraph-distribution::${type}::it`,
  properties: properties as Record<string, unknown>,
  propertyDependencies: {},
  protected: false,
});

/** The guidelines that a stack's resources break, of those that are asked about. */
function broken(resources: StackResource[], ...ids: string[]): string[] {
  const { organization } = specification;
  const landscape = resourcesLandscape(resources, planned);
  const asked = guidelines.filter(({ id }) => ids.includes(id));
  assert.equal(asked.length, ids.length);
  const verdicts = evaluate({ guidelines: asked, landscape, settings: new Settings(), organization, today });
  return verdicts.filter(({ status }) => status === "broken").map(({ guideline }) => guideline.id);
}

const apart = ["production-apart"];
const role = (project: string, member: string) =>
  resource("gcp:projects/iAMMember:IAMMember", { project, role: "roles/logging.viewer", member });
const budget = (filter: object, more: object = {}) =>
  resource("gcp:billing/budget:Budget", {
    budgetFilter: filter,
    amount: { specifiedAmount: { units: "5" } },
    thresholdRules: [{ spendBasis: "CURRENT_SPEND" }, { spendBasis: "FORECASTED_SPEND" }],
    allUpdatesRule: { monitoringNotificationChannels: ["a"] },
    ...more,
  });
const project = (properties: object, stack?: string) =>
  resource(
    "gcp:organizations/project:Project",
    { projectId: "tst-demo-d9hc", number: "77", labels: {}, ...properties },
    stack,
  );

describe("what a stack reaches of other stacks", () => {
  it("is refused where it is production, whichever side gives", () => {
    const [dynamic, production] = ["tst-demo-d9hc", "tst-live-t5wk"];
    const account = (home: string) => `serviceAccount:agent@${home}.iam.gserviceaccount.com`;
    assert.deepEqual(broken([role(production!, account(dynamic!))], ...apart), apart);
    assert.deepEqual(broken([role(dynamic!, account(production!))], ...apart), apart);
    assert.deepEqual(broken([role(dynamic!, account(dynamic!))], ...apart), []);
    const pod = `serviceAccount:${production}.svc.id.goog[default/web]`;
    assert.deepEqual(broken([role(dynamic!, pod)], ...apart), apart);
  });

  it("is refused where production is deployed with it", () => {
    const member = "serviceAccount:agent@tst-demo-d9hc.iam.gserviceaccount.com";
    const role = "roles/iam.serviceAccountTokenCreator";
    const { seed } = specification.organization.projects;
    const account = (name: string) =>
      resource("gcp:serviceaccount/iAMMember:IAMMember", {
        serviceAccountId: `projects/${seed.id}/serviceAccounts/${name}@${seed.id}.iam.gserviceaccount.com`,
        role,
        member,
      });
    const bucket = (name: string) =>
      resource("gcp:storage/bucketIAMMember:BucketIAMMember", { bucket: name, role: "roles/storage.admin", member });
    assert.deepEqual(broken([account("deployer-production")], ...apart), apart);
    assert.deepEqual(broken([account("deployer-nonproduction")], ...apart), []);
    assert.deepEqual(broken([bucket(`${seed.id}-state-production`)], ...apart), apart);
    assert.deepEqual(broken([bucket(`${seed.id}-outputs`)], ...apart), []);
    assert.deepEqual(
      broken([resource("gcp:projects/iAMMember:IAMMember", { project: seed.id, role, member })], ...apart),
      apart,
    );
  });

  it("is refused where it runs as production's account, or as the one that deploys production", () => {
    const at = (path: string, account: string): object =>
      path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), account) as object;
    const runs = (type: string, path: string, account: string, project = "tst-demo-d9hc") =>
      broken([resource(type, { project, ...at(path, account) })], ...apart);
    const email = (home: string, name = "agent") => `${name}@${home}.iam.gserviceaccount.com`;
    for (const [type, path] of [
      ["gcp:compute/instance:Instance", "serviceAccount.email"],
      ["gcp:compute/instanceTemplate:InstanceTemplate", "serviceAccount.email"],
      ["gcp:container/nodePool:NodePool", "nodeConfig.serviceAccount"],
      ["gcp:container/cluster:Cluster", "nodeConfig.serviceAccount"],
      ["gcp:cloudrunv2/service:Service", "template.serviceAccount"],
      ["gcp:cloudrunv2/job:Job", "template.template.serviceAccount"],
      ["gcp:cloudrun/service:Service", "template.spec.serviceAccountName"],
      ["gcp:cloudfunctions/function:Function", "serviceAccountEmail"],
      ["gcp:cloudfunctionsv2/function:Function", "serviceConfig.serviceAccountEmail"],
      ["gcp:cloudbuild/trigger:Trigger", "serviceAccount"],
    ] as const) {
      assert.deepEqual(runs(type, path, email("tst-live-t5wk")), apart, type);
      assert.deepEqual(runs(type, path, email("tst-demo-d9hc")), [], type);
      assert.deepEqual(runs(type, path, email("tst-demo-d9hc"), "tst-live-t5wk"), apart, type);
      assert.deepEqual(runs(type, path, mark), [], type);
    }
    const [ci, seed] = [specification.organization.projects.ci.id, specification.organization.projects.seed.id];
    const trigger = ["gcp:cloudbuild/trigger:Trigger", "serviceAccount"] as const;
    const named = (name: string) => `projects/${seed}/serviceAccounts/${email(seed, name)}`;
    assert.deepEqual(runs(...trigger, named("deployer-production"), ci), apart);
    assert.deepEqual(runs(...trigger, named("deployer-nonproduction"), ci), []);
  });

  it("is refused where it is production's network or key", () => {
    const network = "https://www.googleapis.com/compute/v1/projects/PROJECT/global/networks/main";
    const peering = resource("gcp:compute/networkPeering:NetworkPeering", {
      network: network.replace("PROJECT", "tst-demo-d9hc"),
      peerNetwork: network.replace("PROJECT", "tst-live-t5wk"),
    });
    assert.deepEqual(broken([peering], "production-apart"), ["production-apart"]);
    const bucket = resource("gcp:storage/bucket:Bucket", {
      name: "b",
      project: "tst-demo-d9hc",
      encryption: { defaultKmsKeyName: "projects/tst-live-t5wk/locations/x/keyRings/r/cryptoKeys/k" },
    });
    assert.deepEqual(broken([bucket], "production-apart"), ["production-apart"]);
  });

  it("knows the project of every kind of identity", () => {
    const members: Record<string, string | undefined> = {
      "serviceAccount:a@p-1.iam.gserviceaccount.com": "p-1",
      "deleted:serviceAccount:a@p-1.iam.gserviceaccount.com?uid=1": "p-1",
      "serviceAccount:123-compute@developer.gserviceaccount.com": "123",
      "serviceAccount:123@cloudservices.gserviceaccount.com": "123",
      "serviceAccount:service-123@container-engine-robot.iam.gserviceaccount.com": "123",
      "serviceAccount:p-1@appspot.gserviceaccount.com": "p-1",
      "serviceAccount:p-1.svc.id.goog[default/web]": "p-1",
      "principalSet://iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/pool/*": "123",
      "projectEditor:p-1": "p-1",
      "group:a@example.com": undefined,
    };
    for (const [member, home] of Object.entries(members)) assert.equal(homeOf(member), home, member);
  });
});

describe("what opens things in a stack", () => {
  it("is refused where it is a key that can be copied", () => {
    const id = "no-account-keys";
    for (const type of ["gcp:storage/hmacKey:HmacKey", "gcp:projects/apiKey:ApiKey", "gcp:serviceaccount/key:Key"]) {
      assert.deepEqual(broken([resource(type, { project: "tst-demo-d9hc" })], id), [id], type);
    }
    assert.deepEqual(broken([resource("gcp:kms/cryptoKey:CryptoKey", { project: "tst-demo-d9hc" })], id), []);
  });

  it("is refused where it is a role that gives roles", () => {
    const id = "no-basic-roles";
    for (const type of ["gcp:projects/iAMCustomRole:IAMCustomRole", "gcp:organizations/iAMCustomRole:IAMCustomRole"]) {
      assert.deepEqual(broken([resource(type, { permissions: ["storage.buckets.setIamPolicy"] })], id), [id], type);
      assert.deepEqual(broken([resource(type, { permissions: ["storage.buckets.get", mark] })], id), [], type);
    }
    const entitled = (role: string) =>
      resource("gcp:privilegedaccessmanager/entitlement:Entitlement", {
        parent: "projects/tst-demo-d9hc",
        eligibleUsers: [{ principals: ["group:gcp-search@example.com"] }],
        privilegedAccess: { gcpIamAccess: { roleBindings: [{ role }] } },
      });
    assert.deepEqual(broken([entitled("roles/resourcemanager.projectIamAdmin")], id), [id]);
    assert.deepEqual(broken([entitled("roles/logging.viewer")], id), []);
  });
});

describe("a way between networks of a stack and others", () => {
  const [demo, live] = ["tst-demo-d9hc", "tst-live-t5wk"];
  const network = (project: string) => `projects/${project}/global/networks/main`;
  const subnetwork = (project: string) => `projects/${project}/regions/us-central1/subnetworks/main`;
  const gateway = (project: string) => `projects/${project}/regions/us-central1/vpnGateways/main`;

  it("is a tunnel between two gateways of Google Cloud", () => {
    const tunnel = (facts: object) => resource("gcp:compute/vPNTunnel:VPNTunnel", { project: demo, ...facts });
    assert.deepEqual(broken([tunnel({ peerGcpGateway: gateway(live) })], ...apart), apart);
    assert.deepEqual(broken([tunnel({ peerGcpGateway: gateway(demo) })], ...apart), []);
    assert.deepEqual(broken([tunnel({ peerIp: "203.0.113.5" })], ...apart), []);
    assert.deepEqual(broken([tunnel({ peerGcpGateway: mark })], ...apart), []);
  });

  it("is a hub that both are on, or that is the other's", () => {
    const spoke = (project: string, hub: string) =>
      resource("gcp:networkconnectivity/spoke:Spoke", { project, hub, linkedVpcNetwork: { uri: network(project) } });
    const hub = (project: string) => `projects/${project}/locations/global/hubs/main`;
    const { seed } = specification.organization.projects;
    assert.deepEqual(broken([spoke(demo, hub(live))], ...apart), apart);
    assert.deepEqual(broken([spoke(demo, hub(seed.id)), spoke(live, hub(seed.id))], ...apart), [...apart, ...apart]);
    assert.deepEqual(broken([spoke(demo, hub(demo)), spoke(demo, hub(seed.id))], ...apart), []);
  });

  it("is a machine with interfaces in both", () => {
    const machine = (...networkInterfaces: object[]) =>
      resource("gcp:compute/instance:Instance", { project: demo, networkInterfaces });
    assert.deepEqual(broken([machine({ network: network(demo) })], ...apart), []);
    assert.deepEqual(broken([machine({ network: network(demo) }, { subnetwork: subnetwork(demo) })], ...apart), []);
    assert.ok(broken([machine({ network: network(demo) }, { subnetwork: subnetwork(live) })], ...apart).length > 0);
    assert.ok(broken([machine({ subnetwork: "main", subnetworkProject: live })], ...apart).length > 0);
    assert.deepEqual(broken([machine({ network: mark })], ...apart), []);
  });
});

describe("what a stack can't delete, or deletes with all that is in it", () => {
  const inDynamic = (type: string, properties: object) => {
    const labels = { environment: "dynamic", "environment-kind": "dynamic", expires: "2026-11-25" };
    const dynamic = project({ projectId: "tst-gone-a1b2", labels, deletionPolicy: "DELETE" });
    return broken([dynamic, resource(type, { project: "tst-gone-a1b2", ...properties })], "dynamic-deletable");
  };

  it("stands in the way of a dynamic environment's end", () => {
    const id = ["dynamic-deletable"];
    for (const type of [
      "gcp:sql/databaseInstance:DatabaseInstance",
      "gcp:container/cluster:Cluster",
      "gcp:cloudrunv2/service:Service",
      "gcp:cloudrunv2/job:Job",
      "gcp:bigquery/table:Table",
      "gcp:spanner/database:Database",
      "gcp:bigtable/instance:Instance",
      "gcp:alloydb/cluster:Cluster",
      "gcp:workflows/workflow:Workflow",
    ]) {
      assert.deepEqual(inDynamic(type, {}), id, `${type} is protected unless it says otherwise`);
      assert.deepEqual(inDynamic(type, { deletionProtection: true }), id, type);
      assert.deepEqual(inDynamic(type, { deletionProtection: false }), [], type);
      assert.deepEqual(inDynamic(type, { deletionProtection: mark }), [], type);
    }
    const bucket = "gcp:storage/bucket:Bucket";
    assert.deepEqual(inDynamic(bucket, { retentionPolicy: { retentionPeriod: "1", isLocked: true } }), id);
    assert.deepEqual(inDynamic(bucket, { retentionPolicy: { retentionPeriod: "1" } }), []);
    assert.deepEqual(inDynamic("gcp:pubsub/topic:Topic", { deletionPolicy: "PREVENT" }), id);
    assert.deepEqual(inDynamic("gcp:pubsub/topic:Topic", { deletionPolicy: "DELETE" }), []);
    const sql = { deletionProtection: false, settings: { deletionProtectionEnabled: true } };
    assert.deepEqual(inDynamic("gcp:sql/databaseInstance:DatabaseInstance", sql), id);
  });

  it("is kept where it is emptied first, unless the plan makes it anew", () => {
    const id = "data-kept";
    const bucket = (name: string, forceDestroy: unknown) =>
      broken([resource("gcp:storage/bucket:Bucket", { project: "tst-live-t5wk", name, forceDestroy })], id);
    assert.deepEqual(bucket("uploads", true), [id]);
    assert.deepEqual(bucket("uploads", false), []);
    assert.deepEqual(bucket("uploads", mark), []);
    const [outputs] = planned.projects.get("tst-live-t5wk")!.holdings.filter(({ kind }) => kind === "bucket");
    assert.deepEqual(bucket(String(outputs!.name), true), []);
    const dataset = (deleteContentsOnDestroy: boolean) =>
      resource("gcp:bigquery/dataset:Dataset", { project: "tst-live-t5wk", datasetId: "d", deleteContentsOnDestroy });
    assert.deepEqual(broken([dataset(true)], id), [id]);
    assert.deepEqual(broken([dataset(false)], id), []);
    assert.deepEqual(broken([{ ...dataset(true), protected: true }], id), []);
  });
});

describe("names of a stack's things", () => {
  it("say what they are for only as a whole", () => {
    const kinds = (type: string, property: string, ...names: string[]) =>
      names.map((name) => {
        const one = resource(type, { project: "tst-demo-d9hc", [property]: name });
        return resourcesLandscape([one], planned).projects.flatMap(({ holdings }) => holdings)[0]?.kind;
      });
    const account = ["gcp:serviceaccount/account:Account", "accountId"] as const;
    assert.deepEqual(kinds(...account, "github-sync", "ci-reader", "runner-up", "deployer-docs"), [
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    assert.deepEqual(kinds(...account, "ci", "builder", "deployer-production"), ["runner", "runner", "deployer"]);
    const dataset = ["gcp:bigquery/dataset:Dataset", "datasetId"] as const;
    assert.deepEqual(kinds(...dataset, "app_billing_events", "billing_export"), ["dataset", "billing-export"]);
    const bucket = ["gcp:storage/bucket:Bucket", "name"] as const;
    assert.deepEqual(kinds(...bucket, "united-state-data", "tst-pulumi-state", "x-state-production"), [
      "bucket",
      "state",
      "state",
    ]);
  });
});

describe("a folder of a stack", () => {
  const id = "under-folder-of-its-environment";
  const folder = resource("gcp:organizations/folder:Folder", {
    displayName: "By hand",
    parent: "organizations/419083752617",
    folderId: "55",
  });
  const bound = (shortName: string) => [
    resource("gcp:tags/tagKey:TagKey", { shortName: "environment", name: "tagKeys/1" }),
    resource("gcp:tags/tagValue:TagValue", { shortName, name: "tagValues/2", parent: "tagKeys/1" }),
    resource("gcp:tags/tagBinding:TagBinding", {
      parent: "//cloudresourcemanager.googleapis.com/folders/55",
      tagValue: "tagValues/2",
    }),
  ];

  it("is refused without a tag, once all that is beside it is known", () => {
    assert.deepEqual(broken([folder], id), [id]);
    assert.deepEqual(broken([folder, ...bound("dynamic")], id), []);
    const verdicts = evaluate({
      guidelines,
      landscape: landscapeOfOne(folder, planned),
      settings: new Settings(),
      organization: specification.organization,
      today,
    });
    assert.deepEqual(
      verdicts.filter(({ status, guideline }) => status === "broken" && guideline.id === id),
      [],
    );
  });

  it("is refused in a folder of another environment, which another stack makes", () => {
    const asked = { ...planned, folderNumbers: new Map([["77", "production"]]) };
    const inside = { ...folder, properties: { ...folder.properties, parent: "folders/77" } };
    assert.deepEqual(broken([inside, ...bound("dynamic")], id), [], "nobody knows yet what is around it");
    const { organization } = specification;
    const found = (environment: string) =>
      evaluate({
        guidelines: guidelines.filter((each) => each.id === id),
        landscape: resourcesLandscape([inside, ...bound(environment)], asked),
        settings: new Settings(),
        organization,
        today,
      }).map(({ finding: { found } }) => found);
    assert.deepEqual(found("dynamic"), ["a folder of dynamic in a folder of production"]);
    assert.deepEqual(found("production"), []);
  });
});

describe("a project that another stack makes", () => {
  it("is made by that one alone, and the name of its environment is its own", () => {
    assert.deepEqual(broken([project({})], "project-id-once", "environment-name-once"), []);
    assert.deepEqual(broken([project({}, "by-hand")], "project-id-once"), ["project-id-once"]);
    const namesake = project({ projectId: "tst-mine-x1y2", labels: { "environment-name": "live" } });
    assert.deepEqual(broken([namesake], "environment-name-once"), ["environment-name-once"]);
  });

  it("isn't retired because a label says so", () => {
    const labels = { environment: "production", retired: "true" };
    const production = project({ projectId: "tst-live-t5wk", labels, deletionPolicy: "DELETE" }, "env-live");
    assert.deepEqual(broken([production], "production-project-kept"), ["production-project-kept"]);
  });
});

describe("a budget of a stack", () => {
  const demo = project({});
  const own = { projects: ["projects/77"] };

  it("isn't a project's whole budget where it counts some of its costs", () => {
    const id = "budget-for-each-project";
    assert.deepEqual(broken([demo, budget(own)], id), []);
    assert.deepEqual(broken([demo, budget({ ...own, services: ["services/1"] })], id), [id]);
    assert.deepEqual(broken([demo, budget(own), budget({ ...own, labels: { a: "b" } })], "budget-once"), []);
  });

  it("is found on another billing account, and with thresholds that nobody hears of", () => {
    const paid = project({ billingAccount: "01C0DE-5EED00-CAFE42" });
    const rules = (...parts: (number | string)[]) => ({
      thresholdRules: parts.flatMap((thresholdPercent) =>
        ["CURRENT_SPEND", "FORECASTED_SPEND"].map((spendBasis) => ({ thresholdPercent, spendBasis })),
      ),
    });
    const one = "budget-for-each-project";
    assert.deepEqual(broken([paid, budget(own, { billingAccount: "01C0DE-5EED00-CAFE42" })], one), []);
    assert.deepEqual(broken([paid, budget(own, { billingAccount: "0FFFFF-5EED00-CAFE42" })], one), [one]);
    const both = "budget-on-both-bases";
    assert.deepEqual(broken([demo, budget(own, rules(0.5, 1))], both), []);
    assert.deepEqual(broken([demo, budget(own, rules(1, mark))], both), []);
    assert.deepEqual(broken([demo, budget(own, rules(0.5))], both), [both]);
    assert.deepEqual(broken([demo, budget(own, rules(50))], both), [both, both]);
  });

  it("counts everything where it counts the organisation", () => {
    const wide = budget({ resourceAncestors: ["organizations/419083752617"] });
    assert.deepEqual(broken([wide], "budget-filter-not-widened"), ["budget-filter-not-widened"]);
  });

  it("may tell the owners of its project, and is undecided while a threshold isn't known", () => {
    const owners = budget(own, { allUpdatesRule: { enableProjectLevelRecipients: true } });
    assert.deepEqual(broken([demo, owners], "budget-tells-people"), []);
    const unknown = budget(own, { thresholdRules: [{ spendBasis: mark }, { spendBasis: "CURRENT_SPEND" }] });
    assert.deepEqual(broken([demo, unknown], "budget-on-both-bases"), []);
  });
});

describe("resources that are only known in part", () => {
  it("break no guideline, and no check", () => {
    const set = resource("kubernetes:apps/v1:StatefulSet", {
      metadata: { name: "a" },
      spec: { volumeClaimTemplates: [mark, { metadata: { name: mark } }, {}] },
    });
    const policy = resource("gcp:projects/iAMPolicy:IAMPolicy", {
      project: "tst-demo-d9hc",
      policyData: '{"bindings":null}',
    });
    assert.deepEqual(broken([set, policy], "no-basic-roles"), []);
  });
});
