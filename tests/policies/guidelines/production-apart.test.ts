import assert from "node:assert/strict";
import { productionApart } from "../../../policies/guidelines/production-apart.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { GrantFacts, Holding, NetworkFacts } from "../../../policies/landscape/types.ts";
import { findings, undecided, workload } from "../../support/guideline.ts";
import { goodLabels, holding, projectFacts } from "../../support/landscape.ts";

const project = (id: string, number: string, environment: string, holdings: Holding[] = [], peers?: string[]) => {
  const network: NetworkFacts = { place: { name: "network" }, name: "main", automatic: false, peers: peers ?? [] };
  return projectFacts({ id, number, labels: { ...goodLabels, environment }, holdings, networks: [network] });
};

const projects = [
  project("tst-live-t5wk", "1", "production"),
  project("tst-demo-a1b2", "2", "non-production"),
  project("tst-seed-k7m2", "3", "common"),
  project("tst-ci-r8fd", "4", "ci"),
  project("tst-keys-w4xr", "6", "common"),
];

const account = (home: string) => `serviceAccount:agent@${home}.iam.gserviceaccount.com`;
const on = (id: string): Partial<GrantFacts> => ({ on: { kind: "project", id }, project: id });
const grant = (member: GrantFacts["member"], facts: Partial<GrantFacts>): GrantFacts => ({
  place: { name: "grant" },
  on: { kind: "organization", id: "1" },
  role: "roles/logging.viewer",
  member,
  ...facts,
});
const granted = (...grants: GrantFacts[]) => findings(productionApart, { projects, grants });
const folder = (id: string): Partial<GrantFacts> => ({ on: { kind: "folder", id } });
const only = "roles on its own side of production alone";

describe("production-apart: identities", () => {
  it("has nothing against roles on one's own side, on what all share, and of people", () => {
    assert.deepEqual(granted(grant(account("tst-live-t5wk"), on("tst-live-t5wk"))), []);
    assert.deepEqual(granted(grant(account("tst-live-t5wk"), on("tst-ci-r8fd"))), []);
    assert.deepEqual(granted(grant(account("tst-seed-k7m2"), folder("production"))), []);
    assert.deepEqual(granted(grant("group:search@example.com", folder("production"))), []);
    assert.deepEqual(granted(grant(account("tst-seed-k7m2"), {})), []);
  });

  for (const [from, to, side] of [
    ["tst-live-t5wk", "tst-demo-a1b2", "another environment"],
    ["tst-demo-a1b2", "tst-live-t5wk", "production"],
  ] as const) {
    it(`refuses an identity of ${from} on ${to}`, () => {
      const origin = side === "production" ? "another environment" : "production";
      assert.deepEqual(granted(grant(account(from), on(to))), [
        {
          place: { name: "grant" },
          project: to,
          found: `roles/logging.viewer on ${side} for ${account(from)}, which is of ${origin}`,
          allowed: only,
        },
      ]);
    });
  }

  it("knows identities by the number of their project, and roles on folders and the organisation", () => {
    const compute = "serviceAccount:2-compute@developer.gserviceaccount.com";
    assert.equal(granted(grant(compute, folder("production"))).length, 1);
    assert.equal(granted(grant("serviceAccount:service-2@gs-project-accounts.iam.gserviceaccount.com", {})).length, 1);
  });

  it("refuses one deployer for both sides", () => {
    const deployer = account("tst-seed-k7m2");
    assert.deepEqual(granted(grant(deployer, folder("production")), grant(deployer, folder("testing"))), [
      {
        place: { name: "grant" },
        found: `roles/logging.viewer on another environment for ${deployer}, which has roles on production too`,
        allowed: only,
      },
    ]);
  });

  it("can't say anything of identities and projects that aren't known", () => {
    assert.ok(undecided(granted(grant(unknown, on("tst-live-t5wk")))));
    assert.ok(undecided(granted(grant(account("elsewhere-1"), on("tst-live-t5wk")))));
    assert.ok(undecided(granted(grant(account("tst-demo-a1b2"), on("elsewhere-1")))));
  });
});

describe("production-apart: what production is deployed with", () => {
  const seed = "tst-seed-k7m2";
  const thing = (name: GrantFacts["thing"], id = seed): Partial<GrantFacts> => ({
    on: { kind: "resource", id: "grant" },
    project: id,
    thing: name!,
  });
  const found = (member: string, facts: Partial<GrantFacts>, role = "roles/iam.serviceAccountTokenCreator") =>
    granted(grant(member, { role, ...facts }));
  const pool = "principalSet://iam.googleapis.com/projects/3/locations/global/workloadIdentityPools/github";
  const deployer = `serviceAccount:deployer-nonproduction@${seed}.iam.gserviceaccount.com`;

  for (const [what, facts] of [
    ["its deployer", thing("deployer-production")],
    ["its state", thing(`${seed}-state-production`)],
    ["its state's key", thing("state-production", "tst-keys-w4xr")],
    ["the project of the state", on(seed)],
    ["the folder common", folder("common")],
  ] as const) {
    it(`refuses others on ${what}, and lets production and what all share have it`, () => {
      for (const member of [
        account("tst-demo-a1b2"),
        account("tst-ci-r8fd"),
        deployer,
        `${pool}/attribute.trust/preview`,
      ]) {
        const [finding, ...others] = found(member, facts);
        assert.deepEqual(others, [], member);
        assert.match(
          finding?.found ?? "nothing",
          /^roles\/iam\.serviceAccountTokenCreator on .* which isn't of production$/,
        );
      }
      for (const member of [account("tst-live-t5wk"), account(seed), `${pool}/attribute.trust/production`]) {
        assert.deepEqual(found(member, facts), [], member);
      }
      assert.deepEqual(found("group:platform@example.com", facts), []);
    });
  }

  it("has nothing against what others are deployed with, nor against what all read", () => {
    for (const name of ["deployer-nonproduction", `${seed}-state-nonproduction`, `${seed}-outputs`, "previewer"]) {
      assert.deepEqual(found(deployer, thing(name)), [], name);
      assert.deepEqual(found(account("tst-demo-a1b2"), thing(name)), [], name);
    }
    assert.deepEqual(found(account("tst-demo-a1b2"), on("tst-ci-r8fd")), []);
  });

  it("can't say anything of what has no name yet", () => {
    assert.ok(undecided(found(account("tst-demo-a1b2"), thing(unknown))));
    assert.ok(undecided(found(account("elsewhere-1"), thing("deployer-production"))));
  });
});

describe("production-apart: things, keys and networks", () => {
  const inside = (environment: string, thing: Partial<Holding>, peers?: string[]) =>
    findings(productionApart, {
      projects: [...projects, project("tst-more-e5f6", "5", environment, [holding("bucket", thing)], peers)],
    });
  const found = (...args: Parameters<typeof inside>) => inside(...args).map((finding) => finding.found);

  it("has nothing against one's own", () => {
    const well = { labels: { environment: "production" }, keyProject: "tst-seed-k7m2" };
    assert.deepEqual(inside("production", well, ["tst-live-t5wk"]), []);
    assert.deepEqual(inside("dynamic", { keyProject: "tst-demo-a1b2" }, ["tst-demo-a1b2"]), []);
  });

  it("refuses what is of the other side", () => {
    assert.deepEqual(found("production", { labels: { environment: "dynamic" } }), [
      "a bucket of dynamic in a project of production",
    ]);
    assert.deepEqual(found("common", { labels: { environment: "production" } }), [
      "a bucket of production in a project of common",
    ]);
    assert.deepEqual(found("dynamic", { keyProject: "tst-live-t5wk" }), [
      "a bucket with a key in tst-live-t5wk, which is of production",
    ]);
    assert.deepEqual(found("dynamic", {}, ["1"]), ["a network connected with one in 1, which is of production"]);
  });

  it("can't say anything of what isn't known yet", () => {
    assert.ok(undecided(inside("production", { labels: unknown })));
    assert.ok(undecided(inside("production", { keyProject: unknown })));
    assert.ok(undecided(inside("production", {}, ["elsewhere-1"])));
  });

  it("keeps workloads apart for the same reason", () => {
    assert.equal(productionApart.apart!(workload(), workload({ environment: "dynamic" })), undefined);
    assert.equal(
      productionApart.apart!(workload(), workload({ environment: "production" })),
      "production shares nothing with non-production",
    );
  });
});
