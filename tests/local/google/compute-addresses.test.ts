import assert from "node:assert/strict";
import { TestCloud } from "../../support/cloud.ts";
import { ComputeProject } from "../../support/compute.ts";

const project = "addresses-1";

describe("local Google: compute addresses", () => {
  let cloud: TestCloud;
  let compute: ComputeProject;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["compute"]);
    compute = new ComputeProject(cloud, project);
    await compute.change("POST", "global/networks", { name: "net", autoCreateSubnetworks: false });
    await compute.change("POST", "regions/europe-west1/subnetworks", {
      name: "pods",
      network: "global/networks/net",
      ipCidrRange: "10.10.0.0/24",
    });
  });
  after(() => cloud.stop());

  it("gives out addresses of documentation ranges, and of subnetworks", async () => {
    await compute.change("POST", "regions/europe-west1/addresses", { name: "public" });
    const body = await compute.get("regions/europe-west1/addresses/public");
    const { id, creationTimestamp, address } = body;
    assert.match(address, /^203\.0\.113\.\d+$/);
    assert.deepEqual(body, {
      kind: "compute#address",
      id,
      creationTimestamp,
      name: "public",
      description: "",
      address,
      status: "RESERVED",
      region: `${compute.link}/regions/europe-west1`,
      selfLink: `${compute.link}/regions/europe-west1/addresses/public`,
      networkTier: "PREMIUM",
      labelFingerprint: "42WmSpB8rSM=",
      addressType: "EXTERNAL",
    });
    const subnetwork = "regions/europe-west1/subnetworks/pods";
    const inside = { addressType: "INTERNAL", subnetwork };
    await compute.change("POST", "regions/europe-west1/addresses", { name: "first", ...inside });
    await compute.change("POST", "regions/europe-west1/addresses", { name: "second", ...inside });
    assert.equal((await compute.get("regions/europe-west1/addresses/first")).address, "10.10.0.2");
    assert.equal((await compute.get("regions/europe-west1/addresses/second")).address, "10.10.0.3");
    assert.deepEqual(
      await compute.refusal("POST", "regions/europe-west1/addresses", {
        name: "third",
        ...inside,
        address: "10.10.0.3",
      }),
      [
        400,
        "Invalid value for field 'resource.address': '10.10.0.3'. Specified IP address is in-use and would result in a " +
          "conflict.",
        "invalid",
      ],
    );
    assert.equal(
      (await compute.send("POST", "regions/europe-west1/addresses", { name: "out", ...inside, address: "10.1.0.1" }))
        .status,
      400,
    );
    assert.match((await compute.refusal("DELETE", subnetwork))[1], /addresses\/first'$/);
  });

  it("finds free ranges for peered services", async () => {
    const asked = { addressType: "INTERNAL", purpose: "VPC_PEERING", prefixLength: 16, network: "global/networks/net" };
    await compute.change("POST", "global/addresses", { name: "peers-1", ...asked });
    await compute.change("POST", "global/addresses", { name: "peers-2", ...asked });
    const found = await Promise.all(["peers-1", "peers-2"].map((name) => compute.get(`global/addresses/${name}`)));
    const [one, two] = found.map(({ address, prefixLength }) => `${address}/${prefixLength}`);
    assert.notEqual(one, two);
    assert.match(String(one), /^10\.\d+\.0\.0\/16$/);
  });

  it("takes labels of an address only by setLabels, with the fingerprint of those that it has", async () => {
    const path = "regions/europe-west1/addresses/labelled";
    await compute.change("POST", "regions/europe-west1/addresses", { name: "labelled", labels: { team: "search" } });
    const body = await compute.get(path);
    assert.equal(body.labels, undefined);
    const set = { labels: { team: "search" }, labelFingerprint: body.labelFingerprint };
    const answer = await compute.send("POST", `${path}/setLabels`, set);
    assert.equal(answer.body.status, "DONE");
    assert.deepEqual((await compute.get(path)).labels, { team: "search" });
    const text = "Labels fingerprint either invalid or resource labels have changed";
    assert.deepEqual(await compute.refusal("POST", `${path}/setLabels`, set), [412, text, "conditionNotMet"]);
  });
});
