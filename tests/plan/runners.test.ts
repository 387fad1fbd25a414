import assert from "node:assert/strict";
import { ciPlan } from "../../plan/ci.ts";
import { identityPlans } from "../../plan/identities.ts";
import { runnerSoftware, runnersPlan, templateName } from "../../plan/runners.ts";
import { evaluate, isRefused } from "../../policies/evaluate.ts";
import { guidelines } from "../../policies/index.ts";
import { plannedLandscape } from "../../policies/landscape/plan/index.ts";
import { Settings } from "../../policies/settings/settings.ts";
import { parseSpecification } from "../../spec/load.ts";
import { runnerFiles, runnerSpecification } from "../support/runners.ts";
import { goodSpecification, today } from "../support/specification.ts";

const member = "serviceAccount:runner@tst-ci-r8fd.iam.gserviceaccount.com";

describe("the plan of a pool of runners", () => {
  it("is what was asked for, in a network that nothing comes into", () => {
    assert.deepEqual(runnersPlan(runnerSpecification().organization), {
      region: "us-central1",
      machineType: "e2-standard-8",
      image: "projects/ubuntu-os-cloud/global/images/family/ubuntu-2404-lts-amd64",
      diskGigabytes: 100,
      spot: true,
      scaling: { minimum: 1, maximum: 4, cpuTarget: 0.6 },
      network: {
        name: "runners",
        region: "us-central1",
        subnetwork: { name: "runners-us-central1", range: "10.0.0.0/20", secondaryRanges: {} },
        router: { name: "runners-us-central1", asn: 64514 },
        nat: { name: "runners-us-central1" },
        firewalls: {},
      },
      member,
      roles: [
        { role: "roles/logging.logWriter", why: "writes what its machines log" },
        { role: "roles/monitoring.metricWriter", why: "tells how busy its machines are" },
      ],
      instructions: {
        "runner-repository": "example/infrastructure",
        "runner-token-secret": "projects/tst-ci-r8fd/secrets/runner-token",
        "runner-version": runnerSoftware.version,
        "runner-sha256": runnerSoftware.sha256,
      },
    });
    assert.match(runnerSoftware.sha256, /^[0-9a-f]{64}$/);
  });

  it("has a secret that goes with it, and is told of among the identities", () => {
    const specification = runnerSpecification();
    assert.deepEqual(ciPlan(specification.organization).secrets, {
      "runner-token": { readers: { runner: member }, passing: true },
    });
    const found = identityPlans(specification).find((each) => each.member === member);
    assert.deepEqual(
      found?.grants.map(({ role, on }) => [role, on]),
      [
        ["roles/logging.logWriter", "project tst-ci-r8fd"],
        ["roles/monitoring.metricWriter", "project tst-ci-r8fd"],
        ["roles/secretmanager.secretAccessor", "secret runner-token"],
      ],
    );
  });

  it("is held against the guidelines with its network", () => {
    const networksOf = (specification: Parameters<typeof plannedLandscape>[0]) =>
      plannedLandscape(specification, today)
        .projects.find(({ id }) => id === "tst-ci-r8fd")!
        .networks.map(({ name, automatic }) => [name, automatic]);
    assert.deepEqual(networksOf(runnerSpecification()), [["runners", false]]);
    assert.deepEqual(networksOf(goodSpecification()), []);
    const refused = (specification: Parameters<typeof plannedLandscape>[0]) => {
      const { organization } = specification;
      const landscape = plannedLandscape(specification, today);
      return evaluate({ guidelines, landscape, settings: new Settings(), organization, today }).filter(isRefused);
    };
    assert.deepEqual(refused(runnerSpecification()), []);
  });

  it("is nothing where nobody asked for it", () => {
    const { organization } = goodSpecification();
    assert.equal(runnersPlan(organization), undefined);
    assert.equal("runners" in ciPlan(organization), false);
    const empty = parseSpecification(
      new Map(runnerFiles()).set(
        "organization.yaml",
        runnerFiles()
          .get("organization.yaml")!
          .replace(/^ci:\n.*\n/m, "ci: {}\n"),
      ),
      today,
    );
    assert.deepEqual(ciPlan(empty.organization), ciPlan(organization));
  });

  it("names a template by its content", () => {
    assert.match(templateName({ a: 1 }), /^runner-[0-9a-f]{12}$/);
    assert.equal(templateName({ a: 1 }), templateName({ a: 1 }));
    assert.notEqual(templateName({ a: 1 }), templateName({ a: 2 }));
  });
});
