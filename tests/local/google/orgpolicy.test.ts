import assert from "node:assert/strict";
import { organizationId, TestCloud } from "../../support/cloud.ts";

const organization = `organizations/${organizationId}`;

describe("local Google: organization policies", () => {
  let cloud: TestCloud;
  let folder: string;
  before(async () => {
    cloud = await TestCloud.start();
    const made = await cloud.send("cloudresourcemanager", "POST", "/v3/folders", {
      displayName: "Guarded",
      parent: organization,
    });
    folder = (await cloud.finish("cloudresourcemanager", `/v3/${made.body.name}`)).body.response.name;
    await cloud.project("guarded-1", ["orgpolicy"], folder);
  });
  after(() => cloud.stop());

  const project = "projects/guarded-1";
  const send = (method: string, path: string, body?: object) =>
    cloud.send("orgpolicy", method, path, body && { ...body });
  const set = (parent: string, constraint: string, spec: object) =>
    send("POST", `/v2/${parent}/policies`, { name: `${parent}/policies/${constraint}`, spec });
  const effective = async (parent: string, constraint: string) =>
    (await send("GET", `/v2/${parent}/policies/${constraint}:getEffectivePolicy`)).body;

  it("keeps what a policy says, false flags too, with etags and times of its own", async () => {
    const { status, body } = await set(project, "compute.requireOsLogin", { rules: [{ enforce: false }] });
    assert.equal(status, 200);
    assert.deepEqual(body, {
      name: `${project}/policies/compute.requireOsLogin`,
      spec: { etag: body.spec.etag, updateTime: body.spec.updateTime, rules: [{ enforce: false }] },
      etag: body.etag,
    });
    assert.deepEqual((await send("GET", `/v2/${body.name}`)).body, body);
    assert.deepEqual((await send("GET", `/v2/${project}/policies`)).body, { policies: [body] });
    assert.deepEqual(await send("DELETE", `/v2/${body.name}`), { status: 200, body: {} });
    assert.deepEqual((await send("GET", `/v2/${body.name}`)).body.error, {
      code: 404,
      message: "Requested entity was not found.",
      status: "NOT_FOUND",
    });
  });

  it("refuses a second policy for the same constraint", async () => {
    await set(project, "sql.restrictPublicIp", { rules: [{ enforce: true }] });
    const { status, body } = await set(project, "sql.restrictPublicIp", { rules: [{ enforce: false }] });
    assert.equal(status, 409);
    assert.equal(body.error.status, "ALREADY_EXISTS");
  });

  for (const [mistake, constraint, spec] of [
    [
      "values for a constraint that is on or off",
      "compute.requireOsLogin",
      { rules: [{ values: { allowedValues: ["a"] } }] },
    ],
    ["a flag for a constraint of values", "gcp.resourceLocations", { rules: [{ enforce: true }] }],
    ["a rule that says two things", "gcp.resourceLocations", { rules: [{ allowAll: true, denyAll: true }] }],
    ["inheritance of a flag", "compute.requireOsLogin", { inheritFromParent: true, rules: [{ enforce: true }] }],
    ["a reset with rules", "gcp.resourceLocations", { reset: true, rules: [{ denyAll: true }] }],
    ["more than ten rules", "gcp.resourceLocations", { rules: Array.from({ length: 11 }, () => ({ denyAll: true })) }],
  ] as const) {
    it(`refuses ${mistake}`, async () => {
      const { status, body } = await set(organization, constraint, spec);
      assert.equal(status, 400);
      assert.equal(body.error.status, "INVALID_ARGUMENT");
    });
  }

  it("knows no constraint that Google doesn't have", async () => {
    assert.equal((await set(project, "compute.requireOsLogins", { rules: [{ enforce: true }] })).status, 404);
  });

  it("changes what the mask names, in either spelling, and refuses a stale etag", async () => {
    const name = `${organization}/policies/gcp.restrictServiceUsage`;
    const { body: made } = await set(organization, "gcp.restrictServiceUsage", { rules: [{ denyAll: true }] });
    const dryRunSpec = { rules: [{ allowAll: true }] };
    const { body } = await send("PATCH", `/v2/${name}?updateMask=policy.dry_run_spec`, { dryRunSpec, spec: {} });
    assert.deepEqual(body.dryRunSpec.rules, [{ allowAll: true }]);
    assert.deepEqual(body.spec.rules, [{ denyAll: true }]);
    const stale = await send("PATCH", `/v2/${name}`, { dryRunSpec, etag: made.etag });
    assert.deepEqual([stale.status, stale.body.error.status], [409, "ABORTED"]);
    await send("DELETE", `/v2/${name}`);
  });

  it("lets the nearest policy win, and the constraint's default hold where nobody set one", async () => {
    const constraint = "compute.disableSerialPortAccess";
    const says = async (parent: string) => (await effective(parent, constraint)).spec.rules;
    assert.deepEqual(await says(project), [{ enforce: false }]);
    await set(organization, constraint, { rules: [{ enforce: true }] });
    assert.deepEqual(await says(project), [{ enforce: true }]);
    await set(folder, constraint, { rules: [{ enforce: false }] });
    assert.deepEqual(await says(project), [{ enforce: false }]);
    await set(project, constraint, { reset: true });
    assert.deepEqual(await says(project), [{ enforce: false }]);
    assert.deepEqual(await says(folder), [{ enforce: false }]);
    assert.deepEqual(await says(organization), [{ enforce: true }]);
  });

  it("restricts by default where Google does", async () => {
    const { spec } = await effective(project, "resourcemanager.allowedExportDestinations");
    assert.deepEqual(spec.rules, [{ denyAll: true }]);
  });

  it("merges values with those of the parent where a policy asks for it, and lets a denial win", async () => {
    const constraint = "compute.vmExternalIpAccess";
    const values = (allowedValues: string[], deniedValues: string[] = []) => [
      { values: { allowedValues, deniedValues } },
    ];
    await set(organization, constraint, { rules: values(["a", "b"]) });
    await set(folder, constraint, { inheritFromParent: true, rules: values(["c"], ["a"]) });
    const merged = [{ values: { allowedValues: ["c", "b"], deniedValues: ["a"] } }];
    assert.deepEqual(await effective(project, constraint), {
      name: `${project}/policies/${constraint}`,
      spec: { rules: merged },
    });
    await set(project, constraint, { rules: values(["d"]) });
    assert.deepEqual((await effective(project, constraint)).spec.rules[0].values.allowedValues, ["d"]);
  });

  it("lists the constraints there are", async () => {
    const { body } = await send("GET", `/v2/${organization}/constraints`);
    const find = (name: string) => body.constraints.find((each: { name: string }) => each.name.endsWith(`/${name}`));
    assert.equal(find("compute.requireOsLogin").name, `${organization}/constraints/compute.requireOsLogin`);
    assert.deepEqual(find("compute.requireOsLogin").booleanConstraint, {});
    assert.deepEqual(find("gcp.resourceLocations").listConstraint, {});
    assert.equal(find("cloudbuild.useBuildServiceAccount").constraintDefault, "DENY");
  });

  it("takes constraints that the organisation makes itself", async () => {
    const name = `${organization}/customConstraints/custom.noUpgrade`;
    assert.equal((await set(project, "custom.noUpgrade", { rules: [{ enforce: true }] })).status, 404);
    const constraint = {
      name,
      resourceTypes: ["container.googleapis.com/NodePool"],
      methodTypes: [1, "UPDATE"],
      condition: "resource.management.autoUpgrade == false",
      actionType: 2,
      displayName: "No upgrade",
    };
    const { body } = await send("POST", `/v2/${organization}/customConstraints`, constraint);
    const named = { ...constraint, methodTypes: ["CREATE", "UPDATE"], actionType: "DENY" };
    assert.deepEqual(body, { ...named, updateTime: body.updateTime });
    const path = `/v2/${name}?$alt=json;enum-encoding=int`;
    assert.deepEqual((await send("GET", path)).body.methodTypes, [1, 2]);
    assert.equal((await set(project, "custom.noUpgrade", { rules: [{ enforce: true }] })).status, 200);
    const changed = await send("PATCH", `/v2/${name}`, { ...constraint, condition: "true" });
    assert.equal(changed.body.condition, "true");
    assert.deepEqual((await send("DELETE", `/v2/${name}`)).body, {});
    assert.equal((await send("GET", `/v2/${name}`)).status, 404);
  });
});
