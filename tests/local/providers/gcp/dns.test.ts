import assert from "node:assert/strict";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import type { Properties } from "../../../../local/providers/grpc/values.ts";
import { TestCloud } from "../../../support/cloud.ts";
import { checked, contextOf, handling, live, urnOf } from "../../../support/resources.ts";

const project = "names-1";
const zoneToken = "gcp:dns/managedZone:ManagedZone";
const token = "gcp:dns/recordSet:RecordSet";

describe("local gcp provider: dns", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["dns", "compute"]);
  });
  after(() => cloud.stop());

  const { make, remove, changes } = handling(() => cloud);

  const zone = (name: string, more: Properties = {}): Properties => ({
    project,
    name,
    dnsName: `${name}.example.`,
    ...more,
  });
  const record = (managedZone: string, more: Properties = {}): Properties => ({
    project,
    managedZone,
    name: `www.${managedZone}.example.`,
    type: "A",
    ttl: 300,
    rrdatas: ["203.0.113.7"],
    ...more,
  });

  it("gcp:dns/managedZone:ManagedZone", async () => {
    const inputs = zone("public", { description: "ours", labels: { team: "search" } });
    const state = await live(cloud, {
      token: zoneToken,
      inputs,
      change: {
        ...inputs,
        description: "theirs",
        labels: { team: "code" },
        cloudLoggingConfig: { enableLogging: true },
      },
      id: `projects/${project}/managedZones/public`,
      importId: `${project}/public`,
    });
    assert.equal((state.nameServers as string[]).length, 4);
    assert.deepEqual(state.effectiveLabels, { team: "search", "goog-pulumi-provisioned": "true" });
    assert.deepEqual(changes(zoneToken, state, zone("public", { dnsName: "other.example.", visibility: "private" })), {
      description: false,
      dnsName: true,
      labels: false,
      visibility: true,
    });
  });

  it("gcp:dns/managedZone:ManagedZone of a network", async () => {
    const privateVisibilityConfig = { networks: [{ networkUrl: `projects/${project}/global/networks/default` }] };
    const inputs = zone("inside", { visibility: "private", privateVisibilityConfig });
    await live(cloud, { token: zoneToken, inputs, change: { ...inputs, dnssecConfig: { state: "off" } } });
  });

  it("gcp:dns/recordSet:RecordSet", async () => {
    await make(zoneToken, zone("records"));
    const inputs = record("records");
    const state = await live(cloud, {
      token,
      inputs,
      change: { ...inputs, ttl: 60, rrdatas: ["203.0.113.8", "203.0.113.9"] },
      id: `projects/${project}/managedZones/records/rrsets/www.records.example./A`,
      importId: `${project}/records/www.records.example./A`,
    });
    assert.deepEqual(state.rrdatas, ["203.0.113.7"]);
    assert.deepEqual(changes(token, state, { ...inputs, name: "other.records.example." }), { name: true });
  });

  it("never takes over a record that is there, except those that a zone is made with", async () => {
    await make(zoneToken, zone("taken"));
    await make(token, record("taken"));
    await assert.rejects(make(token, record("taken")), /409 .*named 'www\.taken\.example\. \(A\)' already exists/);
    const servers = { name: "taken.example.", type: "NS", ttl: 60, rrdatas: ["ns1.taken.example."] };
    const made = await make(token, record("taken", servers));
    assert.deepEqual([made.state.ttl, made.state.rrdatas], [60, ["ns1.taken.example."]]);
    await remove(token, made);
    const left = await provider.read(contextOf(cloud), urnOf(token), made.id, made.state, {});
    assert.deepEqual(left?.state.rrdatas, ["ns1.taken.example."]);
  });

  it("deletes a zone with its records only when it is told to", async () => {
    const made = await make(zoneToken, zone("full"));
    const inside = await make(token, record("full"));
    await assert.rejects(remove(zoneToken, made), /contains one or more 'resource records'/);
    await remove(zoneToken, { id: made.id, state: { ...made.state, forceDestroy: true } });
    assert.equal(await provider.read(contextOf(cloud), urnOf(token), inside.id, inside.state, {}), undefined);
    await remove(token, inside);
  });

  it("sees what others changed", async () => {
    await make(zoneToken, zone("drifted"));
    const inputs = record("drifted");
    const made = await make(token, inputs);
    const path = `/dns/v1/projects/${project}/managedZones/drifted/rrsets/www.drifted.example./A`;
    await cloud.send("dns", "PATCH", path, { rrdatas: ["203.0.113.99"] });
    const found = await provider.read(contextOf(cloud), urnOf(token), made.id, made.state, inputs);
    assert.deepEqual(changes(token, found!.state, inputs), { "rrdatas[0]": false });
    const fixed = await provider.update(
      contextOf(cloud),
      urnOf(token),
      made.id,
      found!.state,
      checked(token, inputs),
      false,
    );
    assert.deepEqual(fixed.rrdatas, ["203.0.113.7"]);
  });

  it("names properties that it doesn't know", () => {
    const { failures } = provider.checkInputs(urnOf(token), {}, record("z", { routingPolicy: {} }));
    assert.deepEqual(failures, [
      { property: "routingPolicy", reason: "is not known to the local stand-in for the gcp provider" },
    ]);
  });
});
