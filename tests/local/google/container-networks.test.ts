import assert from "node:assert/strict";
import { TestCloud } from "../../support/cloud.ts";
import { ComputeProject } from "../../support/compute.ts";
import { ContainerProject } from "../../support/container.ts";

const project = "cluster-nets-1";
const subnetwork = "regions/europe-west1/subnetworks/sub";

describe("local Google: clusters on networks", () => {
  let cloud: TestCloud;
  let compute: ComputeProject;
  let engine: ContainerProject;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["container"]);
    compute = new ComputeProject(cloud, project);
    engine = new ContainerProject(cloud, project, "europe-west1-b");
    await compute.change("POST", "global/networks", { name: "net", autoCreateSubnetworks: false });
    await compute.change("POST", "regions/europe-west1/subnetworks", {
      name: "sub",
      network: "global/networks/net",
      ipCidrRange: "10.9.0.0/24",
      secondaryIpRanges: [
        { rangeName: "pods", ipCidrRange: "10.20.0.0/16" },
        { rangeName: "services", ipCidrRange: "10.21.0.0/20" },
      ],
    });
  });
  after(() => cloud.stop());

  const on = { network: "net", subnetwork: "sub" };

  it("uses the ranges that it is given", async () => {
    const names = { clusterSecondaryRangeName: "pods", servicesSecondaryRangeName: "services" };
    await engine.create("named", { ...on, ipAllocationPolicy: names });
    const { ipAllocationPolicy, clusterIpv4Cidr, servicesIpv4Cidr } = await engine.get("clusters/named");
    assert.deepEqual([clusterIpv4Cidr, servicesIpv4Cidr], ["10.20.0.0/16", "10.21.0.0/20"]);
    assert.deepEqual(ipAllocationPolicy, {
      ...names,
      clusterIpv4Cidr: "10.20.0.0/16",
      clusterIpv4CidrBlock: "10.20.0.0/16",
      servicesIpv4Cidr: "10.21.0.0/20",
      servicesIpv4CidrBlock: "10.21.0.0/20",
      defaultPodIpv4RangeUtilization: 0.0039,
      networkTierConfig: { networkTier: "NETWORK_TIER_DEFAULT" },
      podCidrOverprovisionConfig: {},
      stackType: "IPV4",
      useIpAliases: true,
    });
    assert.equal((await compute.get(subnetwork)).secondaryIpRanges.length, 2);
    await engine.change("DELETE", "clusters/named");
    assert.equal((await compute.get(subnetwork)).secondaryIpRanges.length, 2);
  });

  it("puts ranges on the subnetwork where it is given none, and takes them away with itself", async () => {
    await engine.create("free", {
      ...on,
      ipAllocationPolicy: { clusterIpv4CidrBlock: "/20", servicesIpv4CidrBlock: "/22" },
    });
    const { id, ipAllocationPolicy } = await engine.get("clusters/free");
    const rangeName = `gke-free-pods-${id.slice(0, 8)}`;
    assert.equal(ipAllocationPolicy.clusterSecondaryRangeName, rangeName);
    assert.match(ipAllocationPolicy.clusterIpv4CidrBlock, /\/20$/);
    // Services are outside of the network unless their range is given.
    assert.equal(ipAllocationPolicy.servicesIpv4CidrBlock, "34.118.224.0/20");
    const { secondaryIpRanges, privateIpGoogleAccess } = await compute.get(subnetwork);
    assert.equal(privateIpGoogleAccess, true);
    const internal = `projects/${project}/locations/global/internalRanges/${rangeName}`;
    assert.deepEqual(secondaryIpRanges.at(-1), {
      rangeName,
      ipCidrRange: ipAllocationPolicy.clusterIpv4CidrBlock,
      reservedInternalRange: `https://networkconnectivity.googleapis.com/v1/${internal}`,
    });
    const [status, message] = await compute.refusal("DELETE", subnetwork);
    assert.equal(status, 400);
    assert.match(
      message,
      new RegExp(`already being used by 'projects/${project}/regions/europe-west1/forwardingRules/gke-`),
    );

    const { body } = await engine.send("DELETE", "clusters/free");
    assert.equal((await compute.get(subnetwork)).secondaryIpRanges.length, 3);
    await engine.finished(body.name);
    assert.equal((await compute.get(subnetwork)).secondaryIpRanges.length, 2);
  });

  it("gives clusters ranges and addresses that don't meet", async () => {
    await engine.create("one", on);
    await engine.create("two", { ...on, ipAllocationPolicy: { servicesIpv4CidrBlock: "10.99.0.0/20" } });
    const [one, two] = await Promise.all(["one", "two"].map((name) => engine.get(`clusters/${name}`)));
    assert.notEqual(one.clusterIpv4Cidr, two.clusterIpv4Cidr);
    assert.notEqual(one.privateClusterConfig.privateEndpoint, two.privateClusterConfig.privateEndpoint);
    assert.notEqual(one.endpoint, two.endpoint);
    assert.equal(two.ipAllocationPolicy.servicesSecondaryRangeName, `gke-two-services-${two.id.slice(0, 8)}`);
  });

  it("refuses networks and ranges that don't fit", async () => {
    const message = async (cluster: object) =>
      (await engine.refusal("POST", "clusters", { cluster: { name: "no", initialNodeCount: 1, ...cluster } }))[2];
    const policy = (ipAllocationPolicy: object) => message({ ...on, ipAllocationPolicy });
    assert.equal(
      await policy({ clusterSecondaryRangeName: "none", servicesSecondaryRangeName: "services" }),
      `Pod secondary range "none" not found in network "${compute.link}/global/networks/net", subnetwork "sub".`,
    );
    assert.equal(
      await policy({ clusterSecondaryRangeName: "pods", servicesSecondaryRangeName: "pods" }),
      "Pod secondary range name (pods) should not be the same as service secondary range name.",
    );
    assert.match(
      await policy({ clusterIpv4CidrBlock: "10.20.0.0/20" }),
      /Requested CIDR 10\.20\.0\.0\/20 for pods is not/,
    );
    assert.match(await message({ network: "net" }), /requires specifying a subnetwork/);
    assert.equal(
      await message({ network: "default", subnetwork: "sub" }),
      `Subnetwork "projects/${project}/regions/europe-west1/subnetworks/sub" is not valid for Network "default".`,
    );
  });
});
