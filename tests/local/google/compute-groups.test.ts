import assert from "node:assert/strict";
import { TestCloud } from "../../support/cloud.ts";
import { ComputeProject } from "../../support/compute.ts";

const project = "groups-1";
const region = "regions/us-central1";
const [templates, groups, scalers] = [
  "global/instanceTemplates",
  `${region}/instanceGroupManagers`,
  `${region}/autoscalers`,
];

describe("local Google: compute groups of machines", () => {
  let cloud: TestCloud;
  let compute: ComputeProject;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["compute"]);
    compute = new ComputeProject(cloud, project);
    await compute.change("POST", templates!, { name: "small", properties });
    await compute.change("POST", groups!, { name: "group", versions, targetSize: 1 });
    await compute.change("POST", scalers!, { name: "scaler", target: `${groups}/group`, autoscalingPolicy });
  });
  after(() => cloud.stop());

  const properties = {
    machineType: "e2-standard-4",
    disks: [{ boot: true, initializeParams: { sourceImage: "projects/debian-cloud/global/images/family/debian-12" } }],
  };
  const versions = [{ instanceTemplate: `${templates}/small` }];
  const autoscalingPolicy = { minNumReplicas: 2, maxNumReplicas: 4, cpuUtilization: { utilizationTarget: 0.6 } };
  const send = (method: string, path: string, body?: Record<string, unknown>) =>
    cloud.send("compute", method, `/compute/v1/projects/${project}/${path}`, body);
  const refusal = async (method: string, path: string, body?: Record<string, unknown>) => {
    const { status, body: reply } = await send(method, path, body);
    return [status, reply.error?.message];
  };

  it("makes no machine, and says so: all are about to be made", async () => {
    const group = await compute.get(`${groups}/group`);
    assert.deepEqual([group.targetSize, group.currentActions, group.status.isStable], [2, { creating: 2 }, false]);
    assert.equal(group.instanceTemplate, `${compute.link}/${templates}/small`);
    assert.equal((await compute.get("zones/us-central1-a/instances")).items, undefined);
    const { items } = await compute.get("aggregated/instanceGroupManagers");
    assert.deepEqual(
      items["regions/us-central1"].instanceGroupManagers.map(({ name }: { name: string }) => name),
      ["group"],
    );
  });

  it("keeps the size of a group within what its autoscaler allows", async () => {
    const change = (body: Record<string, unknown>) => compute.change("PUT", `${scalers}?autoscaler=scaler`, body);
    await change({ autoscalingPolicy: { ...autoscalingPolicy, minNumReplicas: 0, maxNumReplicas: 1 } });
    assert.equal((await compute.get(`${groups}/group`)).targetSize, 1);
    await change({ autoscalingPolicy });
    assert.equal((await compute.get(`${groups}/group`)).targetSize, 2);
  });

  it("refuses to delete what is in use", async () => {
    const link = `projects/${project}`;
    assert.deepEqual(await refusal("DELETE", `${templates}/small`), [
      400,
      `The instance_template resource '${link}/${templates}/small' is already being used by '${link}/${groups}/group'`,
    ]);
    assert.deepEqual(await refusal("DELETE", `${groups}/group`), [
      400,
      `The instance_group_manager resource '${link}/${groups}/group' is already being used by '${link}/${scalers}/scaler'`,
    ]);
  });

  it("refuses what makes no sense", async () => {
    for (const [path, body, message] of [
      [templates!, { name: "x" }, /Required field 'resource\.properties' not specified/],
      [templates!, { name: "x", properties: { disks: [] } }, /'resource\.properties\.machineType' not specified/],
      [templates!, { name: "x", properties: { ...properties, disks: [] } }, /A boot disk must be specified/],
      [
        templates!,
        { name: "x", properties: { ...properties, machineType: "zones/us-central1-a/machineTypes/e2-standard-4" } },
        /Must be a name without a zone/,
      ],
      [groups!, { name: "x", versions }, /'resource\.targetSize' not specified/],
      [groups!, { name: "x", targetSize: 1 }, /Exactly one version/],
      [groups!, { name: "x", targetSize: 1, versions: [{ instanceTemplate: `${templates}/none` }] }, /was not found/],
      [scalers!, { name: "x", autoscalingPolicy }, /'resource\.target' not specified/],
      [scalers!, { name: "x", target: `${groups}/group` }, /'resource\.autoscalingPolicy' not specified/],
      [scalers!, { name: "x", target: `${groups}/group`, autoscalingPolicy }, /has an autoscaler already/],
      [
        scalers!,
        { name: "x", target: `${groups}/group`, autoscalingPolicy: { minNumReplicas: 2, maxNumReplicas: 1 } },
        /Must not be greater than/,
      ],
    ] as const) {
      const [status, text] = await refusal("POST", path, body);
      assert.match(String(text), message);
      assert.ok(status === 400 || status === 404, String(status));
    }
  });
});
