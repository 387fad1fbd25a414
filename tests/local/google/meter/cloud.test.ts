import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { balancerRules } from "../../../../local/google/apis/container/balancer-rules.ts";
import { volumeDisks } from "../../../../local/google/apis/container/volume-disks.ts";
import { advance } from "../../../../local/google/meter/advance.ts";
import { Meter } from "../../../../local/google/meter/meter.ts";
import { meterStatus } from "../../../../local/google/meter/status.ts";
import { billingAccount, TestCloud } from "../../../support/cloud.ts";
import { ComputeProject, machine } from "../../../support/compute.ts";
import { ContainerProject } from "../../../support/container.ts";
import { costOf, type ExportRow, testBook } from "../../../support/meter.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** What is used an hour, by price. */
const usedIn = (meter: Meter, project: string) =>
  Object.fromEntries(
    (meter.ledger.usages.get(project)?.rates ?? []).map(([series, perHour]) => [
      meter.ledger.series.get(series).key,
      Number(perHour.toFixed(4)),
    ]),
  );

describe("local Google: the meter and the APIs", () => {
  let cloud: TestCloud;
  let meter: Meter;
  let directory: string;
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "meter-"));
    cloud = await TestCloud.start();
    meter = new Meter(cloud.cloud, { book: testBook, directory });
  });
  after(async () => {
    await cloud.stop();
    rmSync(directory, { recursive: true });
  });

  const rows = (project: string) =>
    readdirSync(directory)
      .flatMap((name) => readFileSync(join(directory, name), "utf8").trimEnd().split("\n"))
      .map((line) => JSON.parse(line) as ExportRow)
      .filter((row) => row.project?.id === project);

  it("counts machines from the call that makes or starts them to the one that stops them", async () => {
    await cloud.project("machines-1", ["compute"]);
    const compute = new ComputeProject(cloud, "machines-1");
    const type = { machineType: "zones/us-central1-a/machineTypes/e2-standard-2" };
    const external = { networkInterfaces: [{ network: "global/networks/default", accessConfigs: [{}] }] };
    await compute.send("POST", "zones/us-central1-a/instances", machine("m", { ...type, ...external }));
    const running = { "e2-core": 2, "e2-memory": 8, "pd-standard": 0.0137, "address-machine": 1 };
    assert.deepEqual(usedIn(meter, "machines-1"), running);
    await sleep(1);
    cloud.cloud.store.transaction(() => cloud.cloud.operations.settle(0));
    assert.deepEqual(usedIn(meter, "machines-1"), running);
    await compute.send("POST", "zones/us-central1-a/instances/m/stop");
    assert.deepEqual(usedIn(meter, "machines-1"), { "pd-standard": 0.0137 });
    cloud.cloud.store.transaction(() => cloud.cloud.operations.settle(0));
    await compute.change("POST", "regions/us-central1/addresses", { name: "a" });
    assert.deepEqual(usedIn(meter, "machines-1"), { "pd-standard": 0.0137, "address-unused": 1 });
    await compute.change("POST", "zones/us-central1-a/disks/m/resize", { sizeGb: 73 });
    assert.deepEqual(usedIn(meter, "machines-1"), { "pd-standard": 0.1, "address-unused": 1 });
  });

  it("stops machines when nobody pays any more; they start again when somebody asks for it and pays", async () => {
    await cloud.project("unpaid-1", ["compute"]);
    const compute = new ComputeProject(cloud, "unpaid-1");
    const at = "zones/us-central1-a/instances";
    await compute.change("POST", at, machine("m", { machineType: "zones/us-central1-a/machineTypes/e2-standard-2" }));
    const pay = (billingAccountName: string) =>
      cloud.send("cloudbilling", "PUT", "/v1/projects/unpaid-1/billingInfo", { billingAccountName });
    await pay("");
    assert.equal((await compute.get(`${at}/m`)).status, "TERMINATED");
    assert.deepEqual(usedIn(meter, "unpaid-1"), {});
    const [status, message] = await compute.refusal("POST", `${at}/m/start`);
    assert.equal(status, 403);
    assert.match(message, /^This API method requires billing to be enabled\. Please enable billing on project #\d+/);
    await pay(`billingAccounts/${billingAccount}`);
    assert.deepEqual(usedIn(meter, "unpaid-1"), { "pd-standard": 0.0137 });
    await compute.change("POST", `${at}/m/start`);
    assert.equal(usedIn(meter, "unpaid-1")["e2-core"], 2);
  });

  it("counts clusters and their nodes, gateways, secrets, keys, zones and what buckets hold", async () => {
    const project = "others-1";
    await cloud.project(project, ["compute", "container", "secretmanager", "dns", "cloudkms"]);
    const container = new ContainerProject(cloud, project, "us-central1-a");
    const config = { machineType: "e2-standard-4", diskSizeGb: 73, diskType: "pd-balanced" };
    await container.change("POST", "clusters", {
      cluster: {
        name: "c",
        nodePools: [{ name: "p", initialNodeCount: 3, config }],
        privateClusterConfig: { enablePrivateNodes: true, masterIpv4CidrBlock: "172.16.0.0/28" },
        ipAllocationPolicy: { useIpAliases: true },
      },
    });
    const compute = new ComputeProject(cloud, project);
    await compute.change("POST", "regions/us-central1/routers", {
      name: "r",
      network: "global/networks/default",
      nats: [
        { name: "n", natIpAllocateOption: "AUTO_ONLY", sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES" },
      ],
    });
    const secrets = `/v1/projects/${project}/secrets`;
    await cloud.send("secretmanager", "POST", `${secrets}?secretId=s`, { replication: { automatic: {} } });
    for (const data of ["YQ==", "Yg=="]) {
      await cloud.send("secretmanager", "POST", `${secrets}/s:addVersion`, { payload: { data } });
    }
    await cloud.send("secretmanager", "POST", `${secrets}/s/versions/1:destroy`, {});
    const rings = `/v1/projects/${project}/locations/us-central1/keyRings`;
    await cloud.send("cloudkms", "POST", `${rings}?keyRingId=r`, {});
    await cloud.send("cloudkms", "POST", `${rings}/r/cryptoKeys?cryptoKeyId=k`, { purpose: "ENCRYPT_DECRYPT" });
    await cloud.send("dns", "POST", `/dns/v1/projects/${project}/managedZones`, {
      name: "z",
      dnsName: "example.com.",
      description: "",
    });
    await cloud.send("storage", "POST", `/storage/v1/b?project=${project}`, {
      name: "bucket-1",
      location: "us-central1",
    });
    const gibibyte = 2 ** 30;
    cloud.cloud.store.put("objects/bucket-1/a\n1", { name: "a", bucket: "bucket-1", size: String(73 * gibibyte) });
    cloud.cloud.store.put("objects/bucket-1/b\n1", { name: "b", bucket: "bucket-1", size: String(730 * gibibyte) });
    cloud.cloud.store.delete("objects/bucket-1/a\n1");
    assert.deepEqual(usedIn(meter, project), {
      "cluster-zonal": 1,
      "e2-core": 12,
      "e2-memory": 48,
      "pd-balanced": 0.3,
      "nat-machine": 3,
      "nat-address": 1,
      "secret-version": 0.0014,
      "key-version": 0.0014,
      "dns-zone": 0.0014,
      "stored-objects": 1,
    });
    await container.change("POST", "clusters/c/nodePools/p:setSize", { nodeCount: 0 });
    const { "cluster-zonal": fee, "e2-core": cores, "nat-machine": machines } = usedIn(meter, project);
    assert.deepEqual([fee, cores, machines], [1, undefined, undefined]);
  });

  it("counts the disks and load balancers of clusters, and shows them as Compute Engine does", async () => {
    const project = "volumes-1";
    await cloud.project(project, ["compute"]);
    const compute = new ComputeProject(cloud, project);
    const cluster = `projects/${project}/locations/us-central1/clusters/c`;
    const disks = volumeDisks(cloud.cloud);
    const handle = `projects/${project}/zones/us-central1-b/disks/pvc-1`;
    disks.keep(handle, cluster, "pd-ssd", 73);
    disks.keep(handle, cluster, "pd-ssd", 146);
    const { sizeGb, labels, status } = await compute.get("zones/us-central1-b/disks/pvc-1");
    assert.deepEqual([sizeGb, status], ["146", "READY"]);
    assert.deepEqual(labels, {
      "goog-gke-volume": "",
      "goog-k8s-cluster-location": "us-central1",
      "goog-k8s-cluster-name": "c",
    });
    await compute.change("POST", "global/addresses", { name: "web" });
    const { address } = await compute.get("global/addresses/web");
    const rules = balancerRules(cloud.cloud);
    const rule = `projects/${project}/global/forwardingRules/k8s2-fr-1`;
    assert.deepEqual(usedIn(meter, project), { "pd-ssd": 0.2, "address-unused": 1 });
    rules.keep({ name: rule, cluster, address });
    assert.deepEqual(usedIn(meter, project), { "pd-ssd": 0.2, "forwarding-rules-minimum": 1 });
    const { items } = await compute.get("aggregated/forwardingRules");
    assert.deepEqual(
      items.global.forwardingRules.map(({ IPAddress }: { IPAddress: string }) => IPAddress),
      [address],
    );
    assert.equal((await compute.send("POST", "global/forwardingRules", {})).status, 404);
    await compute.change("DELETE", "global/forwardingRules/k8s2-fr-1");
    rules.remove(rule);
    disks.remove(handle);
    assert.deepEqual(usedIn(meter, project), { "address-unused": 1 });
  });

  it("says what has no price instead of taking it for free", async () => {
    await cloud.project("dear-1", ["compute"]);
    const compute = new ComputeProject(cloud, "dear-1");
    await compute.change("POST", "zones/us-central1-a/instances", machine("m"));
    await compute.change("POST", "zones/us-central1-a/disks", {
      name: "fast",
      sizeGb: 100,
      type: "zones/us-central1-a/diskTypes/hyperdisk-balanced",
    });
    const { unpriced } = meterStatus(cloud.cloud, meter);
    assert.deepEqual(
      unpriced.filter((name) => name.includes("dear-1")),
      ["projects/dear-1/zones/us-central1-a/disks/fast", "projects/dear-1: machine n1-standard-1 in us-central1"],
    );
  });

  it("lets who pulls act between the hours while the clock goes on", async () => {
    const project = "runaway-1";
    const number = await cloud.project(project, ["compute", "pubsub"]);
    const compute = new ComputeProject(cloud, project);
    const instances = "zones/us-central1-a/instances";
    await compute.change(
      "POST",
      instances,
      machine("m", { machineType: "zones/us-central1-a/machineTypes/e2-standard-8" }),
    );
    const topic = `projects/${project}/topics/budgets`;
    const subscription = `/v1/projects/${project}/subscriptions/pull`;
    await cloud.send("pubsub", "PUT", `/v1/${topic}`, {});
    await cloud.send("pubsub", "PUT", subscription, { topic });
    await cloud.send("billingbudgets", "POST", `/v1/billingAccounts/${billingAccount}/budgets`, {
      budgetFilter: { projects: [`projects/${number}`] },
      amount: { specifiedAmount: { units: "20" } },
      thresholdRules: [{ thresholdPercent: 1 }],
      notificationsRule: { pubsubTopic: topic, schemaVersion: "1.0" },
    });
    let stopped: number | undefined;
    let over = false;
    const subscriber = (async () => {
      while (!over) {
        const { body } = await cloud.send("pubsub", "POST", `${subscription}:pull`, { maxMessages: 10 });
        for (const { ackId, message } of body.receivedMessages ?? []) {
          const { alertThresholdExceeded } = JSON.parse(Buffer.from(message.data, "base64").toString());
          if (alertThresholdExceeded >= 1 && stopped === undefined) {
            stopped = cloud.cloud.clock.now();
            await compute.change("POST", `${instances}/m/stop`);
          }
          await cloud.send("pubsub", "POST", `${subscription}:acknowledge`, { ackIds: [ackId] });
        }
        await sleep(2);
      }
    })();
    const { clock } = cloud.cloud;
    const begin = clock.now();
    const target = clock.offset + 30 * day;
    const { done } = await advance(cloud.cloud, meter, target, 60_000);
    over = true;
    await subscriber;
    assert.equal(done, true);
    assert.ok(Math.abs(clock.offset - target) < 1);
    assert.ok(stopped !== undefined, "it was told");
    const cores = rows(project).filter(({ sku }) => sku.description === "e2-core");
    const last = cores
      .map(({ usage_end_time }) => usage_end_time)
      .sort()
      .at(-1)!;
    // The machine stopped in the hour in which it was stopped, not when the clock came to its end.
    assert.ok(Math.abs(Date.parse(last.replace(" UTC", "Z")) - stopped) <= hour, `${last} and ${new Date(stopped)}`);
    const micros = ((stopped - begin) / hour) * 8 * 20_000 * 0.9;
    assert.ok(Math.abs(costOf(cores) - micros) < 8 * 20_000 * 0.9, `${costOf(cores)} and ${micros}`);
  });

  it("lets what an hour set off end before the next, as what is pushed", async () => {
    const project = "pushed-1";
    await cloud.project(project, ["compute"]);
    const compute = new ComputeProject(cloud, project);
    const type = { machineType: "zones/us-central1-a/machineTypes/e2-standard-2" };
    await compute.change("POST", "zones/us-central1-a/instances", machine("m", type));
    const { clock, work } = cloud.cloud;
    const begin = clock.now();
    let stopped = 0;
    work.employ("test.stop", async () => {
      await sleep(20);
      await compute.change("POST", "zones/us-central1-a/instances/m/stop");
      stopped = clock.now();
    });
    let asked = false;
    clock.onMove(() => {
      if (asked || clock.now() < begin + 5 * hour) return;
      asked = true;
      work.add({ kind: "test.stop", lane: "test", data: {} });
    });
    await advance(cloud.cloud, meter, clock.offset + 2 * day, 60_000);
    assert.ok(stopped - begin >= 5 * hour && stopped - begin < 6 * hour, String((stopped - begin) / hour));
    assert.deepEqual(usedIn(meter, project), { "pd-standard": 0.0137 });
    const cores = rows(project).filter(({ sku }) => sku.description === "e2-core");
    assert.ok(cores.length >= 5 && cores.length <= 7, String(cores.length));
  });

  it("goes on for as long as it was given, and then where it was", async () => {
    const { clock } = cloud.cloud;
    const target = clock.offset + 10 * hour;
    const first = await advance(cloud.cloud, meter, target, 0);
    assert.equal(first.done, false);
    assert.ok(first.offset < target);
    let pieces = 1;
    while (!(await advance(cloud.cloud, meter, target, 0)).done) pieces++;
    assert.ok(pieces >= 9 && pieces <= 11, String(pieces));
  });
});
