import assert from "node:assert/strict";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import type { Properties } from "../../../../local/providers/grpc/values.ts";
import { TestCloud } from "../../../support/cloud.ts";
import { contextOf, handling, live, urnOf } from "../../../support/resources.ts";

const project = "policies-1";
const region = "europe-west1";
const zone = "europe-west1-b";
const token = "gcp:compute/resourcePolicy:ResourcePolicy";
const attachmentToken = "gcp:compute/diskResourcePolicyAttachment:DiskResourcePolicyAttachment";
const certificateToken = "gcp:compute/managedSslCertificate:ManagedSslCertificate";

describe("local gcp provider: compute policies and certificates", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["compute"]);
  });
  after(() => cloud.stop());

  const { make, changes } = handling(() => cloud);

  const daily = (name: string, startTime = "04:00"): Properties => ({
    project,
    region,
    name,
    snapshotSchedulePolicy: {
      schedule: { dailySchedule: { daysInCycle: 1, startTime } },
      retentionPolicy: { maxRetentionDays: 14 },
    },
  });

  it("gcp:compute/resourcePolicy:ResourcePolicy", async () => {
    const state = await live(cloud, {
      token,
      inputs: daily("daily", "4:00"),
      change: {
        ...daily("daily"),
        snapshotSchedulePolicy: {
          schedule: { weeklySchedule: { dayOfWeeks: [{ day: "MONDAY", startTime: "05:00" }] } },
          retentionPolicy: { maxRetentionDays: 30, onSourceDiskDelete: "APPLY_RETENTION_POLICY" },
          snapshotProperties: { labels: { team: "search" }, storageLocations: "eu", guestFlush: false },
        },
      },
      id: `projects/${project}/regions/${region}/resourcePolicies/daily`,
      importId: `${project}/${region}/daily`,
    });
    assert.deepEqual(changes(token, state, { ...daily("daily"), region: "us-central1" }), { region: true });
  });

  it("gcp:compute/resourcePolicy:ResourcePolicy of other kinds", async () => {
    const at = { project, region };
    const timeZone = "Europe/Berlin";
    const instanceSchedulePolicy = { timeZone, vmStartSchedule: { schedule: "0 7 * * 1-5" } };
    await live(cloud, { token, inputs: { ...at, name: "office", instanceSchedulePolicy } });
    await live(cloud, { token, inputs: { ...at, name: "near", groupPlacementPolicy: { collocation: "COLLOCATED" } } });
    await live(cloud, { token, inputs: { ...at, name: "same", diskConsistencyGroupPolicy: { enabled: true } } });
    const both = { ...daily("both"), instanceSchedulePolicy };
    assert.match(provider.checkInputs(urnOf(token), {}, both).failures[0]!.reason, /can't be given together with/);
  });

  it("gcp:compute/diskResourcePolicyAttachment:DiskResourcePolicyAttachment", async () => {
    await make(token, daily("kept"));
    const disk = await make("gcp:compute/disk:Disk", { project, zone, name: "data", size: 20 });
    const inputs = { project, zone, disk: "data", name: "kept" };
    const state = await live(cloud, {
      token: attachmentToken,
      inputs,
      id: `${project}/${zone}/data/kept`,
      importId: `projects/${project}/zones/${zone}/disks/data/kept`,
    });
    assert.deepEqual(changes(attachmentToken, state, { ...inputs, disk: disk.state.selfLink }), {});
    assert.deepEqual(changes(attachmentToken, state, { ...inputs, name: "other" }), { name: true });
  });

  it("sees that a policy doesn't apply to a disk any more", async () => {
    const disk = await make("gcp:compute/disk:Disk", { project, zone, name: "gone", size: 20 });
    await make(token, daily("loose"));
    const made = await make(attachmentToken, { project, zone, disk: "gone", name: "loose" });
    const path = `/compute/v1/projects/${project}/zones/${zone}/disks/gone`;
    const link = `projects/${project}/regions/${region}/resourcePolicies/loose`;
    await cloud.send("compute", "POST", `${path}/removeResourcePolicies`, { resourcePolicies: [link] });
    const read = () => provider.read(contextOf(cloud), urnOf(attachmentToken), made.id, made.state, {});
    assert.equal(await read(), undefined);
    await provider.remove(contextOf(cloud), urnOf("gcp:compute/disk:Disk"), disk.id, disk.state);
    assert.equal(await read(), undefined);
    await provider.remove(contextOf(cloud), urnOf(attachmentToken), made.id, made.state);
  });

  it("gcp:compute/managedSslCertificate:ManagedSslCertificate", async () => {
    const inputs = { project, name: "web", managed: { domains: ["search.sourcegraph.example."] } };
    const state = await live(cloud, {
      token: certificateToken,
      inputs,
      id: `projects/${project}/global/sslCertificates/web`,
      importId: `${project}/web`,
    });
    assert.equal(state.type, "MANAGED");
    const domains = (...names: string[]) =>
      changes(certificateToken, state, { ...inputs, managed: { domains: names } });
    assert.deepEqual(domains("search.sourcegraph.example"), {});
    assert.deepEqual(domains("code.sourcegraph.example"), { "managed.domains[0]": true });
  });
});
