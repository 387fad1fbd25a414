import assert from "node:assert/strict";
import { VirtualMachine } from "../../components/virtual-machine.ts";
import { type MachineFacts, machinePlan } from "../../plan/machine.ts";
import { brief, registered } from "../support/mocks.ts";

const facts: MachineFacts = {
  name: "demo",
  projectId: "p",
  region: "us-central1",
  type: "compose",
  size: "xs",
  deletion: "disposable",
  needs: { milliCpu: 4000, memoryBytes: 15 * 2 ** 30 },
};

const make = (host?: string) =>
  registered(() => {
    new VirtualMachine("m", {
      plan: machinePlan({ ...facts, ...(host && { host }) }),
      project: { compute: "p", iam: "p", storage: "p" },
      region: "us-central1",
      subnetwork: "s",
      labels: { owner: "search" },
      protectData: false,
      ...(host && { publicAddress: "203.0.113.7" }),
    });
  });

describe("the component VirtualMachine", () => {
  it("is a machine with a disk, snapshots, an identity and a bucket", async () => {
    assert.deepEqual((await make()).map(brief), [
      "Address m-address",
      "Disk m-data",
      "DiskResourcePolicyAttachment m-data-snapshots",
      "Instance m-instance",
      "ResourcePolicy m-snapshots",
      "IAMMember m-logging.logWriter",
      "IAMMember m-monitoring.metricWriter",
      "Account m-account",
      "Bucket m-deployment",
      "BucketIAMMember m-deployment-machine",
    ]);
  });

  it("has no address of the outside world, reports by guest attributes, and is told what to do at its start", async () => {
    const { inputs } = (await make()).find(({ name }) => name === "m-instance")!;
    assert.deepEqual(inputs.networkInterfaces, [{ networkIp: "10.0.0.2", subnetwork: "s" }]);
    assert.deepEqual([inputs.labels, inputs.tags], [{ owner: "search" }, []]);
    const { "user-data": userData, ...metadata } = inputs.metadata as Record<string, string>;
    assert.deepEqual(metadata, {
      "block-project-ssh-keys": "TRUE",
      "enable-guest-attributes": "TRUE",
      "enable-oslogin": "TRUE",
      "sourcegraph-deployment": "gs://p-deployment/current",
    });
    assert.match(userData!, /^#cloud-config\n/);
  });

  it("has the address and the tag of what the internet reaches, when it is exposed", async () => {
    const { inputs } = (await make("demo.example.net")).find(({ name }) => name === "m-instance")!;
    assert.deepEqual(inputs.networkInterfaces, [
      { accessConfigs: [{ natIp: "203.0.113.7" }], networkIp: "10.0.0.2", subnetwork: "s" },
    ]);
    assert.deepEqual(inputs.tags, ["web"]);
  });

  it("may read its own bucket, and nothing else", async () => {
    const resources = await make();
    const grants = resources.filter(({ type }) => /IAMMember$/.test(type));
    assert.deepEqual(
      grants.map(({ inputs }) => [inputs.bucket ?? inputs.project, inputs.role, inputs.member]),
      [
        ["p", "roles/logging.logWriter", "serviceAccount:sourcegraph-machine@p.iam.gserviceaccount.com"],
        ["p", "roles/monitoring.metricWriter", "serviceAccount:sourcegraph-machine@p.iam.gserviceaccount.com"],
        ["p-deployment", "roles/storage.objectViewer", "serviceAccount:sourcegraph-machine@p.iam.gserviceaccount.com"],
      ],
    );
    const bucket = resources.find(({ name }) => name === "m-deployment")!;
    assert.deepEqual(bucket.inputs, {
      name: "p-deployment",
      project: "p",
      location: "US-CENTRAL1",
      labels: { owner: "search" },
      uniformBucketLevelAccess: true,
      publicAccessPrevention: "enforced",
      forceDestroy: true,
    });
  });

  it("has its disk copied every day, for as long as the plan says", async () => {
    const resources = await make();
    const policy = resources.find(({ name }) => name === "m-snapshots")!;
    assert.deepEqual(policy.inputs.snapshotSchedulePolicy, {
      schedule: { dailySchedule: { daysInCycle: 1, startTime: "04:00" } },
      retentionPolicy: { maxRetentionDays: 3, onSourceDiskDelete: "APPLY_RETENTION_POLICY" },
      snapshotProperties: { labels: { owner: "search" }, storageLocations: "us-central1" },
    });
    const attachment = resources.find(({ name }) => name === "m-data-snapshots")!;
    assert.deepEqual(attachment.inputs, {
      project: "p",
      name: "sourcegraph-daily",
      disk: "sourcegraph-data-demo",
      zone: "us-central1-b",
    });
  });
});
