import assert from "node:assert/strict";
import { TestCloud } from "../../../support/cloud.ts";
import { handling, live } from "../../../support/resources.ts";

const project = "groups-1";
const region = "europe-west1";
const [template, group, autoscaler] = [
  "gcp:compute/instanceTemplate:InstanceTemplate",
  "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager",
  "gcp:compute/regionAutoscaler:RegionAutoscaler",
] as const;

describe("local gcp provider: groups of machines", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["compute"]);
    await make("gcp:compute/network:Network", { project, name: "net", autoCreateSubnetworks: false });
    const subnetwork = { project, region, name: "sub", network: "net", ipCidrRange: "10.9.0.0/24" };
    await make("gcp:compute/subnetwork:Subnetwork", subnetwork);
  });
  after(() => cloud.stop());
  const { make, remove, changes } = handling(() => cloud);

  const machines = (name: string) => ({
    project,
    name,
    region,
    machineType: "e2-standard-4",
    labels: { team: "search" },
    tags: ["runner"],
    metadata: { "enable-oslogin": "TRUE" },
    disks: [
      {
        boot: true,
        autoDelete: true,
        sourceImage: "projects/ubuntu-os-cloud/global/images/family/ubuntu-2404-lts-amd64",
        diskSizeGb: 50,
        diskType: "pd-balanced",
      },
    ],
    networkInterfaces: [{ subnetwork: `projects/${project}/regions/${region}/subnetworks/sub` }],
    scheduling: {
      provisioningModel: "SPOT",
      preemptible: true,
      automaticRestart: false,
      onHostMaintenance: "TERMINATE",
    },
    shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
    serviceAccount: { scopes: ["cloud-platform"] },
  });

  it(template, async () => {
    const state = await live(cloud, {
      token: template,
      inputs: machines("small"),
      id: `projects/${project}/global/instanceTemplates/small`,
    });
    assert.equal(state.selfLinkUnique, `${state.selfLink}?uniqueId=${state.numericId}`);
  });

  it("makes another template for any change, and up a name that begins as asked", async () => {
    const { name: _, ...nameless } = machines("x");
    const inputs = { ...nameless, namePrefix: "runner-", metadataStartupScript: "true" };
    const made = await make(template, inputs);
    assert.match(String(made.state.name), /^runner-[0-9a-f]{26}$/);
    assert.deepEqual(changes(template, made.state, inputs), {});
    assert.deepEqual(changes(template, made.state, { ...inputs, machineType: "e2-standard-8" }), { machineType: true });
    assert.deepEqual(changes(template, made.state, { ...inputs, metadataStartupScript: "false" }), {
      metadataStartupScript: true,
    });
    await remove(template, made);
  });

  it(group, async () => {
    const [one, two] = await Promise.all(["one", "two"].map((name) => make(template, machines(name))));
    const inputs = {
      project,
      region,
      name: "group",
      baseInstanceName: "machine",
      versions: [{ instanceTemplate: one!.state.selfLink }],
      updatePolicy: { type: "OPPORTUNISTIC", minimalAction: "REPLACE", maxSurgeFixed: 0, maxUnavailableFixed: 3 },
      instanceLifecyclePolicy: { forceUpdateOnRepair: "YES" },
    };
    const state = await live(cloud, {
      token: group,
      inputs,
      change: {
        ...inputs,
        versions: [{ instanceTemplate: two!.state.selfLink }],
        updatePolicy: { ...inputs.updatePolicy, type: "PROACTIVE" },
        targetSize: 3,
      },
      id: `projects/${project}/regions/${region}/instanceGroupManagers/group`,
    });
    assert.equal(state.targetSize, 0);
    await Promise.all([remove(template, one!), remove(template, two!)]);
  });

  it(`${autoscaler}, which decides the size of its group`, async () => {
    const from = await make(template, machines("scaled"));
    const asked = {
      project,
      region,
      name: "scaled",
      baseInstanceName: "machine",
      versions: [{ instanceTemplate: from.state.selfLink }],
    };
    const its = await make(group, asked);
    const inputs = {
      project,
      region,
      name: "scaled",
      target: its.state.selfLink,
      autoscalingPolicy: { minReplicas: 2, maxReplicas: 4, cpuUtilization: { target: 0.6 } },
    };
    const policy = { ...inputs.autoscalingPolicy, minReplicas: 3, cpuUtilization: { target: 0.7 } };
    await live(cloud, {
      token: autoscaler,
      inputs,
      change: { ...inputs, autoscalingPolicy: { ...policy, scaleInControl: { timeWindowSec: 600 } } },
      id: `projects/${project}/regions/${region}/autoscalers/scaled`,
    });
    const path = `/compute/v1/projects/${project}/regions/${region}/instanceGroupManagers/scaled`;
    const { body } = await cloud.send("compute", "GET", path);
    assert.equal(body.targetSize, 3);
    assert.deepEqual(changes(group, its.state, asked), {});
    await remove(group, its);
    await remove(template, from);
  });
});
