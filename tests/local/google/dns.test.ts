import assert from "node:assert/strict";
import { TestCloud } from "../../support/cloud.ts";

const project = "names-1";
const zones = `/dns/v1/projects/${project}/managedZones`;

describe("local Google: dns", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["dns", "compute"]);
  });
  after(() => cloud.stop());

  const send = (method: string, path: string, body?: object) =>
    cloud.send("dns", method, zones + path, body as Record<string, unknown> | undefined);
  const zone = (name: string, more: object = {}) =>
    send("POST", "", { name, dnsName: `${name}.example.`, description: "", ...more });
  const address = (name: string, rrdatas = ["203.0.113.7"], ttl = 300) => ({ name, type: "A", ttl, rrdatas });
  const change = (name: string, body: object) => send("POST", `/${name}/changes`, body);

  /** The HTTP status, reason and message of a refusal. */
  async function refusal(method: string, path: string, body?: object): Promise<[number, string, string]> {
    const answer = await send(method, path, body);
    assert.equal(answer.body.error.status, undefined);
    const { message, errors } = answer.body.error;
    return [answer.status, errors[0].reason, message];
  }

  it("makes zones with name servers and the records that every zone has", async () => {
    const { status, body } = await zone("made", { description: "ours", labels: { team: "search" } });
    assert.equal(status, 200);
    const { id, creationTime, nameServers, ...rest } = body;
    assert.match(id, /^\d{19}$/);
    assert.match(creationTime, /^\d{4}-.*\.\d{3}Z$/);
    assert.match(
      nameServers.join(),
      /^ns-cloud-([a-e])1\.googledomains\.com\.,ns-cloud-\1(2).*ns-cloud-\1(4)\.googledomains\.com\.$/,
    );
    assert.deepEqual(rest, {
      kind: "dns#managedZone",
      name: "made",
      dnsName: "made.example.",
      description: "ours",
      labels: { team: "search" },
      cloudLoggingConfig: { kind: "dns#managedZoneCloudLoggingConfig" },
      visibility: "public",
    });
    assert.deepEqual((await send("GET", "/made")).body, body);
    assert.deepEqual((await send("GET", `/${id}`)).body, body);
    const { rrsets } = (await send("GET", "/made/rrsets")).body;
    assert.deepEqual(rrsets, [
      {
        kind: "dns#resourceRecordSet",
        name: "made.example.",
        ttl: 21600,
        signatureRrdatas: [],
        type: "NS",
        rrdatas: nameServers,
      },
      {
        kind: "dns#resourceRecordSet",
        name: "made.example.",
        ttl: 21600,
        signatureRrdatas: [],
        type: "SOA",
        rrdatas: [`${nameServers[0]} cloud-dns-hostmaster.google.com. 1 21600 3600 259200 300`],
      },
    ]);
  });

  it("changes zones, in part or as a whole", async () => {
    await zone("changed", { description: "old", labels: { team: "search" } });
    const { body } = await send("PATCH", "/changed", { description: "new" });
    assert.deepEqual([body.kind, body.status, body.zoneContext.oldValue.description], ["dns#operation", "done", "old"]);
    const patched = (await send("GET", "/changed")).body;
    assert.deepEqual([patched.description, patched.labels], ["new", { team: "search" }]);
    await send("PUT", "/changed", { ...patched, labels: undefined, dnssecConfig: { state: "on" } });
    const put = (await send("GET", "/changed")).body;
    assert.equal(put.labels, undefined);
    assert.deepEqual([put.dnssecConfig.state, put.dnssecConfig.nonExistence], ["on", "nsec3"]);
    assert.deepEqual(await refusal("PATCH", "/changed", { dnsName: "other.example." }), [
      400,
      "invalid",
      "Invalid value for 'entity.managedZone.dnsName': 'other.example.'",
    ]);
  });

  it("makes private zones for networks that there are", async () => {
    const networkUrl = `https://www.googleapis.com/compute/v1/projects/${project}/global/networks/default`;
    const visible = (url: string) => ({
      visibility: "private",
      privateVisibilityConfig: { networks: [{ networkUrl: url }] },
    });
    const { body } = await zone("inside", visible(networkUrl));
    assert.deepEqual(body.nameServers, ["ns-gcp-private.googledomains.com."]);
    assert.equal(body.privateVisibilityConfig.networks[0].networkUrl, networkUrl);
    const none = networkUrl.replace("default", "none");
    const asked = { name: "outside", dnsName: "outside.example.", description: "", ...visible(none) };
    const [status, , message] = await refusal("POST", "", asked);
    assert.equal(status, 400);
    assert.match(message, /privateVisibilityConfig\.networks\[0\]\.networkUrl/);
  });

  it("changes records all or nothing, and takes polls until all servers know", async () => {
    await zone("records");
    const { body } = await change("records", {
      additions: [address("www.records.example."), address("a.records.example.")],
    });
    assert.deepEqual([body.kind, body.id, body.status, body.additions.length], ["dns#change", "1", "pending", 2]);
    assert.equal((await send("GET", "/records/changes/1")).body.status, "pending");
    assert.equal((await send("GET", "/records/changes/1")).body.status, "done");
    const next = address("www.records.example.", ["203.0.113.8", "203.0.113.9"], 60);
    await change("records", { deletions: [address("www.records.example.")], additions: [next] });
    const { rrsets } = (await send("GET", "/records/rrsets?name=www.records.example.&type=A")).body;
    assert.deepEqual(rrsets, [{ kind: "dns#resourceRecordSet", ...next, signatureRrdatas: [] }]);
    const half = { additions: [address("b.records.example."), address("a.records.example.")] };
    assert.deepEqual(await refusal("POST", "/records/changes", half), [
      409,
      "alreadyExists",
      "The resource 'entity.change.additions[a.records.example.][A]' named 'a.records.example. (A)' already exists",
    ]);
    assert.equal((await send("GET", "/records/rrsets?name=b.records.example.")).body.rrsets, undefined);
    const { changes } = (await send("GET", "/records/changes")).body;
    assert.deepEqual(
      changes.map(({ id }: { id: string }) => id),
      ["2", "1"],
    );
  });

  it("takes away only what is there in exactly that form", async () => {
    await zone("exact");
    await change("exact", { additions: [address("www.exact.example.")] });
    const deletions = (record: object) => refusal("POST", "/exact/changes", { deletions: [record] });
    assert.deepEqual(await deletions(address("www.exact.example.", ["203.0.113.7"], 60)), [
      412,
      "conditionNotMet",
      "Precondition not met for 'entity.change.deletions[0]'",
    ]);
    assert.deepEqual(await deletions(address("none.exact.example.")), [
      404,
      "notFound",
      "The 'entity.change.deletions[0]' resource named 'none.exact.example. (A)' does not exist.",
    ]);
    const { rrsets } = (await send("GET", "/exact/rrsets?type=NS")).body;
    const [status, reason] = await deletions(rrsets[0]);
    assert.deepEqual([status, reason], [400, "invalidZoneApex"]);
  });

  it("has methods for single record sets", async () => {
    await zone("single");
    const made = (await send("POST", "/single/rrsets", address("www.single.example."))).body;
    assert.deepEqual((await send("GET", "/single/rrsets/www.single.example./A")).body, made);
    assert.deepEqual(await refusal("POST", "/single/rrsets", address("www.single.example.")), [
      409,
      "alreadyExists",
      "The resource 'entity.rrset' named 'www.single.example. (A)' already exists",
    ]);
    await send("PATCH", "/single/rrsets/www.single.example./A", { ttl: 60 });
    const { ttl, rrdatas } = (await send("GET", "/single/rrsets/www.single.example./A")).body;
    assert.deepEqual([ttl, rrdatas], [60, ["203.0.113.7"]]);
    assert.deepEqual((await send("DELETE", "/single/rrsets/www.single.example./A")).body, {});
    assert.equal((await send("GET", "/single/rrsets/www.single.example./A")).status, 404);
  });

  it("deletes zones only when nobody's records are in them", async () => {
    await zone("full");
    await change("full", { additions: [address("www.full.example.")] });
    assert.deepEqual(await refusal("DELETE", "/full"), [
      400,
      "containerNotEmpty",
      "The resource named 'full' cannot be deleted because it contains one or more 'resource records'.",
    ]);
    await change("full", { deletions: [address("www.full.example.")] });
    assert.equal((await send("DELETE", "/full")).status, 204);
    assert.deepEqual(await refusal("GET", "/full"), [
      404,
      "notFound",
      "The 'parameters.managedZone' resource named 'full' does not exist.",
    ]);
    await zone("full");
    assert.equal((await send("GET", "/full/changes")).body.changes, undefined);
  });

  it("refuses what Google refuses", async () => {
    await zone("strict");
    assert.deepEqual(await refusal("POST", "", { name: "strict", dnsName: "strict.example.", description: "" }), [
      409,
      "alreadyExists",
      "The resource 'entity.managedZone' named 'strict' already exists",
    ]);
    assert.equal((await refusal("POST", "", { name: "n", description: "" }))[1], "required");
    assert.equal(
      (await refusal("POST", "", { name: "n", dnsName: "no.dot", description: "" }))[2],
      "Invalid value for 'entity.managedZone.dnsName': 'no.dot'",
    );
    const added = async (record: object) => (await refusal("POST", "/strict/changes", { additions: [record] }))[2];
    const at = "entity.change.additions[0]";
    assert.equal(await added(address("www.other.example.")), `Invalid value for '${at}.name': 'www.other.example.'`);
    assert.equal(
      await added(address("www.strict.example.", ["300.1.1.1"])),
      `Invalid value for '${at}.rrdata[0]': '300.1.1.1'`,
    );
    assert.equal(
      await added({ ...address("www.strict.example."), type: "ODD" }),
      `Invalid value for '${at}.type': 'ODD'`,
    );
    await change("strict", { additions: [address("www.strict.example.")] });
    const alias = { name: "www.strict.example.", type: "CNAME", ttl: 60, rrdatas: ["strict.example."] };
    assert.equal(
      (await refusal("POST", "/strict/changes", { additions: [alias] }))[1],
      "cnameResourceRecordSetConflict",
    );
  });
});
