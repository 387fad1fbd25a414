import assert from "node:assert/strict";
import { domainsPlan } from "../../plan/domains.ts";
import { environmentPlan } from "../../plan/environment.ts";
import { exposurePlan } from "../../plan/exposure.ts";
import { goodSpecification, publicSpecification, today } from "../support/specification.ts";

const specification = publicSpecification();
const { organization, environments } = specification;
const demo = environments.get("demo")!;

describe("the plan of an environment's exposure", () => {
  it("is from inside only, unless the kind says otherwise", () => {
    const { exposure, network } = environmentPlan(specification, environments.get("live")!, today);
    assert.deepEqual(exposure, { kind: "internal" });
    assert.ok(!JSON.stringify(network).includes("0.0.0.0/0"));
  });

  it("has a name in the tier's domain and an address in the region for a machine, which gets its own certificate", () => {
    assert.deepEqual(exposurePlan(organization, demo), {
      kind: "public",
      host: "demo.dev.example.net",
      url: "https://demo.dev.example.net",
      zone: { project: "tst-dns-v8pm", name: "nonproduction" },
      address: { name: "sourcegraph-public", scope: "regional" },
    });
  });

  it("has an address everywhere and a certificate for a cluster's load balancer", () => {
    const kubernetes = { ...demo, deployment: { ...demo.deployment, type: "kubernetes" as const } };
    const plan = exposurePlan(organization, kubernetes);
    assert.ok(plan.kind === "public");
    assert.deepEqual(plan.address, { name: "sourcegraph-public", scope: "global" });
    assert.match(plan.certificate!, /^sg-demo-dev-example-net-[0-9a-f]{8}$/);
  });

  it("has a certificate's name that Google takes, however long the domain is, and another for another domain", () => {
    const kubernetes = { name: "a".repeat(20), kind: "dynamic", deployment: { type: "kubernetes" as const } };
    const names = ["a", "b"].map((letter) => {
      const dns = { nonproduction: `${"x".repeat(37)}${letter}.com` };
      const plan = exposurePlan({ ...organization, dns }, kubernetes);
      return plan.kind === "public" ? plan.certificate! : "";
    });
    for (const name of names) assert.match(name, /^(?=.{1,63}$)[a-z]([-a-z0-9]*[a-z0-9])?$/);
    assert.notEqual(names[0], names[1]);
  });

  it("lets the internet in to the machine that is exposed, and to its web pages alone", () => {
    const { machine, network } = environmentPlan(specification, demo, today);
    assert.deepEqual(machine!.tags, ["web"]);
    assert.deepEqual(machine!.web, { host: "demo.dev.example.net", upstream: "127.0.0.1:7080" });
    const open = Object.entries(network.firewalls).filter(([, rule]) => rule.sourceRanges.includes("0.0.0.0/0"));
    assert.deepEqual(
      open.map(([name, { allow, targetTags }]) => [name, allow, targetTags]),
      [["allow-web", [{ protocol: "tcp", ports: ["80", "443"] }], ["web"]]],
    );
  });
});

describe("the plan of domains", () => {
  it("is nothing where there are none", () => {
    assert.equal(domainsPlan(goodSpecification().organization), undefined);
  });

  it("has a zone for each tier, which its deployer alone writes in, and hands one inside another on", () => {
    const { project, zones } = domainsPlan(organization)!;
    assert.equal(project.id, "tst-dns-v8pm");
    assert.deepEqual(zones, [
      {
        tier: "production",
        name: "production",
        domain: "example.net",
        editor: "serviceAccount:deployer-production@tst-seed-k7m2.iam.gserviceaccount.com",
      },
      {
        tier: "nonproduction",
        name: "nonproduction",
        domain: "dev.example.net",
        editor: "serviceAccount:deployer-nonproduction@tst-seed-k7m2.iam.gserviceaccount.com",
        delegatedBy: "production",
      },
    ]);
  });

  it("lets editors change names, and not zones", () => {
    const { permissions } = domainsPlan(organization)!.editorRole;
    const onZones = permissions.filter((permission) => permission.startsWith("dns.managedZones."));
    assert.deepEqual(onZones, ["dns.managedZones.get"]);
  });
});
