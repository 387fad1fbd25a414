import assert from "node:assert/strict";
import type { Facts } from "../../bootstrap/facts.ts";
import { isShort, preflight } from "../../bootstrap/preflight/index.ts";
import { roomOf } from "../../bootstrap/preflight/room.ts";
import { goodFacts, refused } from "../support/bootstrap.ts";
import { cases, keys, seed, without, withProject } from "../support/preflight-cases.ts";
import { goodSpecification } from "../support/specification.ts";

const specification = goodSpecification();
const good = goodFacts(specification);
const because = (change: Partial<Facts>) =>
  preflight(specification, { ...good, ...change }).map(({ kind, verdict, found }) => [kind, verdict, found]);

const ids = "ids-unknowable";
/** What is always to be known before anything was made. */
const always = [[ids, "note", "free, or somebody else's: Google tells nobody"]];
describe("the preflight", () => {
  it("finds nothing short where nothing is", () => {
    assert.deepEqual(because({}), always);
    assert.equal(isShort(preflight(specification, good)), false);
  });

  const isAlways = ([kind]: (string | undefined)[]) => kind === ids;
  for (const [what, change, expected, fine] of cases) {
    it(`tells when ${what}, and not otherwise`, () => {
      const findings = because(change);
      assert.deepEqual(
        findings.filter((each) => !isAlways(each)),
        expected,
      );
      assert.equal(
        isShort(preflight(specification, { ...good, ...change })),
        expected.some(([, verdict]) => verdict === "short"),
      );
      assert.deepEqual(
        because(fine).filter((each) => !isAlways(each)),
        [],
      );
    });
  }

  it("tells more than twenty kinds of shortage at once", () => {
    const everything: Facts = {
      ...good,
      ...Object.assign({}, ...cases.map(([, change]) => change)),
      state: good.state,
      credentials: { kind: "user", engineCharges: false, quotaProject: "tst-admin" },
      services: { "iam.googleapis.com": { value: false } },
      organization: { value: { displayName: "other.example", directoryCustomerId: "C0000000", state: "DELETED" } },
      billing: { value: { open: false } },
      organizationPermissions: { value: [] },
      billingPermissions: { value: [] },
      projects: {
        [seed]: { value: { state: "ACTIVE" } },
        [keys]: { value: { state: "DELETE_REQUESTED" } },
      },
      folders: { value: ["folders/7"] },
      told: { projectsLeft: 0, linksLeft: 0 },
      repository: { value: { id: "1", ownerId: "2" } },
      buckets: { [`${seed}-outputs`]: refused(403, "no") },
    };
    const short = preflight(specification, everything).filter(({ verdict }) => verdict === "short");
    assert.equal(short.filter(({ kind }) => kind === "organization-permission").length, 11);
    assert.equal(short.filter(({ kind }) => kind === "billing-permission").length, 9);
    assert.deepEqual([...new Set(short.map(({ kind }) => kind))].toSorted(), [
      "billing-closed",
      "billing-link-quota",
      "billing-permission",
      "bucket-taken",
      "clock-skew",
      "engine-charges-nothing",
      "folder-there",
      "group-missing",
      "organization-not-active",
      "organization-other-customer",
      "organization-other-domain",
      "organization-permission",
      "project-deleted",
      "project-quota",
      "project-there",
      "quota-project-apis",
      "quota-project-not-yours",
      "repository-numbers",
      "role-deleted",
      "role-there",
    ]);
  });

  it("says of every finding what is needed, why, and how to mend it", () => {
    for (const [, change] of cases) {
      for (const finding of preflight(specification, { ...good, ...change })) {
        for (const text of [finding.needed, finding.found, finding.why, finding.mend]) assert.notEqual(text, "");
      }
    }
    const [permission] = preflight(specification, {
      ...good,
      organizationPermissions: without(good.organizationPermissions, "resourcemanager.projects.create"),
    });
    assert.deepEqual(permission, {
      kind: "organization-permission",
      verdict: "short",
      needed: "resourcemanager.projects.create on the organisation 419083752617",
      found: "you don't have it",
      why: "makes the shared projects",
      mend: "gcloud organizations add-iam-policy-binding 419083752617 --member=user:YOU --role=roles/resourcemanager.projectCreator",
    });
  });

  it("counts what is there already as needed no more", () => {
    assert.deepEqual(roomOf(specification, good), [
      { what: "projects", needed: 4, neededLater: 4, left: 20 },
      { what: "billing links", needed: 4, neededLater: 4, left: 20 },
    ]);
    const there = {
      ...good,
      ...withProject(seed, { state: "ACTIVE" }),
      linked: { value: [seed, keys, "tst-live-t5wk"] },
    };
    assert.deepEqual(
      roomOf(specification, there).map(({ needed, neededLater }) => [needed, neededLater]),
      [
        [3, 3],
        [2, 3],
      ],
    );
  });
});
