import assert from "node:assert/strict";
import { caller, TestCloud } from "../../support/cloud.ts";

const project = "machines-1";
const v1 = `/compute/v1/projects/${project}`;
const links = `https://www.googleapis.com${v1}`;

describe("local Google: compute", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["compute"]);
    await cloud.project("idle-1");
  });
  after(() => cloud.stop());

  const get = (path: string) => cloud.send("compute", "GET", path);

  const refusal = (code: number, message: string, reason: string, more = {}) => ({
    error: { code, message, errors: [{ message, domain: "global", reason, ...more }] },
  });

  it("answers changes with operations that have a status, a target and links", async () => {
    const { status, body } = await cloud.send("compute", "POST", `${v1}/global/networks`, {
      name: "watched",
      autoCreateSubnetworks: false,
    });
    assert.equal(status, 200);
    assert.match(body.name, /^operation-\d{13}-[0-9a-f]{13}-[0-9a-f]{8}-[0-9a-f]{8}$/);
    const { id, name, targetId, insertTime } = body;
    const running = {
      kind: "compute#operation",
      id,
      operationType: "insert",
      targetLink: `${links}/global/networks/watched`,
      targetId,
      user: caller.split(":")[1],
      insertTime,
      startTime: insertTime,
      selfLink: `${links}/global/operations/${name}`,
      name,
      status: "RUNNING",
      progress: 0,
    };
    assert.deepEqual(body, running);
    assert.match(insertTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-0[78]:00$/);
    const { body: done } = await cloud.finish("compute", `${v1}/global/operations/${name}`);
    assert.deepEqual(done, { ...running, status: "DONE", progress: 100, endTime: done.endTime });
    const { body: network } = await get(`${v1}/global/networks/watched`);
    assert.equal(network.id, targetId);
  });

  it("says where a regional or zonal operation runs, and finds it only there", async () => {
    const { body } = await cloud.send("compute", "POST", `${v1}/zones/us-east1-b/disks`, { name: "here" });
    assert.equal(body.zone, `${links}/zones/us-east1-b`);
    assert.equal((await get(`${v1}/zones/us-east1-b/operations/${body.name}`)).status, 200);
    for (const place of ["global", "regions/us-east1", "zones/us-east1-c"]) {
      const name = `projects/${project}/${place}/operations/${body.name}`;
      const answer = await get(`${v1}/${place}/operations/${body.name}`);
      assert.deepEqual(answer.body, refusal(404, `The resource '${name}' was not found`, "notFound"));
    }
  });

  it("ends a wait for an operation whose time is over with the finished operation", async () => {
    const { body } = await cloud.send("compute", "POST", `${v1}/zones/us-east1-b/disks`, { name: "waited" });
    const waited = await cloud.send("compute", "POST", `${v1}/zones/us-east1-b/operations/${body.name}/wait`, {});
    assert.equal(waited.body.status, "DONE");
  });

  it("lists operations by place, newest first, and forgets those that are deleted", async () => {
    const { body } = await get(`${v1}/zones/us-east1-b/operations`);
    assert.equal(body.kind, "compute#operationList");
    const names = body.items.map(({ targetLink }: { targetLink: string }) => targetLink.split("/").at(-1));
    assert.deepEqual(names, ["waited", "here"]);
    const path = `${v1}/zones/us-east1-b/operations/${body.items[0].name}`;
    assert.equal((await cloud.send("compute", "DELETE", path)).status, 200);
    assert.equal((await get(path)).status, 404);
    const all = await get(`${v1}/aggregated/operations`);
    assert.ok(all.body.items.global.operations.length > 0);
    assert.equal(all.body.items["zones/us-east1-b"].operations.length, 1);
  });

  it("shows links of the version that is asked, and takes those of any", async () => {
    const beta = v1.replace("v1", "beta");
    const { body } = await get(`${beta}/global/networks/default`);
    assert.equal(body.selfLink, `${links.replace("v1", "beta")}/global/networks/default`);
    assert.deepEqual(body.routingConfig, { routingMode: "REGIONAL" });
    const made = await cloud.send("compute", "POST", `${v1}/regions/us-east1/routers`, {
      name: "linked",
      network: body.selfLink,
    });
    assert.equal(made.status, 200);
    const router = await get(`${v1}/regions/us-east1/routers/linked`);
    assert.equal(router.body.network, `${links}/global/networks/default`);
  });

  it("answers without a version in the path as v1 does", async () => {
    const { body } = await get(`/projects/${project}/global/networks/default`);
    assert.equal(body.selfLink, `${links}/global/networks/default`);
  });

  it("finds resources by their ID too", async () => {
    const { body } = await get(`${v1}/global/networks/default`);
    assert.deepEqual((await get(`${v1}/global/networks/${body.id}`)).body, body);
  });

  it("refuses projects that aren't there or haven't enabled it", async () => {
    const missing = await get("/compute/v1/projects/nowhere-1/global/networks");
    assert.equal(missing.status, 404);
    assert.deepEqual(missing.body, refusal(404, "The resource 'projects/nowhere-1' was not found", "notFound"));
    const idle = await get("/compute/v1/projects/idle-1/global/networks");
    assert.equal(idle.status, 403);
    assert.equal(idle.body.error.errors[0].reason, "accessNotConfigured");
    assert.match(idle.body.error.message, /^Compute Engine API has not been used in project \d+ before or it is/);
    assert.equal(idle.body.error.status, undefined);
  });

  it("refuses places that there are not, and names that don't fit", async () => {
    const zone = await get(`${v1}/zones/mars-north1-a/disks`);
    assert.deepEqual(
      zone.body,
      refusal(400, "Invalid value for field 'zone': 'mars-north1-a'. Unknown zone.", "invalid"),
    );
    const { body } = await cloud.send("compute", "POST", `${v1}/global/networks`, { name: "Net_1" });
    const pattern = "(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)";
    const text = `Invalid value for field 'resource.name': 'Net_1'. Must be a match of regex '${pattern}'`;
    assert.deepEqual(body, refusal(400, text, "invalid"));
    const unnamed = await cloud.send("compute", "POST", `${v1}/global/networks`, {});
    assert.deepEqual(unnamed.body, refusal(400, "Required field 'resource.name' not specified", "required"));
  });

  it("refuses a name that is taken", async () => {
    const { status, body } = await cloud.send("compute", "POST", `${v1}/global/networks`, { name: "default" });
    const name = `projects/${project}/global/networks/default`;
    assert.equal(status, 409);
    assert.deepEqual(body, refusal(409, `The resource '${name}' already exists`, "alreadyExists"));
  });

  it("refuses to use or change what an operation has not yet finished", async () => {
    cloud.cloud.timing.duration = () => 60_000;
    try {
      await cloud.send("compute", "POST", `${v1}/global/networks`, { name: "slow", autoCreateSubnetworks: false });
      const name = `projects/${project}/global/networks/slow`;
      const expected = refusal(400, `The resource '${name}' is not ready`, "resourceNotReady");
      assert.deepEqual(
        (await cloud.send("compute", "PATCH", `${v1}/global/networks/slow`, { mtu: 1500 })).body,
        expected,
      );
      const router = { name: "early", network: "global/networks/slow" };
      assert.deepEqual((await cloud.send("compute", "POST", `${v1}/regions/us-east1/routers`, router)).body, expected);
    } finally {
      delete (cloud.cloud.timing as Partial<typeof cloud.cloud.timing>).duration;
    }
  });

  it("lists with filters and pages, and everywhere at once", async () => {
    const filtered = await get(
      `${v1}/global/firewalls?filter=${encodeURIComponent('name eq "default-allow-(ssh|rdp)"')}`,
    );
    const names = (body: { items: { name: string }[] }) => body.items.map(({ name }) => name);
    assert.deepEqual(names(filtered.body), ["default-allow-rdp", "default-allow-ssh"]);
    assert.equal(filtered.body.kind, "compute#firewallList");
    assert.equal(filtered.body.id, `projects/${project}/global/firewalls`);
    const first = await get(`${v1}/global/firewalls?maxResults=3`);
    const rest = await get(`${v1}/global/firewalls?maxResults=3&pageToken=${first.body.nextPageToken}`);
    assert.equal(names(first.body).length + names(rest.body).length, 4);
    const none = await get(`${v1}/global/firewalls?filter=name=x`);
    assert.equal(none.body.items, undefined);
    const { body } = await get(`${v1}/aggregated/subnetworks`);
    assert.equal(body.kind, "compute#subnetworkAggregatedList");
    assert.equal(body.items["regions/europe-west1"].subnetworks[0].ipCidrRange, "10.132.0.0/20");
    const disks = await get(`${v1}/aggregated/disks`);
    assert.equal(disks.body.items["zones/us-east1-c"].warning.code, "NO_RESULTS_ON_PAGE");
  });

  it("knows regions, zones, machine types and disk types", async () => {
    const region = await get(`${v1}/regions/us-central1`);
    assert.equal(region.body.zones.length, 4);
    const regions = await get(`${v1}/regions`);
    assert.ok(regions.body.items.length > 30);
    const zone = await get(`${v1}/zones/us-central1-f`);
    assert.equal(zone.body.region, `${links}/regions/us-central1`);
    const type = await get(`${v1}/zones/us-central1-f/machineTypes/e2-standard-4`);
    assert.deepEqual([type.body.guestCpus, type.body.memoryMb], [4, 16384]);
    const custom = await get(`${v1}/zones/us-central1-f/machineTypes/n2-custom-6-20480`);
    assert.deepEqual([custom.body.guestCpus, custom.body.memoryMb], [6, 20480]);
    assert.equal((await get(`${v1}/zones/us-central1-f/machineTypes/x9-huge-1`)).status, 404);
    const disk = await get(`${v1}/zones/us-central1-f/diskTypes/pd-balanced`);
    assert.equal(disk.body.validDiskSize, "10GB-65536GB");
  });

  it("knows public images by name and family, in every project's reach", async () => {
    for (const [owner, family] of [
      ["debian-cloud", "debian-12"],
      ["cos-cloud", "cos-stable"],
      ["ubuntu-os-cloud", "ubuntu-2404-lts-amd64"],
    ]) {
      const { body } = await get(`/compute/v1/projects/${owner}/global/images/family/${family}`);
      assert.equal(body.family, family);
      assert.deepEqual((await get(`/compute/v1/projects/${owner}/global/images/${body.name}`)).body, body);
    }
    const view = await get("/compute/v1/projects/debian-cloud/zones/us-east1-b/imageFamilyViews/debian-12");
    assert.equal(view.body.image.family, "debian-12");
    const { body } = await get("/compute/v1/projects/debian-cloud/global/images/family/debian-1");
    const name = "projects/debian-cloud/global/images/family/debian-1";
    assert.deepEqual(body, refusal(404, `The resource '${name}' was not found`, "notFound"));
  });

  it("shows a project with its metadata, which only its fingerprint lets change", async () => {
    const { body } = await get(v1);
    assert.equal(body.name, project);
    assert.match(body.defaultServiceAccount, /^\d+-compute@developer\.gserviceaccount\.com$/);
    const { fingerprint } = body.commonInstanceMetadata;
    const set = (metadata: object) => cloud.send("compute", "POST", `${v1}/setCommonInstanceMetadata`, { ...metadata });
    const items = [{ key: "enable-oslogin", value: "TRUE" }];
    assert.equal((await set({ items, fingerprint })).status, 200);
    assert.deepEqual((await get(v1)).body.commonInstanceMetadata.items, items);
    const stale = await set({ items: [], fingerprint });
    assert.equal(stale.status, 412);
    assert.deepEqual(
      stale.body,
      refusal(412, "Supplied fingerprint does not match current metadata fingerprint.", "conditionNotMet", {
        location: "If-Match",
        locationType: "header",
      }),
    );
  });
});
