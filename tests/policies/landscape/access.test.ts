import assert from "node:assert/strict";
import { evaluate } from "../../../policies/evaluate.ts";
import { noPublicAccess } from "../../../policies/guidelines/no-public-access.ts";
import { liveLandscape } from "../../../policies/landscape/live/index.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import { plannedLandscape } from "../../../policies/landscape/plan/index.ts";
import { resourcesLandscape } from "../../../policies/landscape/resources/index.ts";
import { indexPlan } from "../../../policies/landscape/resources/planned.ts";
import type { Landscape } from "../../../policies/landscape/types.ts";
import { Settings } from "../../../policies/settings/settings.ts";
import { resource as asset, inventory } from "../../support/inventory.ts";
import { goodSpecification, today } from "../../support/specification.ts";

const specification = goodSpecification();
const plan = plannedLandscape(specification, today);
const mark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const project = "tst-demo-d9hc";

const look = (type: string, properties: Record<string, unknown>): Landscape =>
  resourcesLandscape(
    [
      {
        type,
        name: "it",
        urn: `urn:pulumi:env-demo::p::${type}::it`,
        properties,
        propertyDependencies: {},
        protected: false,
      },
    ],
    indexPlan(plan),
  );

/** Whether a landscape is open to everybody: "broken", "undecided", or neither. */
const openness = (landscape: Landscape): string => {
  const settings = new Settings();
  const { organization } = specification;
  const [verdict] = evaluate({ guidelines: [noPublicAccess], landscape, settings, organization, today });
  return verdict?.status ?? "well";
};

const bucket = { bucket: "b" };
const dataset = { project, datasetId: "d" };

/** For each way to give access beside IAM: what is well, what is open to everybody, and what isn't known. */
const ways: [type: string, well: object, broken: object[], undecided: object][] = [
  [
    "gcp:storage/bucketAccessControl:BucketAccessControl",
    { ...bucket, entity: "group-a@example.com", role: "READER" },
    [
      { ...bucket, entity: "allUsers" },
      { ...bucket, entity: "allAuthenticatedUsers" },
    ],
    { ...bucket, entity: mark },
  ],
  [
    "gcp:storage/objectAccessControl:ObjectAccessControl",
    { ...bucket, object: "o", entity: "user-a@example.com" },
    [{ ...bucket, object: "o", entity: "allUsers" }],
    { ...bucket, object: "o", entity: mark },
  ],
  [
    "gcp:storage/defaultObjectAccessControl:DefaultObjectAccessControl",
    { ...bucket, entity: "project-owners-1" },
    [{ ...bucket, entity: "allUsers" }],
    { ...bucket, entity: mark },
  ],
  [
    "gcp:storage/bucketACL:BucketACL",
    { ...bucket, roleEntities: ["OWNER:project-owners-1", "READER:group-a@example.com"], predefinedAcl: "private" },
    [
      { ...bucket, roleEntities: ["READER:allUsers"] },
      { ...bucket, predefinedAcl: "publicReadWrite" },
      { ...bucket, defaultAcl: "authenticatedRead" },
    ],
    { ...bucket, roleEntities: [mark] },
  ],
  [
    "gcp:storage/objectACL:ObjectACL",
    { ...bucket, predefinedAcl: "projectPrivate" },
    [{ ...bucket, predefinedAcl: "publicRead" }],
    { ...bucket, predefinedAcl: mark },
  ],
  [
    "gcp:storage/defaultObjectACL:DefaultObjectACL",
    { ...bucket, roleEntities: [] },
    [{ ...bucket, roleEntities: ["READER:allAuthenticatedUsers"] }],
    { ...bucket, roleEntities: mark },
  ],
  [
    "gcp:bigquery/datasetAccess:DatasetAccess",
    { ...dataset, role: "READER", groupByEmail: "a@example.com" },
    [
      { ...dataset, role: "READER", specialGroup: "allAuthenticatedUsers" },
      { ...dataset, role: "roles/bigquery.dataViewer", iamMember: "allUsers" },
    ],
    { ...dataset, role: "READER", iamMember: mark },
  ],
  [
    "gcp:bigquery/dataset:Dataset",
    { ...dataset, accesses: [{ role: "OWNER", specialGroup: "projectOwners" }, { view: { tableId: "t" } }] },
    [{ ...dataset, accesses: [{ role: "READER", iamMember: "allUsers" }] }],
    { ...dataset, accesses: [mark] },
  ],
  [
    "gcp:bigquery/rowAccessPolicy:RowAccessPolicy",
    { ...dataset, grantees: ["group:a@example.com"] },
    [{ ...dataset, grantees: ["allAuthenticatedUsers"] }],
    { ...dataset, grantees: [mark] },
  ],
  [
    "gcp:cloudrunv2/service:Service",
    { project, ingress: "INGRESS_TRAFFIC_ALL", invokerIamDisabled: false },
    [{ project, invokerIamDisabled: true }],
    { project, invokerIamDisabled: mark },
  ],
  [
    "gcp:cloudrun/service:Service",
    { project, metadata: { annotations: { "run.googleapis.com/invoker-iam-disabled": "false" } } },
    [{ project, metadata: { annotations: { "run.googleapis.com/invoker-iam-disabled": "true" } } }],
    { project, metadata: { annotations: mark } },
  ],
  [
    "gcp:privilegedaccessmanager/entitlement:Entitlement",
    entitlement(["group:a@example.com"]),
    [entitlement(["allAuthenticatedUsers"])],
    entitlement([mark]),
  ],
];

function entitlement(principals: string[]): object {
  return {
    parent: `projects/${project}`,
    eligibleUsers: [{ principals }],
    privilegedAccess: { gcpIamAccess: { roleBindings: [{ role: "roles/storage.admin" }] } },
  };
}

describe("access beside the policies of IAM", () => {
  for (const [type, well, broken, undecided] of ways) {
    it(`is seen in ${type.split(":").at(-1)}`, () => {
      assert.equal(openness(look(type, well as Record<string, unknown>)), "well");
      for (const each of broken) {
        assert.equal(openness(look(type, each as Record<string, unknown>)), "broken", JSON.stringify(each));
      }
      assert.equal(openness(look(type, undecided as Record<string, unknown>)), "undecided");
    });
  }

  it("is a grant like any other, to whoever is named", () => {
    const { grants } = look("gcp:storage/bucketACL:BucketACL", {
      bucket: "b",
      roleEntities: [
        "OWNER:user-a@example.com",
        "READER:user-b@p-1.iam.gserviceaccount.com",
        "READER:domain-c.example",
      ],
    });
    assert.deepEqual(
      grants.map(({ role, member, thing }) => [role, member, thing]),
      [
        ["OWNER", "user:a@example.com", "b"],
        ["READER", "serviceAccount:b@p-1.iam.gserviceaccount.com", "b"],
        ["READER", "domain:c.example", "b"],
      ],
    );
    const [promised] = look("gcp:privilegedaccessmanager/entitlement:Entitlement", {
      ...entitlement(["user:a@example.com"]),
      parent: "organizations/1",
    } as Record<string, unknown>).grants;
    assert.deepEqual([promised?.on, promised?.role], [{ kind: "organization", id: "1" }, "roles/storage.admin"]);
    assert.equal(look("gcp:storage/bucketACL:BucketACL", { bucket: "b", roleEntities: mark }).grants[0]?.role, unknown);
  });

  it("is seen in what is there", () => {
    const inProject = (type: string, path: string, data: Parameters<typeof asset>[2]) =>
      openness(liveLandscape(inventory({}, [asset(type, path, data, ["projects/11", "folders/5"])]), plan).landscape);
    const run = (value: string) => ({
      metadata: { annotations: { "run.googleapis.com/invoker-iam-disabled": value } },
    });
    for (const [type, path, well, broken] of [
      [
        "storage.googleapis.com/Bucket",
        "b",
        { acl: [{ entity: "user-a@b.c", role: "OWNER" }] },
        { acl: [{ entity: "allUsers", role: "READER" }] },
      ],
      ["storage.googleapis.com/Bucket", "b", {}, { defaultObjectAcl: [{ entity: "allAuthenticatedUsers" }] }],
      [
        "bigquery.googleapis.com/Dataset",
        "projects/p/datasets/d",
        { access: [{ specialGroup: "projectReaders" }] },
        { access: [{ specialGroup: "allAuthenticatedUsers" }] },
      ],
      ["run.googleapis.com/Service", "projects/p/services/s", run("false"), run("true")],
    ] as const) {
      assert.equal(inProject(type, path, well), "well", JSON.stringify(well));
      assert.equal(inProject(type, path, broken), "broken", JSON.stringify(broken));
    }
  });
});
