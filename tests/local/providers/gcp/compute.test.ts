import assert from "node:assert/strict";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import type { Properties } from "../../../../local/providers/grpc/values.ts";
import { billingAccount, organizationId, TestCloud } from "../../../support/cloud.ts";
import { checked, contextOf, live, urnOf } from "../../../support/resources.ts";

const project = "machines-1";
const region = "europe-west1";
const zone = "europe-west1-b";
const labels = { team: "search" };

describe("local gcp provider: compute", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["compute"]);
    await make("gcp:compute/network:Network", { project, name: "net", autoCreateSubnetworks: false });
    const subnetwork = { project, region, name: "sub", network: "net", ipCidrRange: "10.9.0.0/24" };
    await make("gcp:compute/subnetwork:Subnetwork", subnetwork);
    await make("gcp:compute/router:Router", { project, region, name: "router", network: "net" });
  });
  after(() => cloud.stop());

  const make = (token: string, inputs: Properties) =>
    provider.create(contextOf(cloud), urnOf(token), checked(token, inputs), false);

  /** The changes of a resource, by whether each needs a new one. */
  const changes = (token: string, state: Properties, inputs: Properties) =>
    Object.fromEntries(
      provider.diffResource(urnOf(token), state, checked(token, inputs)).map(({ path, replace }) => [path, replace]),
    );

  it("gcp:compute/network:Network", async () => {
    const inputs = { project, name: "custom", autoCreateSubnetworks: false, routingMode: "REGIONAL", mtu: 1460 };
    const state = await live(cloud, {
      token: "gcp:compute/network:Network",
      inputs,
      change: { ...inputs, routingMode: "GLOBAL", mtu: 1500 },
      id: `projects/${project}/global/networks/custom`,
    });
    assert.equal(state.selfLink, `https://www.googleapis.com/compute/v1/projects/${project}/global/networks/custom`);
    assert.equal(state.networkId, state.numericId);
  });

  it("takes the default routes of a new network away when it is asked to", async () => {
    const inputs = { project, name: "closed", autoCreateSubnetworks: false, deleteDefaultRoutesOnCreate: true };
    const { state } = await make("gcp:compute/network:Network", inputs);
    const { body } = await cloud.send("compute", "GET", `/compute/v1/projects/${project}/global/routes`);
    const left = body.items.filter((route: { network: string }) => route.network === state.selfLink);
    assert.deepEqual(left, []);
  });

  it("makes a project without the default network when it is asked to", async () => {
    const token = "gcp:organizations/project:Project";
    const inputs = {
      projectId: "bare-1",
      name: "Bare",
      orgId: organizationId,
      billingAccount,
      autoCreateNetwork: false,
    };
    await make(token, inputs);
    for (const collection of ["networks", "firewalls"]) {
      const { body } = await cloud.send("compute", "GET", `/compute/v1/projects/bare-1/global/${collection}`);
      assert.equal(body.items, undefined);
    }
  });

  it("gcp:compute/subnetwork:Subnetwork", async () => {
    const inputs = {
      project,
      region,
      name: "apps",
      network: "net",
      ipCidrRange: "10.20.0.0/24",
      privateIpGoogleAccess: true,
      secondaryIpRanges: [{ rangeName: "pods", ipCidrRange: "10.21.0.0/20" }],
      logConfig: { flowSampling: 0.25 },
    };
    await live(cloud, {
      token: "gcp:compute/subnetwork:Subnetwork",
      inputs,
      change: {
        ...inputs,
        ipCidrRange: "10.20.0.0/22",
        privateIpGoogleAccess: false,
        secondaryIpRanges: [...inputs.secondaryIpRanges, { rangeName: "services", ipCidrRange: "10.22.0.0/24" }],
        logConfig: undefined,
      },
      id: `projects/${project}/regions/${region}/subnetworks/apps`,
    });
  });

  it("lets the range of a subnetwork grow where it is, and replaces for any other", async () => {
    const token = "gcp:compute/subnetwork:Subnetwork";
    const inputs = { project, region, name: "r", network: "net", ipCidrRange: "10.30.0.0/24" };
    const { state } = await make(token, inputs);
    const change = (ipCidrRange: string) => changes(token, state, { ...inputs, ipCidrRange });
    assert.deepEqual(change("10.30.0.0/20"), { ipCidrRange: false });
    assert.deepEqual(change("10.30.0.0/25"), { ipCidrRange: true });
    assert.deepEqual(change("10.31.0.0/24"), { ipCidrRange: true });
  });

  it("gcp:compute/router:Router", async () => {
    const inputs = { project, region, name: "edge", network: "net", description: "edge", bgp: { asn: 64514 } };
    await live(cloud, {
      token: "gcp:compute/router:Router",
      inputs,
      change: {
        ...inputs,
        description: "other",
        bgp: {
          asn: 64514,
          advertiseMode: "CUSTOM",
          advertisedGroups: ["ALL_SUBNETS"],
          advertisedIpRanges: [{ range: "10.0.0.0/8", description: "all" }],
        },
      },
      id: `projects/${project}/regions/${region}/routers/edge`,
    });
  });

  it("gcp:compute/routerNat:RouterNat", async () => {
    const token = "gcp:compute/routerNat:RouterNat";
    const { state: address } = await make("gcp:compute/address:Address", { project, region, name: "nat" });
    const inputs = {
      project,
      region,
      router: "router",
      name: "nat",
      natIpAllocateOption: "AUTO_ONLY",
      sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
      logConfig: { enable: true, filter: "ERRORS_ONLY" },
    };
    await live(cloud, {
      token,
      inputs,
      change: {
        ...inputs,
        natIpAllocateOption: "MANUAL_ONLY",
        natIps: [address.selfLink],
        sourceSubnetworkIpRangesToNat: "LIST_OF_SUBNETWORKS",
        subnetworks: [{ name: "sub", sourceIpRangesToNats: ["ALL_IP_RANGES"] }],
        udpIdleTimeoutSec: 60,
      },
      id: `${project}/${region}/router/nat`,
    });
  });

  it("keeps the NAT gateways of a router apart, and refuses a second one of a name", async () => {
    const token = "gcp:compute/routerNat:RouterNat";
    const inputs = { project, region, router: "router", sourceSubnetworkIpRangesToNat: "LIST_OF_SUBNETWORKS" };
    const subnetworks = [{ name: "sub", sourceIpRangesToNats: ["PRIMARY_IP_RANGE"] }];
    const made = await Promise.all(["a", "b", "c"].map((name) => make(token, { ...inputs, name, subnetworks })));
    const path = `/compute/v1/projects/${project}/regions/${region}/routers/router`;
    const { body } = await cloud.send("compute", "GET", path);
    assert.deepEqual(body.nats.map(({ name }: { name: string }) => name).toSorted(), ["a", "b", "c"]);
    await assert.rejects(make(token, { ...inputs, name: "a", subnetworks }), /has a NAT gateway a already/);
    for (const { id, state } of made) await provider.remove(contextOf(cloud), urnOf(token), id, state);
  });

  it("gcp:compute/firewall:Firewall", async () => {
    const inputs = {
      project,
      name: "web",
      network: "net",
      allows: [{ protocol: "tcp", ports: ["80", "443"] }, { protocol: "icmp" }],
      sourceRanges: ["10.0.0.0/8", "192.168.0.0/16"],
      targetTags: ["web"],
      logConfig: { metadata: "INCLUDE_ALL_METADATA" },
    };
    await live(cloud, {
      token: "gcp:compute/firewall:Firewall",
      inputs,
      change: {
        project,
        name: "web",
        network: "net",
        description: "only from the office",
        denies: [{ protocol: "all" }],
        sourceRanges: ["10.0.0.0/8"],
        priority: 900,
        disabled: true,
      },
      id: `projects/${project}/global/firewalls/web`,
    });
  });

  it("wants to know where the traffic comes from that a firewall rule lets in", () => {
    const inputs = { project, name: "open", network: "net", allows: [{ protocol: "tcp" }] };
    assert.throws(() => checked("gcp:compute/firewall:Firewall", inputs), /one of sourceRanges, sourceTags/);
    checked("gcp:compute/firewall:Firewall", { ...inputs, direction: "EGRESS" });
  });

  it("gcp:compute/address:Address", async () => {
    const inputs = { project, region, name: "public", labels };
    const state = await live(cloud, {
      token: "gcp:compute/address:Address",
      inputs,
      change: { ...inputs, labels: { team: "code" } },
      id: `projects/${project}/regions/${region}/addresses/public`,
    });
    assert.match(String(state.address), /^203\.0\.113\.\d+$/);
    assert.deepEqual(state.effectiveLabels, { ...labels, "goog-pulumi-provisioned": "true" });
  });

  it("gcp:compute/address:Address in a subnetwork", async () => {
    const inputs = { project, region, name: "private", addressType: "INTERNAL", subnetwork: "sub" };
    const state = await live(cloud, { token: "gcp:compute/address:Address", inputs });
    assert.match(String(state.address), /^10\.9\.0\.\d+$/);
    assert.equal(state.purpose, "GCE_ENDPOINT");
  });

  it("gcp:compute/globalAddress:GlobalAddress", async () => {
    const inputs = {
      project,
      name: "services",
      addressType: "INTERNAL",
      purpose: "VPC_PEERING",
      prefixLength: 20,
      network: "net",
    };
    const state = await live(cloud, {
      token: "gcp:compute/globalAddress:GlobalAddress",
      inputs,
      change: { ...inputs, labels },
      id: `projects/${project}/global/addresses/services`,
    });
    assert.match(String(state.address), /^10\./);
  });

  it("gcp:compute/disk:Disk", async () => {
    const inputs = { project, zone, name: "data", size: 20, type: "pd-ssd", labels };
    await live(cloud, {
      token: "gcp:compute/disk:Disk",
      inputs,
      change: { ...inputs, size: 30, labels: { team: "code" } },
      id: `projects/${project}/zones/${zone}/disks/data`,
    });
  });

  it("gcp:compute/disk:Disk of a family of images", async () => {
    const token = "gcp:compute/disk:Disk";
    const inputs = { project, zone, name: "boot", image: "debian-cloud/debian-12" };
    const state = await live(cloud, { token, inputs });
    assert.match(String(state.image), /projects\/debian-cloud\/global\/images\/debian-12-bookworm-v\d+$/);
    assert.equal(state.size, 10);
    assert.deepEqual(changes(token, state, { ...inputs, image: "ubuntu-os-cloud/ubuntu-2404-lts-amd64" }), {
      image: true,
    });
    assert.deepEqual(changes(token, state, { ...inputs, size: 5 }), { size: true });
    await assert.rejects(make(token, { ...inputs, image: "debian-cloud/debian-1" }), /there is no image/);
  });

  const machine = (name: string): Properties => ({
    project,
    zone,
    name,
    machineType: "e2-standard-4",
    bootDisk: { initializeParams: { image: "cos-cloud/cos-stable", size: 20, type: "pd-balanced" } },
    networkInterfaces: [{ subnetwork: "sub", accessConfigs: [{}] }],
    metadata: { "enable-oslogin": "TRUE" },
    metadataStartupScript: "echo started",
    tags: ["web"],
    labels,
    serviceAccount: { scopes: ["cloud-platform"] },
    allowStoppingForUpdate: true,
  });

  it("gcp:compute/instance:Instance", async () => {
    const inputs = machine("sourcegraph");
    const { state: disk } = await make("gcp:compute/disk:Disk", { project, zone, name: "repositories", size: 50 });
    const state = await live(cloud, {
      token: "gcp:compute/instance:Instance",
      inputs,
      change: {
        ...inputs,
        machineType: "e2-standard-8",
        metadata: { "enable-oslogin": "FALSE", more: "yes" },
        tags: ["web", "search"],
        labels: { team: "code" },
        attachedDisks: [{ source: disk.selfLink, deviceName: "repositories" }],
        networkInterfaces: [{ subnetwork: "sub" }],
        serviceAccount: { scopes: ["logging-write", "monitoring-write"] },
        bootDisk: {
          autoDelete: false,
          initializeParams: { image: "cos-cloud/cos-stable", size: 40, type: "pd-balanced" },
        },
      },
      id: `projects/${project}/zones/${zone}/instances/sourcegraph`,
    });
    const [nic] = state.networkInterfaces as { networkIp: string; accessConfigs: { natIp: string }[] }[];
    assert.match(nic!.networkIp, /^10\.9\.0\./);
    assert.match(nic!.accessConfigs[0]!.natIp, /^203\.0\.113\./);
    assert.equal(state.currentStatus, "RUNNING");
    assert.match(String((state.serviceAccount as Properties).email), /-compute@developer\.gserviceaccount\.com$/);
  });

  it("stops an instance and starts it again as its status is wanted", async () => {
    const inputs = machine("sleeper");
    await live(cloud, {
      token: "gcp:compute/instance:Instance",
      inputs: { ...inputs, desiredStatus: "TERMINATED" },
      change: { ...inputs, desiredStatus: "RUNNING" },
    });
  });

  it("doesn't stop an instance for a change unless that is allowed", async () => {
    const token = "gcp:compute/instance:Instance";
    const inputs = { ...machine("careful"), allowStoppingForUpdate: false };
    const { id, state } = await make(token, inputs);
    const asked = checked(token, { ...inputs, machineType: "e2-standard-8" });
    await assert.rejects(
      provider.update(contextOf(cloud), urnOf(token), id, state, asked, false),
      /set allowStoppingForUpdate to true/,
    );
    const read = await provider.read(contextOf(cloud), urnOf(token), id, state, asked);
    assert.equal(read?.state.currentStatus, "RUNNING");
    assert.deepEqual(changes(token, state, { ...inputs, metadataStartupScript: "other" }), {
      metadataStartupScript: true,
    });
    await provider.remove(contextOf(cloud), urnOf(token), id, state);
  });

  it("doesn't delete an instance that is protected", async () => {
    const token = "gcp:compute/instance:Instance";
    const inputs = { ...machine("protected"), deletionProtection: true };
    const { id, state } = await make(token, inputs);
    await assert.rejects(provider.remove(contextOf(cloud), urnOf(token), id, state), /set deletionProtection to false/);
    const asked = checked(token, { ...inputs, deletionProtection: false });
    const open = await provider.update(contextOf(cloud), urnOf(token), id, state, asked, false);
    await provider.remove(contextOf(cloud), urnOf(token), id, open);
  });

  it("detaches a disk from the instances that use it before it deletes it", async () => {
    const token = "gcp:compute/disk:Disk";
    const made = await make(token, { project, zone, name: "shared", size: 10 });
    const inputs = { ...machine("user"), attachedDisks: [{ source: "shared" }] };
    const instance = await make("gcp:compute/instance:Instance", inputs);
    await provider.remove(contextOf(cloud), urnOf(token), made.id, made.state);
    const read = await provider.read(
      contextOf(cloud),
      urnOf("gcp:compute/instance:Instance"),
      instance.id,
      instance.state,
      inputs,
    );
    assert.deepEqual(read?.state.attachedDisks, []);
  });

  it("says why an instance could not be made, and leaves nothing behind", async () => {
    const token = "gcp:compute/instance:Instance";
    const nic = { subnetwork: "sub", networkIp: "10.9.0.77" };
    await make(token, { ...machine("first"), networkInterfaces: [nic] });
    await assert.rejects(
      make(token, { ...machine("second"), networkInterfaces: [nic] }),
      /IP '10\.9\.0\.77' is already being used by another resource\./,
    );
    for (const collection of ["instances", "disks"]) {
      const path = `/compute/v1/projects/${project}/zones/${zone}/${collection}/second`;
      assert.equal((await cloud.send("compute", "GET", path)).status, 404);
    }
  });
});
