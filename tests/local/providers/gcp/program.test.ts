import assert from "node:assert/strict";
import { Cluster } from "../../../../components/cluster.ts";
import { Exposure } from "../../../../components/exposure.ts";
import { VirtualMachine } from "../../../../components/virtual-machine.ts";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import type { Properties } from "../../../../local/providers/grpc/values.ts";
import { clusterPlan } from "../../../../plan/cluster.ts";
import { machinePlan } from "../../../../plan/machine.ts";
import { TestCloud } from "../../../support/cloud.ts";
import { registered } from "../../../support/mocks.ts";
import { checked, contextOf, handling, urnOf } from "../../../support/resources.ts";
import { goodSpecification } from "../../../support/specification.ts";

const project = "programs-1";
const region = "us-central1";
const network = `projects/${project}/global/networks/net`;
const subnetwork = `projects/${project}/regions/${region}/subnetworks/sub`;
const labels = { owner: "search" };

/** What others refer to comes first. */
const order = ["Account", "Address", "GlobalAddress", "Disk", "ResourcePolicy", "Bucket", "ManagedZone", "Cluster"];

describe("local gcp provider: what the program's components are made of", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["compute", "container", "dns", "iam", "storage"]);
    await make("gcp:compute/network:Network", { project, name: "net", autoCreateSubnetworks: false });
    await make("gcp:compute/subnetwork:Subnetwork", {
      project,
      region,
      name: "sub",
      network: "net",
      ipCidrRange: "10.0.0.0/20",
      secondaryIpRanges: [
        { rangeName: "pods", ipCidrRange: "10.20.0.0/16" },
        { rangeName: "services", ipCidrRange: "10.21.0.0/20" },
      ],
    });
  });
  after(() => cloud.stop());

  const { make } = handling(() => cloud);

  /** Makes what a component registers, and expects no difference afterwards. Returns the states by type. */
  async function makeAll(
    program: () => void,
    ignored: Record<string, string[]> = {},
  ): Promise<Map<string, Properties>> {
    const rank = (type: string) => (order.indexOf(type.split(":").at(-1)!) + order.length) % order.length;
    const resources = (await registered(program)).toSorted((a, b) => rank(a.type) - rank(b.type));
    const ids = new Map<string, string>();
    const states = new Map<string, Properties>();
    for (const { type, name, inputs } of resources) {
      const text = JSON.stringify(inputs).replaceAll(/"([\w.-]+)-id"/g, (_, of) => JSON.stringify(ids.get(of)));
      const asked = checked(type, JSON.parse(text));
      const { id, state } = await provider.create(contextOf(cloud), urnOf(type), asked, false);
      ids.set(name, id);
      states.set(type.split(":").at(-1)!, state);
      const found = (await provider.read(contextOf(cloud), urnOf(type), id, state, asked))!;
      const differences = (of?: string[]) => provider.diffResource(urnOf(type), found.state, asked, of);
      assert.deepEqual(differences(ignored[type]), [], name);
      assert.equal(differences().length > 0, type in ignored, `${name}: something is ignored in vain`);
    }
    return states;
  }

  for (const kind of ["production", "dynamic"]) {
    it(`knows all of a cluster of the kind ${kind}`, async () => {
      const pod = { workload: "a", replicas: 1, perNode: false, milliCpu: 3000, memoryBytes: 2 ** 33 };
      const plan = clusterPlan(goodSpecification().organization.kinds[kind]!, region, [pod]);
      const token = "gcp:container/cluster:Cluster";
      const ignored = { [token]: ["initialNodeCount", "nodeConfig"] };
      const name = `sourcegraph-${kind}`;
      await makeAll(() => {
        const projects = { container: project, iam: project };
        const wanted = { ...plan, name, serviceAccount: `nodes-${kind}` };
        new Cluster("c", { plan: wanted, project: projects, network, subnetwork, labels, protectData: true });
      }, ignored);
      const shapes = cloud.host.clusters.get(`projects/${project}/locations/${plan.location}/clusters/${name}`)!;
      assert.deepEqual([...shapes.keys()], [plan.nodePool.name]);
      assert.equal(shapes.get("main")!.zones.length, plan.nodePool.zones);
    });
  }

  it("knows all of a machine", async () => {
    const facts = {
      name: "demo",
      projectId: project,
      region,
      size: "xs",
      needs: { milliCpu: 4000, memoryBytes: 15 * 2 ** 30 },
      deletion: "disposable",
    } as const;
    const made = await makeAll(() => {
      new VirtualMachine("m", {
        plan: machinePlan({ ...facts, type: "compose" }),
        project: { compute: project, iam: project, storage: project },
        region,
        subnetwork,
        labels,
        protectData: false,
      });
    });
    assert.equal(made.get("Instance")!.currentStatus, "RUNNING");
  });

  it("knows all that makes it known to the internet", async () => {
    await make("gcp:dns/managedZone:ManagedZone", { project, name: "zone", dnsName: "example.net." });
    const made = await makeAll(() => {
      const plan = {
        kind: "public",
        host: "demo.example.net",
        url: "https://demo.example.net",
        zone: { project, name: "zone" },
        address: { name: "public", scope: "global" },
        certificate: "demo",
      } as const;
      new Exposure("e", { plan, project, region, labels });
    });
    assert.deepEqual(made.get("ManagedSslCertificate")!.managed, { domains: ["demo.example.net"] });
    assert.equal(made.get("RecordSet")!.ttl, 300);
  });
});
