import assert from "node:assert/strict";
import type { Document } from "../../../local/google/core/store.ts";
import { TestCloud } from "../../support/cloud.ts";
import { ComputeProject } from "../../support/compute.ts";

const project = "networks-1";

describe("local Google: compute networks", () => {
  let cloud: TestCloud;
  let compute: ComputeProject;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["compute"]);
    compute = new ComputeProject(cloud, project);
    await compute.change("POST", "global/networks", { name: "net", autoCreateSubnetworks: false });
    await compute.change("POST", "regions/europe-west1/subnetworks", {
      name: "sub",
      network: "global/networks/net",
      ipCidrRange: "10.9.0.0/24",
    });
  });
  after(() => cloud.stop());

  it("gives a network what Google does, and a route to the internet", async () => {
    const body = await compute.get("global/networks/net");
    const { id, creationTimestamp } = body;
    assert.match(id, /^\d{19}$/);
    assert.deepEqual(body, {
      kind: "compute#network",
      id,
      creationTimestamp,
      name: "net",
      selfLink: `${compute.link}/global/networks/net`,
      selfLinkWithId: `${compute.link}/global/networks/${id}`,
      autoCreateSubnetworks: false,
      subnetworks: [`${compute.link}/regions/europe-west1/subnetworks/sub`],
      routingConfig: { routingMode: "REGIONAL", bgpBestPathSelectionMode: "LEGACY" },
      networkFirewallPolicyEnforcementOrder: "AFTER_CLASSIC_FIREWALL",
    });
    const routes = await compute.get("global/routes");
    const own = routes.items.filter(({ network }: Document) => network === body.selfLink);
    assert.deepEqual(
      own.map(({ destRange, priority }: Document) => [destRange, priority]),
      [["0.0.0.0/0", 1000]],
    );
  });

  it("changes the routing, the MTU and internal IPv6 of a network", async () => {
    const path = "global/networks/net";
    await compute.change("PATCH", path, {
      routingConfig: { routingMode: "GLOBAL" },
      mtu: 1500,
      enableUlaInternalIpv6: true,
    });
    const body = await compute.get(path);
    assert.deepEqual(body.routingConfig, { routingMode: "GLOBAL", bgpBestPathSelectionMode: "LEGACY" });
    assert.equal(body.mtu, 1500);
    assert.match(body.internalIpv6Range, /^fd20:/);
    assert.equal((await compute.send("PATCH", path, { mtu: 9000 })).status, 400);
  });

  it("makes and deletes the subnetworks of an automatic network with it", async () => {
    await compute.change("POST", "global/networks", { name: "auto" });
    const body = await compute.get("regions/us-central1/subnetworks/auto");
    assert.equal(body.ipCidrRange, "10.128.0.0/20");
    const extra = { name: "extra", network: "global/networks/auto", ipCidrRange: "10.200.0.0/24" };
    assert.deepEqual(await compute.refusal("POST", "regions/europe-west1/subnetworks", extra), [
      400,
      "Invalid value for field 'resource.ipCidrRange': '10.200.0.0/24'. Extended subnetworks in auto subnet mode " +
        "networks cannot overlap with 10.128.0.0/9.",
      "invalid",
    ]);
    assert.equal((await compute.send("DELETE", "regions/us-central1/subnetworks/auto")).status, 400);
    await compute.change("DELETE", "global/networks/auto");
    assert.equal((await compute.send("GET", "regions/us-central1/subnetworks/auto")).status, 404);
  });

  it("lets an automatic network become a custom one, for good", async () => {
    await compute.change("POST", "global/networks", { name: "was-auto" });
    await compute.change("POST", "global/networks/was-auto/switchToCustomMode");
    const user = `projects/${project}/regions/africa-south1/subnetworks/was-auto`;
    assert.deepEqual(await compute.refusal("DELETE", "global/networks/was-auto"), [
      400,
      `The network resource 'projects/${project}/global/networks/was-auto' is already being used by '${user}'`,
      "resourceInUseByAnotherResource",
    ]);
  });

  it("doesn't delete a network that rules, routers or subnetworks use", async () => {
    const [status, message] = await compute.refusal("DELETE", "global/networks/default");
    assert.equal(status, 400);
    assert.match(message, /is already being used by 'projects\/networks-1\/global\/firewalls\/default-allow-icmp'$/);
    await compute.change("POST", "global/networks", { name: "routed", autoCreateSubnetworks: false });
    await compute.change("POST", "regions/europe-west1/routers", { name: "r", network: "global/networks/routed" });
    assert.match((await compute.refusal("DELETE", "global/networks/routed"))[1], /routers\/r'$/);
    await compute.change("DELETE", "regions/europe-west1/routers/r");
    await compute.change("DELETE", "global/networks/routed");
  });

  it("keeps secondary ranges and flow logs of a subnetwork, with defaults", async () => {
    const network = "global/networks/net";
    await compute.change("POST", "regions/europe-west1/subnetworks", {
      name: "pods",
      network,
      ipCidrRange: "10.10.0.0/24",
      privateIpGoogleAccess: true,
      secondaryIpRanges: [{ rangeName: "pods", ipCidrRange: "10.11.0.0/16" }],
      logConfig: { enable: true, flowSampling: 0.1 },
    });
    const body = await compute.get("regions/europe-west1/subnetworks/pods");
    const { id, creationTimestamp, fingerprint } = body;
    assert.deepEqual(body, {
      kind: "compute#subnetwork",
      id,
      creationTimestamp,
      name: "pods",
      network: `${compute.link}/global/networks/net`,
      ipCidrRange: "10.10.0.0/24",
      gatewayAddress: "10.10.0.1",
      region: `${compute.link}/regions/europe-west1`,
      selfLink: `${compute.link}/regions/europe-west1/subnetworks/pods`,
      privateIpGoogleAccess: true,
      secondaryIpRanges: [{ rangeName: "pods", ipCidrRange: "10.11.0.0/16" }],
      fingerprint,
      allowSubnetCidrRoutesOverlap: false,
      enableFlowLogs: true,
      logConfig: {
        enable: true,
        aggregationInterval: "INTERVAL_5_SEC",
        flowSampling: 0.1,
        metadata: "EXCLUDE_ALL_METADATA",
        filterExpr: "true",
      },
      privateIpv6GoogleAccess: "DISABLE_GOOGLE_ACCESS",
      purpose: "PRIVATE",
      stackType: "IPV4_ONLY",
    });
  });

  for (const [range, why] of Object.entries({
    "10.9.0.128/25":
      "Invalid IPCidrRange: 10.9.0.128/25 conflicts with existing subnetwork 'sub' in region 'europe-west1'.",
    "10.9.1.7/24": "Must be a CIDR address range.",
    "10.9.1.0/30": "Must be a CIDR address range.",
  })) {
    it(`refuses a subnetwork of ${range}`, async () => {
      const asked = { name: "bad", network: "global/networks/net", ipCidrRange: range };
      const expected = `Invalid value for field 'resource.ipCidrRange': '${range}'. ${why}`;
      assert.deepEqual(await compute.refusal("POST", "regions/europe-west1/subnetworks", asked), [
        400,
        expected,
        "invalid",
      ]);
    });
  }

  it("refuses a network that isn't there, or isn't named in full", async () => {
    const asked = { name: "lost", ipCidrRange: "10.50.0.0/24" };
    const missing = await compute.refusal("POST", "regions/europe-west1/subnetworks", {
      ...asked,
      network: "global/networks/none",
    });
    const name = `projects/${project}/global/networks/none`;
    assert.deepEqual(missing, [404, `The resource '${name}' was not found`, "notFound"]);
    const short = await compute.refusal("POST", "regions/europe-west1/subnetworks", { ...asked, network: "net" });
    assert.deepEqual(short, [
      400,
      "Invalid value for field 'resource.network': 'net'. The URL is malformed.",
      "invalid",
    ]);
  });

  it("changes a subnetwork only with its fingerprint, and lets its range only grow", async () => {
    const path = "regions/europe-west1/subnetworks/sub";
    const before = await compute.get(path);
    const secondaryIpRanges = [{ rangeName: "services", ipCidrRange: "10.12.0.0/20" }];
    await compute.change("PATCH", path, { fingerprint: before.fingerprint, secondaryIpRanges });
    assert.deepEqual((await compute.get(path)).secondaryIpRanges, secondaryIpRanges);
    const stale = await compute.refusal("PATCH", path, { fingerprint: before.fingerprint, secondaryIpRanges: [] });
    assert.deepEqual(stale, [412, "Invalid fingerprint.", "conditionNotMet"]);
    await compute.change("POST", `${path}/setPrivateIpGoogleAccess`, { privateIpGoogleAccess: true });
    await compute.change("POST", `${path}/expandIpCidrRange`, { ipCidrRange: "10.8.0.0/15" });
    assert.equal((await compute.get(path)).ipCidrRange, "10.8.0.0/15");
    assert.equal((await compute.send("POST", `${path}/expandIpCidrRange`, { ipCidrRange: "10.8.0.0/24" })).status, 400);
  });

  it("has IAM policies of subnetworks", async () => {
    const path = "regions/europe-west1/subnetworks/sub";
    const bindings = [{ role: "roles/compute.networkUser", members: ["user:ada@example.com"] }];
    assert.deepEqual(
      (await compute.send("POST", `${path}/setIamPolicy`, { policy: { bindings } })).body.bindings,
      bindings,
    );
    assert.deepEqual((await compute.get(`${path}/getIamPolicy`)).bindings, bindings);
  });
});
