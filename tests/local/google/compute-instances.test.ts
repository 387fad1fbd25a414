import assert from "node:assert/strict";
import type { Document } from "../../../local/google/core/store.ts";
import { TestCloud } from "../../support/cloud.ts";
import { badValue, bootDisk, ComputeProject, machine } from "../../support/compute.ts";

const project = "instances-1";
const zone = "zones/us-central1-a";

describe("local Google: compute instances", () => {
  let cloud: TestCloud;
  let compute: ComputeProject;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    number = await cloud.project(project, ["compute"]);
    compute = new ComputeProject(cloud, project);
  });
  after(() => cloud.stop());

  const link = `https://www.googleapis.com/compute/v1/projects/${project}/${zone}`;
  const insert = (name: string, more?: Document) => compute.change("POST", `${zone}/instances`, machine(name, more));

  it("makes an instance with a disk, an address and what Google fills in", async () => {
    const started = await compute.send("POST", `${zone}/instances`, machine("plain", { labels: { team: "search" } }));
    assert.equal((await compute.get(`${zone}/instances/plain`)).status, "PROVISIONING");
    await compute.finished(started.body);
    const body = await compute.get(`${zone}/instances/plain`);
    const { id, creationTimestamp, lastStartTimestamp, fingerprint, labelFingerprint, metadata } = body;
    const [nic] = body.networkInterfaces;
    const shielded = { enableSecureBoot: false, enableVtpm: true, enableIntegrityMonitoring: true };
    assert.deepEqual(body, {
      kind: "compute#instance",
      id,
      creationTimestamp,
      name: "plain",
      tags: { fingerprint: "42WmSpB8rSM=" },
      machineType: `${link}/machineTypes/n1-standard-1`,
      status: "RUNNING",
      zone: link,
      networkInterfaces: [
        {
          kind: "compute#networkInterface",
          network: `${compute.link}/global/networks/default`,
          subnetwork: `${compute.link}/regions/us-central1/subnetworks/default`,
          networkIP: "10.128.0.2",
          name: "nic0",
          fingerprint: nic.fingerprint,
          stackType: "IPV4_ONLY",
        },
      ],
      disks: [
        {
          kind: "compute#attachedDisk",
          type: "PERSISTENT",
          mode: "READ_WRITE",
          source: `${link}/disks/plain`,
          deviceName: "persistent-disk-0",
          index: 0,
          boot: true,
          autoDelete: true,
          licenses: ["https://www.googleapis.com/compute/v1/projects/debian-cloud/global/licenses/debian-11-bullseye"],
          interface: "SCSI",
          guestOsFeatures: ["UEFI_COMPATIBLE", "VIRTIO_SCSI_MULTIQUEUE", "GVNIC", "SEV_CAPABLE"].map((type) => ({
            type,
          })),
          diskSizeGb: "10",
          architecture: "X86_64",
        },
      ],
      metadata: { kind: "compute#metadata", fingerprint: metadata.fingerprint },
      selfLink: `${link}/instances/plain`,
      scheduling: {
        onHostMaintenance: "MIGRATE",
        automaticRestart: true,
        preemptible: false,
        provisioningModel: "STANDARD",
      },
      cpuPlatform: "Intel Haswell",
      labels: { team: "search" },
      labelFingerprint,
      startRestricted: false,
      deletionProtection: false,
      shieldedVmConfig: shielded,
      shieldedVmIntegrityPolicy: { updateAutoLearnPolicy: true },
      shieldedInstanceConfig: shielded,
      shieldedInstanceIntegrityPolicy: { updateAutoLearnPolicy: true },
      fingerprint,
      lastStartTimestamp,
      satisfiesPzi: false,
      resourceStatus: { scheduling: {} },
    });
    const disk = await compute.get(`${zone}/disks/plain`);
    assert.deepEqual(disk.users, [body.selfLink]);
    assert.match(disk.sourceImage, /projects\/debian-cloud\/global\/images\/debian-11-bullseye-v\d{8}$/);
  });

  it("gives it an external address, an account, tags and metadata as asked", async () => {
    await insert("rich", {
      networkInterfaces: [{ network: "global/networks/default", accessConfigs: [{ type: "ONE_TO_ONE_NAT" }] }],
      serviceAccounts: [{ email: "default", scopes: ["https://www.googleapis.com/auth/cloud-platform"] }],
      tags: { items: ["web"] },
      metadata: { items: [{ key: "a", value: "1" }] },
      canIpForward: true,
      scheduling: { provisioningModel: "SPOT" },
    });
    const body = await compute.get(`${zone}/instances/rich`);
    const [config] = body.networkInterfaces[0].accessConfigs;
    assert.match(config.natIP, /^203\.0\.113\.\d+$/);
    assert.deepEqual([config.name, config.networkTier], ["external-nat", "PREMIUM"]);
    assert.equal(body.serviceAccounts[0].email, `${number}-compute@developer.gserviceaccount.com`);
    assert.deepEqual([body.tags.items, body.metadata.items], [["web"], [{ key: "a", value: "1" }]]);
    assert.equal(body.canIpForward, true);
    assert.deepEqual(body.scheduling, {
      onHostMaintenance: "TERMINATE",
      automaticRestart: false,
      preemptible: true,
      provisioningModel: "SPOT",
    });
  });

  for (const [mistake, [more, message]] of Object.entries<[Document, string]>({
    "an unknown machine type": [
      { machineType: "zones/us-central1-a/machineTypes/x9" },
      badValue(
        "resource.machineType",
        "zones/us-central1-a/machineTypes/x9",
        "Machine type with name 'x9' does not exist in zone 'us-central1-a'.",
      ),
    ],
    "no disk": [{ disks: [] }, badValue("resource.disks", "", "No disks are specified.")],
    "an image that isn't there": [
      { disks: [{ boot: true, initializeParams: { sourceImage: "projects/debian-cloud/global/images/x" } }] },
      badValue(
        "resource.disks[0].initializeParams.sourceImage",
        "projects/debian-cloud/global/images/x",
        "The referenced image resource cannot be found.",
      ),
    ],
    "a disk smaller than its image": [
      { disks: [{ ...bootDisk, initializeParams: { ...(bootDisk.initializeParams as Document), diskSizeGb: "5" } }] },
      badValue(
        "resource.disks[0].initializeParams.diskSizeGb",
        "5",
        "Requested disk size cannot be smaller than the image size (10 GB)",
      ),
    ],
    "a subnetwork that isn't there": [
      { networkInterfaces: [{ subnetwork: "regions/us-central1/subnetworks/none" }] },
      badValue(
        "resource.networkInterfaces[0].subnetwork",
        "regions/us-central1/subnetworks/none",
        "The referenced subnetwork resource cannot be found.",
      ),
    ],
    "an external address of nobody's": [
      { networkInterfaces: [{ accessConfigs: [{ natIP: "203.0.113.250" }] }] },
      badValue(
        "resource.networkInterfaces[0].accessConfigs[0].natIP",
        "203.0.113.250",
        "The specified external IP address '203.0.113.250' was not found in region 'us-central1'.",
      ),
    ],
  })) {
    it(`refuses ${mistake}`, async () => {
      const answer = await compute.refusal("POST", `${zone}/instances`, machine("bad", more));
      assert.deepEqual(answer, [400, message, "invalid"]);
      assert.equal((await compute.send("GET", `${zone}/instances/bad`)).status, 404);
    });
  }

  it("wants to know the subnetwork in a custom network", async () => {
    await compute.change("POST", "global/networks", { name: "custom", autoCreateSubnetworks: false });
    const more = { networkInterfaces: [{ network: "global/networks/custom" }] };
    const why = "Subnetwork should be specified for custom subnetmode network";
    const expected = [400, badValue("resource.networkInterfaces[0]", "", why), "invalid"];
    assert.deepEqual(await compute.refusal("POST", `${zone}/instances`, machine("bad", more)), expected);
  });

  it("fails in the end when an address is taken, and leaves nothing behind", async () => {
    const more = { networkInterfaces: [{ networkIP: "10.128.0.99" }] };
    await insert("holder", more);
    const failed = await compute.finish("POST", `${zone}/instances`, machine("late", more));
    assert.deepEqual(
      { error: failed.error, code: failed.httpErrorStatusCode, message: failed.httpErrorMessage },
      {
        error: {
          errors: [
            {
              code: "IP_IN_USE_BY_ANOTHER_RESOURCE",
              message: "IP '10.128.0.99' is already being used by another resource.",
            },
          ],
        },
        code: 400,
        message: "BAD REQUEST",
      },
    );
    assert.equal((await compute.send("GET", `${zone}/instances/late`)).status, 404);
    assert.equal((await compute.send("GET", `${zone}/disks/late`)).status, 404);
  });

  it("shows who uses an address and a disk, and keeps them from being deleted", async () => {
    await compute.change("POST", "regions/us-central1/addresses", { name: "fixed" });
    const { address: natIP } = await compute.get("regions/us-central1/addresses/fixed");
    await insert("fixed", { networkInterfaces: [{ accessConfigs: [{ natIP }] }] });
    const address = await compute.get("regions/us-central1/addresses/fixed");
    assert.deepEqual([address.status, address.users], ["IN_USE", [`${link}/instances/fixed`]]);
    const user = `projects/${project}/zones/us-central1-a/instances/fixed`;
    const name = `projects/${project}/regions/us-central1/addresses/fixed`;
    const reason = "resourceInUseByAnotherResource";
    assert.deepEqual(await compute.refusal("DELETE", "regions/us-central1/addresses/fixed"), [
      400,
      `The address resource '${name}' is already being used by '${user}'`,
      reason,
    ]);
    const disk = `projects/${project}/zones/us-central1-a/disks/fixed`;
    assert.deepEqual(await compute.refusal("DELETE", `${zone}/disks/fixed`), [
      400,
      `The disk resource '${disk}' is already being used by '${user}'`,
      reason,
    ]);
    const rival = machine("rival", { networkInterfaces: [{ accessConfigs: [{ natIP }] }] });
    const { error } = await compute.finish("POST", `${zone}/instances`, rival);
    const message = `External IP address: ${natIP} is already in-use.`;
    assert.deepEqual(error, { errors: [{ code: "IP_IN_USE_BY_ANOTHER_RESOURCE", message }] });
  });

  it("deletes an instance with the disks that go with it, unless it is protected", async () => {
    const kept = {
      ...bootDisk,
      boot: false,
      autoDelete: false,
      initializeParams: { diskName: "kept", diskSizeGb: "10" },
    };
    await insert("guarded", { disks: [bootDisk, kept], deletionProtection: true });
    const path = "zones/us-central1-a/instances/guarded";
    assert.deepEqual(await compute.refusal("DELETE", path), [
      400,
      "Invalid resource usage: 'Resource cannot be deleted if it's protected against deletion.'.",
      "invalidResourceUsage",
    ]);
    await compute.change("POST", `${path}/setDeletionProtection?deletionProtection=false`);
    await compute.change("DELETE", path);
    assert.equal((await compute.send("GET", path)).status, 404);
    assert.equal((await compute.send("GET", `${zone}/disks/guarded`)).status, 404);
    const disk = await compute.get(`${zone}/disks/kept`);
    assert.ok(disk.lastDetachTimestamp);
    await compute.change("DELETE", `${zone}/disks/kept`);
  });

  it("forgets nothing of a disk that was changed while its instance was deleted", async () => {
    const kept = {
      ...bootDisk,
      boot: false,
      autoDelete: false,
      initializeParams: { diskName: "changed", diskSizeGb: "10" },
    };
    await insert("busy", { disks: [bootDisk, kept] });
    const { body: operation } = await compute.send("DELETE", `${zone}/instances/busy`);
    const { labelFingerprint } = await compute.get(`${zone}/disks/changed`);
    await compute.change("POST", `${zone}/disks/changed/setLabels`, { labels: { a: "b" }, labelFingerprint });
    await compute.finished(operation);
    const disk = await compute.get(`${zone}/disks/changed`);
    assert.deepEqual(disk.labels, { a: "b" });
    assert.ok(disk.lastDetachTimestamp);
  });
});
