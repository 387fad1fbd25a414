import assert from "node:assert/strict";
import { TestCloud } from "../../support/cloud.ts";
import { badValue, ComputeProject, machine } from "../../support/compute.ts";

const project = "policies-1";
const region = "regions/us-central1";
const zone = "zones/us-central1-a";

describe("local Google: compute resource policies and certificates", () => {
  let cloud: TestCloud;
  let compute: ComputeProject;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["compute", "dns"]);
    compute = new ComputeProject(cloud, project);
  });
  after(() => cloud.stop());

  const daily = (startTime = "04:00") => ({ schedule: { dailySchedule: { daysInCycle: 1, startTime } } });
  const policies = `${region}/resourcePolicies`;
  const make = (name: string, more: object) => compute.change("POST", policies, { name, ...more });

  it("keeps schedules of snapshots", async () => {
    const snapshotSchedulePolicy = { ...daily(), retentionPolicy: { maxRetentionDays: 14 } };
    await make("daily", { description: "every night", snapshotSchedulePolicy });
    const { id, creationTimestamp, ...body } = await compute.get(`${policies}/daily`);
    assert.match(id, /^\d{19}$/);
    assert.ok(Date.parse(creationTimestamp) > 0);
    assert.deepEqual(body, {
      kind: "compute#resourcePolicy",
      name: "daily",
      description: "every night",
      region: `${compute.link}/${region}`,
      snapshotSchedulePolicy: {
        schedule: { dailySchedule: { daysInCycle: 1, startTime: "04:00", duration: "PT14400S" } },
        retentionPolicy: { maxRetentionDays: 14, onSourceDiskDelete: "KEEP_AUTO_SNAPSHOTS" },
      },
      status: "READY",
      selfLink: `${compute.link}/${policies}/daily`,
    });
    await compute.change("PATCH", `${policies}/daily`, {
      description: "every morning",
      snapshotSchedulePolicy: { schedule: { hourlySchedule: { hoursInCycle: 6, startTime: "5:00" } } },
    });
    const changed = await compute.get(`${policies}/daily`);
    assert.equal(changed.description, "every morning");
    assert.deepEqual(changed.snapshotSchedulePolicy, {
      schedule: { hourlySchedule: { hoursInCycle: 6, startTime: "05:00", duration: "PT14400S" } },
    });
  });

  it("refuses schedules that are none", async () => {
    const message = async (policy: object) => (await compute.refusal("POST", policies, { name: "bad", ...policy }))[1];
    const field = "resource.snapshotSchedulePolicy";
    assert.equal(
      await message({ snapshotSchedulePolicy: daily("4am") }),
      badValue(`${field}.schedule.dailySchedule.startTime`, "4am", "Must be a full hour in the form HH:00."),
    );
    assert.equal(
      await message({ snapshotSchedulePolicy: { ...daily(), retentionPolicy: { maxRetentionDays: 0 } } }),
      badValue(`${field}.retentionPolicy.maxRetentionDays`, "0", "Must be greater than or equal to 1."),
    );
    assert.match(await message({ snapshotSchedulePolicy: { schedule: {} } }), /Exactly one of hourlySchedule/);
    assert.equal(await message({}), "Required field 'resource.snapshotSchedulePolicy' not specified");
  });

  it("applies policies to disks, one schedule each, and keeps those that are in use", async () => {
    await make("first", { snapshotSchedulePolicy: daily() });
    await make("second", { snapshotSchedulePolicy: daily() });
    await compute.change("POST", `${zone}/disks`, { name: "data", sizeGb: "20" });
    const link = (name: string) => `${compute.link}/${policies}/${name}`;
    const attach = { resourcePolicies: [`projects/${project}/${policies}/first`] };
    await compute.change("POST", `${zone}/disks/data/addResourcePolicies`, attach);
    assert.deepEqual((await compute.get(`${zone}/disks/data`)).resourcePolicies, [link("first")]);
    assert.match(
      (
        await compute.refusal("POST", `${zone}/disks/data/addResourcePolicies`, { resourcePolicies: [link("second")] })
      )[1],
      /one snapshot schedule at most/,
    );
    const used = await compute.refusal("DELETE", `${policies}/first`);
    assert.deepEqual(used, [
      400,
      `The resource_policy resource 'projects/${project}/${policies}/first' is already being used by ` +
        `'projects/${project}/${zone}/disks/data'`,
      "resourceInUseByAnotherResource",
    ]);
    await compute.change("POST", `${zone}/disks/data/removeResourcePolicies`, { resourcePolicies: [link("first")] });
    assert.equal((await compute.get(`${zone}/disks/data`)).resourcePolicies, undefined);
    assert.equal(
      (
        await compute.refusal("POST", `${zone}/disks/data/removeResourcePolicies`, {
          resourcePolicies: [link("first")],
        })
      )[0],
      400,
    );
    await compute.change("DELETE", `${policies}/first`);
  });

  it("gives disks only policies that there are in their region", async () => {
    const refused = async (resourcePolicies: string[]) =>
      (await compute.refusal("POST", `${zone}/disks`, { name: "new", resourcePolicies }))[1];
    const none = `${compute.link}/${policies}/none`;
    assert.equal(
      await refused([none]),
      badValue("resource.resourcePolicies[0]", none, "The referenced resourcePolicy resource cannot be found."),
    );
    const other = "regions/europe-west1/resourcePolicies";
    await compute.change("POST", other, { name: "far", snapshotSchedulePolicy: daily() });
    const far = `${compute.link}/${other}/far`;
    assert.equal(
      await refused([far]),
      badValue("resource.resourcePolicies[0]", far, "The resource policy must be in the same region."),
    );
    await compute.change("POST", `${zone}/disks`, {
      name: "new",
      resourcePolicies: [`${compute.link}/${policies}/second`],
    });
    await compute.change("POST", `${zone}/instances`, machine("machine"));
  });

  it("has certificates that are good once their domains lead to an address", async () => {
    const managed = { domains: ["search.sourcegraph.example", "code.sourcegraph.example."] };
    await compute.change("POST", "global/sslCertificates", { name: "web", type: "MANAGED", managed });
    const { id, creationTimestamp, ...body } = await compute.get("global/sslCertificates/web");
    assert.match(id, /^\d{19}$/);
    const domainStatus = Object.fromEntries(managed.domains.map((domain) => [domain, "PROVISIONING"]));
    assert.deepEqual(body, {
      kind: "compute#sslCertificate",
      name: "web",
      type: "MANAGED",
      managed: { domains: managed.domains, status: "PROVISIONING", domainStatus },
      selfLink: `${compute.link}/global/sslCertificates/web`,
    });
    await compute.change("POST", "global/addresses", { name: "web" });
    const { address } = await compute.get("global/addresses/web");
    const zones = `/dns/v1/projects/${project}/managedZones`;
    await cloud.send("dns", "POST", zones, { name: "web", dnsName: "sourcegraph.example.", description: "" });
    const record = (name: string) => ({
      name: `${name}.sourcegraph.example.`,
      type: "A",
      ttl: 300,
      rrdatas: [address],
    });
    await cloud.send("dns", "POST", `${zones}/web/changes`, { additions: [record("search")] });
    const half = await compute.get("global/sslCertificates/web");
    assert.equal(half.managed.status, "PROVISIONING");
    assert.equal(half.managed.domainStatus["search.sourcegraph.example"], "ACTIVE");
    await cloud.send("dns", "POST", `${zones}/web/changes`, { additions: [record("code")] });
    const whole = await compute.get("global/sslCertificates/web");
    assert.equal(whole.managed.status, "ACTIVE");
    assert.deepEqual(whole.subjectAlternativeNames, ["search.sourcegraph.example", "code.sourcegraph.example"]);
    assert.equal(Date.parse(whole.expireTime) - Date.parse(creationTimestamp), 90 * 86_400_000);
    await compute.change("DELETE", "global/sslCertificates/web");
  });

  it("refuses certificates that Google doesn't make", async () => {
    const refused = async (body: object) =>
      (await compute.refusal("POST", "global/sslCertificates", { name: "no", ...body }))[1];
    assert.match(await refused({ certificate: "pem", privateKey: "pem" }), /'resource\.type': 'SELF_MANAGED'/);
    assert.equal(await refused({ type: "MANAGED" }), "Required field 'resource.managed.domains' not specified");
    assert.equal(
      await refused({ type: "MANAGED", managed: { domains: ["*.sourcegraph.example"] } }),
      badValue("resource.managed.domains[0]", "*.sourcegraph.example", "Must be a fully qualified domain name."),
    );
  });
});
