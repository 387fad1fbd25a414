import assert from "node:assert/strict";
import type { Document } from "../../../local/google/core/store.ts";
import { TestCloud } from "../../support/cloud.ts";
import { ComputeProject, machine } from "../../support/compute.ts";

const project = "instances-2";
const zone = "zones/us-central1-a";

describe("local Google: compute instances, changed", () => {
  let cloud: TestCloud;
  let compute: ComputeProject;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["compute"]);
    compute = new ComputeProject(cloud, project);
  });
  after(() => cloud.stop());

  const link = `https://www.googleapis.com/compute/v1/projects/${project}/${zone}`;
  const insert = (name: string, more?: Document) => compute.change("POST", `${zone}/instances`, machine(name, more));

  it("gives a lent address back when it stops, and another when it starts", async () => {
    await insert("rest", { networkInterfaces: [{ accessConfigs: [{}] }] });
    const path = "zones/us-central1-a/instances/rest";
    const natIP = async () => (await compute.get(path)).networkInterfaces[0].accessConfigs[0].natIP;
    const first = await natIP();
    const stopping = await compute.send("POST", `${path}/stop`);
    assert.equal(stopping.body.operationType, "stop");
    assert.equal((await compute.get(path)).status, "STOPPING");
    await compute.finished(stopping.body);
    const stopped = await compute.get(path);
    assert.equal(stopped.status, "TERMINATED");
    assert.ok(stopped.lastStopTimestamp);
    assert.equal(await natIP(), undefined);
    await compute.change("POST", `${path}/start`);
    assert.equal((await compute.get(path)).status, "RUNNING");
    assert.notEqual(await natIP(), first);
    await compute.change("POST", `${path}/suspend`);
    assert.equal((await compute.get(path)).status, "SUSPENDED");
    await compute.change("POST", `${path}/resume`);
    assert.equal((await compute.get(path)).status, "RUNNING");
  });

  it("changes machine type and account only at rest", async () => {
    await insert("still");
    const path = "zones/us-central1-a/instances/still";
    const machineType = "zones/us-central1-a/machineTypes/n2-standard-2";
    const account = { email: "a@b.iam.gserviceaccount.com", scopes: ["https://www.googleapis.com/auth/pubsub"] };
    assert.equal((await compute.send("POST", `${path}/setMachineType`, { machineType })).status, 400);
    assert.equal((await compute.send("POST", `${path}/setServiceAccount`, account)).status, 400);
    await compute.change("POST", `${path}/stop`);
    await compute.change("POST", `${path}/setMachineType`, { machineType });
    await compute.change("POST", `${path}/setServiceAccount`, account);
    const body = await compute.get(path);
    assert.equal(body.machineType, `${link}/machineTypes/n2-standard-2`);
    assert.deepEqual([body.cpuPlatform, body.serviceAccounts], ["Intel Cascade Lake", [account]]);
  });

  it("changes labels, metadata and tags with the fingerprints of what there is", async () => {
    await insert("marked");
    const path = "zones/us-central1-a/instances/marked";
    const before = await compute.get(path);
    const labels = { labels: { team: "code" }, labelFingerprint: before.labelFingerprint };
    const metadata = { items: [{ key: "k", value: "v" }], fingerprint: before.metadata.fingerprint };
    const tags = { items: ["db"], fingerprint: before.tags.fingerprint };
    await compute.change("POST", `${path}/setLabels`, labels);
    await compute.change("POST", `${path}/setMetadata`, metadata);
    await compute.change("POST", `${path}/setTags`, tags);
    const after = await compute.get(path);
    assert.deepEqual(
      [after.labels, after.metadata.items, after.tags.items],
      [labels.labels, metadata.items, tags.items],
    );
    const stale = (what: string) => `Supplied fingerprint does not match current ${what} fingerprint.`;
    assert.deepEqual(await compute.refusal("POST", `${path}/setMetadata`, metadata), [
      412,
      stale("metadata"),
      "conditionNotMet",
    ]);
    assert.deepEqual(await compute.refusal("POST", `${path}/setTags`, tags), [412, stale("tags"), "conditionNotMet"]);
    assert.equal((await compute.send("POST", `${path}/setLabels`, labels)).status, 412);
  });

  it("attaches and detaches disks, and grows them", async () => {
    await insert("discs");
    await insert("other");
    const path = "zones/us-central1-a/instances/discs";
    await compute.change("POST", `${zone}/disks`, {
      name: "data",
      sizeGb: "50",
      type: "zones/us-central1-a/diskTypes/pd-ssd",
    });
    const source = "zones/us-central1-a/disks/data";
    await compute.change("POST", `${path}/attachDisk`, { source, deviceName: "data" });
    const taken = await compute.refusal("POST", `${zone}/instances/other/attachDisk`, { source });
    assert.match(taken[1], /disks\/data' is already being used by '.*instances\/discs'$/);
    await compute.change("POST", `${zone}/disks/data/resize`, { sizeGb: "80" });
    const body = await compute.get(path);
    assert.deepEqual([body.disks[1].deviceName, body.disks[1].diskSizeGb, body.disks[1].index], ["data", "80", 1]);
    assert.equal((await compute.send("POST", `${zone}/disks/data/resize`, { sizeGb: "60" })).status, 400);
    await compute.change("POST", `${path}/setDiskAutoDelete?deviceName=data&autoDelete=true`);
    assert.equal((await compute.get(path)).disks[1].autoDelete, true);
    await compute.change("POST", `${path}/detachDisk?deviceName=data`);
    assert.equal((await compute.get(`${zone}/disks/data`)).users, undefined);
    assert.equal((await compute.send("POST", `${path}/detachDisk?deviceName=data`)).status, 400);
    assert.equal((await compute.send("POST", `${path}/detachDisk?deviceName=persistent-disk-0`)).status, 400);
  });

  it("moves a network interface and changes how it is reached", async () => {
    await insert("moved");
    const path = "zones/us-central1-a/instances/moved";
    const nic = async () => (await compute.get(path)).networkInterfaces[0];
    await compute.change("POST", `${path}/addAccessConfig?networkInterface=nic0`, { name: "external-nat" });
    assert.match((await nic()).accessConfigs[0].natIP, /^203\.0\.113\./);
    await compute.change("POST", `${path}/deleteAccessConfig?networkInterface=nic0&accessConfig=external-nat`);
    const { accessConfigs, fingerprint } = await nic();
    assert.equal(accessConfigs, undefined);
    const update = { networkIP: "10.128.0.222", fingerprint };
    await compute.change("PATCH", `${path}/updateNetworkInterface?networkInterface=nic0`, update);
    assert.equal((await nic()).networkIP, "10.128.0.222");
    assert.equal(
      (await compute.send("PATCH", `${path}/updateNetworkInterface?networkInterface=nic0`, update)).status,
      412,
    );
  });

  it("makes disks of images, other disks and nothing, in zones and regions", async () => {
    await compute.change("POST", `${zone}/disks`, { name: "empty" });
    const empty = await compute.get(`${zone}/disks/empty`);
    assert.deepEqual([empty.sizeGb, empty.status, empty.type], ["500", "READY", `${link}/diskTypes/pd-standard`]);
    const sourceImage = "projects/ubuntu-os-cloud/global/images/family/ubuntu-2204-lts";
    await compute.change("POST", `${zone}/disks`, { name: "imaged", sourceImage, labels: { team: "code" } });
    assert.deepEqual((await compute.get(`${zone}/disks/imaged`)).labels, { team: "code" });
    await compute.change("POST", `${zone}/disks`, { name: "copy", sourceDisk: "zones/us-central1-a/disks/imaged" });
    assert.equal((await compute.get(`${zone}/disks/copy`)).sourceDisk, `${link}/disks/imaged`);
    const replicaZones = ["zones/us-central1-a", "zones/us-central1-b"].map((each) => `projects/${project}/${each}`);
    const regional = "regions/us-central1/disks";
    await compute.change("POST", regional, { name: "both", sizeGb: "200", replicaZones });
    assert.equal((await compute.get(`${regional}/both`)).replicaZones.length, 2);
    assert.equal((await compute.send("POST", `${zone}/disks`, { name: "tiny", sizeGb: "1" })).status, 400);
  });
});
