import assert from "node:assert/strict";
import { Domains } from "../../components/domains.ts";
import { Exposure } from "../../components/exposure.ts";
import { domainsPlan } from "../../plan/domains.ts";
import { exposurePlan } from "../../plan/exposure.ts";
import { brief, registered } from "../support/mocks.ts";
import { publicSpecification } from "../support/specification.ts";

const { organization } = publicSpecification();

describe("the component Exposure", () => {
  const make = (type: "kubernetes" | "compose") =>
    registered(() => {
      const plan = exposurePlan(organization, { name: "demo", kind: "dynamic", deployment: { type } });
      assert.ok(plan.kind === "public");
      new Exposure("e", { plan, project: "p", region: "us-central1", labels: { owner: "search" } });
    });

  it("is an address everywhere, its name and a certificate for a cluster", async () => {
    const resources = await make("kubernetes");
    assert.deepEqual(resources.map(brief), [
      "GlobalAddress e-address",
      "ManagedSslCertificate e-certificate",
      "RecordSet e-name",
    ]);
    const [address, certificate, record] = resources.map(({ inputs }) => inputs);
    assert.deepEqual(address, {
      project: "p",
      name: "sourcegraph-public",
      addressType: "EXTERNAL",
      labels: { owner: "search" },
    });
    assert.deepEqual(certificate!.managed, { domains: ["demo.dev.example.net"] });
    assert.deepEqual(record, {
      project: "tst-dns-v8pm",
      managedZone: "nonproduction",
      name: "demo.dev.example.net.",
      type: "A",
      ttl: 300,
      rrdatas: ["203.0.113.8"],
    });
  });

  it("is an address in the region and its name for a machine", async () => {
    const resources = await make("compose");
    assert.deepEqual(resources.map(brief), ["Address e-address", "RecordSet e-name"]);
    assert.deepEqual(resources[0]!.inputs, {
      project: "p",
      name: "sourcegraph-public",
      region: "us-central1",
      addressType: "EXTERNAL",
      labels: { owner: "search" },
    });
    assert.deepEqual(resources[1]!.inputs.rrdatas, ["203.0.113.7"]);
  });
});

describe("the component Domains", () => {
  const make = () =>
    registered(() => {
      new Domains("d", { plan: domainsPlan(organization)!, project: { dns: "p", iam: "p" } });
    });

  it("is a zone for each tier, in which its deployer has a role of its own", async () => {
    const resources = await make();
    assert.deepEqual(resources.map(brief), [
      "DnsManagedZoneIamMember d-nonproduction-editor",
      "DnsManagedZoneIamMember d-production-editor",
      "ManagedZone d-nonproduction",
      "ManagedZone d-production",
      "RecordSet d-dev.example.net-servers",
      "IAMCustomRole d-editor",
    ]);
    assert.deepEqual(resources[1]!.inputs, {
      project: "p",
      managedZone: "production",
      role: "projects/p/roles/environmentNames",
      member: "serviceAccount:deployer-production@tst-seed-k7m2.iam.gserviceaccount.com",
    });
    assert.deepEqual(resources[3]!.inputs, {
      project: "p",
      name: "production",
      dnsName: "example.net.",
      description: "The names of production environments.",
      dnssecConfig: { state: "on" },
    });
  });

  it("points from the domain above to the servers of the one inside", async () => {
    const { inputs } = (await make()).find(({ name }) => name === "d-dev.example.net-servers")!;
    assert.deepEqual(inputs, {
      project: "p",
      managedZone: "production",
      name: "dev.example.net.",
      type: "NS",
      ttl: 21_600,
      rrdatas: ["ns-1.nonproduction.", "ns-2.nonproduction."],
    });
  });
});
