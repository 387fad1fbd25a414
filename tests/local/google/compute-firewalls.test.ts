import assert from "node:assert/strict";
import type { Document } from "../../../local/google/core/store.ts";
import { TestCloud } from "../../support/cloud.ts";
import { ComputeProject } from "../../support/compute.ts";

const project = "firewalls-1";

describe("local Google: compute firewalls and routers", () => {
  let cloud: TestCloud;
  let compute: ComputeProject;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["compute"]);
    compute = new ComputeProject(cloud, project);
    await compute.change("POST", "global/networks", { name: "net", autoCreateSubnetworks: false });
  });
  after(() => cloud.stop());

  const names = (items: Document[] = []) => items.map(({ name }) => name);

  it("fills in what a firewall rule doesn't say, and replaces what a change names", async () => {
    await compute.change("POST", "global/firewalls", {
      name: "web",
      network: "global/networks/net",
      allowed: [{ IPProtocol: "tcp", ports: ["443"] }],
    });
    const path = "global/firewalls/web";
    const body = await compute.get(path);
    const { id, creationTimestamp } = body;
    assert.deepEqual(body, {
      kind: "compute#firewall",
      id,
      creationTimestamp,
      name: "web",
      description: "",
      network: `${compute.link}/global/networks/net`,
      priority: 1000,
      direction: "INGRESS",
      disabled: false,
      logConfig: { enable: false },
      allowed: [{ IPProtocol: "tcp", ports: ["443"] }],
      sourceRanges: ["0.0.0.0/0"],
      selfLink: `${compute.link}/global/firewalls/web`,
    });
    await compute.change("PATCH", path, {
      sourceRanges: null,
      sourceTags: ["office"],
      allowed: null,
      denied: [{ IPProtocol: "all" }],
    });
    const changed = await compute.get(path);
    assert.deepEqual([changed.sourceRanges, changed.sourceTags, changed.allowed], [undefined, ["office"], undefined]);
    const asked = { name: "web", allowed: [{ IPProtocol: "tcp" }], denied: [{ IPProtocol: "udp" }] };
    assert.equal((await compute.send("PUT", path, asked)).status, 400);
    const loose = { name: "loose", allowed: [{ IPProtocol: "tcp" }], sourceRanges: ["10.0.0.300/8"] };
    assert.match((await compute.refusal("POST", "global/firewalls", loose))[1], /resource\.sourceRanges\[0\]/);
  });

  it("keeps NAT gateways as members of their router", async () => {
    const path = "regions/europe-west1/routers/edge";
    await compute.change("POST", "regions/europe-west1/routers", {
      name: "edge",
      network: "global/networks/net",
      bgp: { asn: 64514 },
    });
    const nat = { name: "out", sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES" };
    await compute.change("PATCH", path, { nats: [nat] });
    const body = await compute.get(path);
    assert.deepEqual(body.bgp, { advertiseMode: "DEFAULT", keepaliveInterval: 20, asn: 64514 });
    assert.deepEqual(body.nats, [
      {
        autoNetworkTier: "PREMIUM",
        endpointTypes: ["ENDPOINT_TYPE_VM"],
        enableEndpointIndependentMapping: false,
        enableDynamicPortAllocation: false,
        type: "PUBLIC",
        natIpAllocateOption: "AUTO_ONLY",
        ...nat,
      },
    ]);
    const twice = await compute.refusal("PATCH", path, { nats: [nat, nat] });
    assert.match(twice[1], /NAT names must be unique/);
    const manual = await compute.refusal("PATCH", path, { nats: [{ ...nat, natIpAllocateOption: "MANUAL_ONLY" }] });
    assert.equal(manual[0], 400);
    const status = await compute.get(`${path}/getRouterStatus`);
    assert.deepEqual(names(status.result.natStatus), ["out"]);
    await compute.change("PATCH", path, { nats: [] });
    assert.equal((await compute.get(path)).nats, undefined);
  });
});
