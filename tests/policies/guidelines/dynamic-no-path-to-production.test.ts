import assert from "node:assert/strict";
import { dynamicNoPathToProduction } from "../../../policies/guidelines/dynamic-no-path-to-production.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { GrantFacts, NetworkFacts, ProjectFacts } from "../../../policies/landscape/types.ts";
import { context, goodLabels, landscape, projectFacts } from "../../support/landscape.ts";

const live = "tst-live-t5wk";
const demo = "tst-demo-a1b2";
const machineOf = (project: string) => `serviceAccount:machine@${project}.iam.gserviceaccount.com`;
const deployer = "serviceAccount:deployer-production@tst-seed-k7m2.iam.gserviceaccount.com";
const allowed = "nothing that leads from a dynamic environment to production, or back";

const projects = (demoFacts: Partial<ProjectFacts> = {}) => [
  projectFacts({ id: live, number: "111", labels: { ...goodLabels, environment: "production" } }),
  projectFacts({ id: demo, number: "222", labels: { ...goodLabels, environment: "dynamic" }, ...demoFacts }),
  projectFacts({ id: "tst-other-o0o0" }),
];
const check = (on: GrantFacts["on"], member: GrantFacts["member"], demoFacts: Partial<ProjectFacts> = {}) => {
  const project = on.kind === "project" ? { project: on.id } : {};
  const grants: GrantFacts[] = [{ place: { name: "grant" }, on, ...project, role: "roles/viewer", member }];
  return dynamicNoPathToProduction.check(landscape({ projects: projects(demoFacts), grants }), context({}));
};
const on = (id: string): GrantFacts["on"] => ({ kind: "project", id });
const found = (who: string, from: string, to: string) =>
  `roles/viewer for ${who}, which is of ${from}, on what is of ${to}`;

describe("dynamic-no-path-to-production", () => {
  it("has nothing against grants within an environment, or from neither of the two", () => {
    assert.deepEqual(check(on(demo), machineOf(demo)), []);
    assert.deepEqual(check(on(live), machineOf(live)), []);
    assert.deepEqual(check(on(live), deployer), []);
    assert.deepEqual(check(on(live), machineOf("tst-other-o0o0")), []);
    assert.deepEqual(check(on(live), "group:search@example.com"), []);
  });

  it("refuses identities of dynamic projects in production", () => {
    const who = machineOf(demo);
    assert.deepEqual(check(on(live), who), [
      { place: { name: "grant" }, project: live, found: found(who, "dynamic", "production"), allowed },
    ]);
    const [around] = check({ kind: "folder", id: "production" }, who);
    assert.equal(around?.found, found(who, "dynamic", "production"));
    assert.equal(check({ kind: "organization", id: "1" }, who).length, 1);
  });

  it("knows a default account by the project's number", () => {
    assert.equal(check(on(live), "serviceAccount:222-compute@developer.gserviceaccount.com").length, 1);
  });

  it("refuses identities of production in dynamic projects and on their folder", () => {
    for (const who of [deployer, machineOf(live)]) {
      for (const place of [on(demo), { kind: "folder", id: "nightly" }] as const) {
        assert.deepEqual(
          check(place, who).map((each) => each.found),
          [found(who, "production", "dynamic")],
        );
      }
    }
  });

  it("refuses networks that are connected, by the name of either side", () => {
    const networks = [{ place: { name: "network" }, name: "main", automatic: false, peers: ["111"] }];
    assert.deepEqual(check(on(demo), machineOf(demo), { networks }), [
      {
        place: { name: "network" },
        project: demo,
        found: "a network of dynamic that is connected with one of 111, which is of production",
        allowed,
      },
    ]);
  });

  it("has nothing against networks that are connected with another", () => {
    const networks = [{ place: { name: "network" }, name: "main", automatic: false, peers: ["tst-other-o0o0"] }];
    assert.deepEqual(check(on(demo), machineOf(demo), { networks }), []);
  });

  it("can't say anything while a member, or what is connected, isn't known", () => {
    const networks: NetworkFacts[] = [{ place: { name: "network" }, name: "main", automatic: false, peers: unknown }];
    for (const findings of [check(on(live), unknown), check(on(demo), machineOf(demo), { networks })]) {
      assert.deepEqual(
        findings.map(({ undecided }) => undecided),
        [true],
      );
    }
  });

  it("doesn't wonder about what is of neither environment", () => {
    assert.deepEqual(check(on("tst-other-o0o0"), unknown), []);
  });
});
