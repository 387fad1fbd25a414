import assert from "node:assert/strict";
import { RunnerPool } from "../../components/runner-pool.ts";
import { type RunnersPlan, runnersPlan } from "../../plan/runners.ts";
import { partsOfResources } from "../../spending/estimate/resources.ts";
import { brief, registered } from "../support/mocks.ts";
import { runnerSpecification } from "../support/runners.ts";

const plan = runnersPlan(runnerSpecification().organization)!;

const make = (change: Partial<RunnersPlan> = {}) =>
  registered(() => {
    new RunnerPool("r", {
      plan: { ...plan, ...change },
      project: { compute: "p", iam: "p" },
      labels: { owner: "release" },
      account: "runner@p.iam.gserviceaccount.com",
    });
  });

const inputsOf = async (name: string, change?: Partial<RunnersPlan>) =>
  // biome-ignore lint/suspicious/noExplicitAny: the inputs are of every shape
  (await make(change)).find((each) => each.name === name)!.inputs as any;

describe("the component RunnerPool", () => {
  it("is a network with a way out and no way in, a template, a group and what scales it", async () => {
    assert.deepEqual((await make()).map(brief).toSorted(), [
      "IAMMember r-logging.logWriter",
      "IAMMember r-monitoring.metricWriter",
      "InstanceTemplate r-template",
      "Network r-network",
      "RegionAutoscaler r-autoscaler",
      "RegionInstanceGroupManager r-group",
      "Router r-network-router",
      "RouterNat r-network-nat",
      "Subnetwork r-network-subnetwork",
    ]);
  });

  it("has machines without an address, whose boot is guarded, that may go at any moment", async () => {
    const { metadata, name, ...inputs } = await inputsOf("r-template");
    const { "startup-script": script, ...told } = metadata;
    assert.match(name, /^runner-[0-9a-f]{12}$/);
    assert.deepEqual(told, {
      "enable-oslogin": "TRUE",
      "block-project-ssh-keys": "TRUE",
      "serial-port-enable": "FALSE",
      ...plan.instructions,
    });
    assert.match(script, /^#!\/bin\/bash\n/);
    assert.deepEqual(
      [inputs.networkInterfaces, inputs.shieldedInstanceConfig, inputs.scheduling, inputs.labels],
      [
        [{ subnetwork: "subnetworks/runners-us-central1" }],
        { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
        { provisioningModel: "SPOT", preemptible: true, automaticRestart: false, onHostMaintenance: "TERMINATE" },
        { owner: "release" },
      ],
    );
    assert.equal(inputs.serviceAccount.email, "runner@p.iam.gserviceaccount.com");
    assert.deepEqual((await inputsOf("r-template", { spot: false })).scheduling, {
      provisioningModel: "STANDARD",
      preemptible: false,
      automaticRestart: true,
      onHostMaintenance: "MIGRATE",
    });
  });

  it("has a template of another name for all that changes it, and of the same for what scales the group", async () => {
    const { name } = await inputsOf("r-template");
    for (const change of [
      { machineType: "n2-standard-8" },
      { diskGigabytes: 200 },
      { spot: false },
      { instructions: { ...plan.instructions, "runner-version": "3" } },
    ]) {
      assert.notEqual((await inputsOf("r-template", change)).name, name, JSON.stringify(change));
    }
    const scaling = { ...plan.scaling, maximum: 9 };
    assert.equal((await inputsOf("r-template", { scaling })).name, name);
    const { autoscalingPolicy } = await inputsOf("r-autoscaler", { scaling });
    assert.deepEqual([autoscalingPolicy.minReplicas, autoscalingPolicy.maxReplicas], [1, 9]);
    assert.deepEqual(autoscalingPolicy.cpuUtilization, { target: 0.6 });
  });

  it("takes no machine from its job when the template changes", async () => {
    const { updatePolicy, instanceLifecyclePolicy } = await inputsOf("r-group");
    assert.deepEqual([updatePolicy.type, updatePolicy.instanceRedistributionType], ["OPPORTUNISTIC", "NONE"]);
    assert.deepEqual(instanceLifecyclePolicy, { forceUpdateOnRepair: "YES" });
  });

  it("costs what its machines and their disks do, at least and at most", async () => {
    const { parts, untold } = partsOfResources(await make(), "us-central1");
    assert.deepEqual(
      parts.filter(({ group }) => group !== "network").map(({ thing, count, most }) => [thing, count, most?.count]),
      [
        [{ kind: "machine", machineType: "e2-standard-8", spot: true }, 1, 4],
        [{ kind: "disk", diskType: "pd-balanced", gigabytes: 100 }, 1, 4],
      ],
    );
    const nat = parts.find(({ group }) => group === "network")!;
    assert.deepEqual(
      [nat.thing, nat.most?.thing],
      [
        { kind: "nat-gateway", machines: 1 },
        { kind: "nat-gateway", machines: 4 },
      ],
    );
    assert.deepEqual([...untold], []);
  });
});
