import assert from "node:assert/strict";
import { reversed } from "../../engine/schedule.ts";
import { environmentPlan } from "../../plan/environment.ts";
import { spendingPlan } from "../../plan/spending.ts";
import { asTheyStand, stackPlans } from "../../plan/stacks.ts";
import { unitsOf } from "../../reconcile/changes.ts";
import { freshState } from "../../spending/limits/state.ts";
import { leasedFiles, leaseText, previewFiles, previewSpecification, slotFile } from "../support/previews.ts";
import { problemsOf, replace, today } from "../support/specification.ts";

const planOf = (files: Map<string, string>, day = today) => {
  const specification = previewSpecification(files);
  return environmentPlan(specification, specification.environments.get("preview-1")!, day);
};
const stacksOf = (files: Map<string, string>) =>
  stackPlans(previewSpecification(files))
    .filter(({ environment }) => environment === "preview-1")
    .map(({ name, dependsOn }) => [name, ...dependsOn]);

const program = { spending: "s", others: "o" };

describe("the plan of a slot", () => {
  it("has the warm parts only while it is vacant, and takes down what ran before what it ran on", () => {
    const plan = planOf(previewFiles());
    assert.deepEqual([plan.machine, plan.cluster, plan.vacant], [undefined, undefined, true]);
    assert.equal(plan.project.budget.amount, 400);
    assert.ok(plan.project.apis.includes("compute.googleapis.com"));
    assert.deepEqual(stacksOf(previewFiles()), [
      ["app-preview-1", "bootstrap", "organization"],
      ["env-preview-1", "bootstrap", "organization", "app-preview-1"],
    ]);
  });

  it("changes nothing of production, whoever has it: nobody has to agree to a lease", () => {
    const units = (files: Map<string, string>) => {
      const inputs = { specification: previewSpecification(files), limits: new Map(), program, now: Date.parse(today) };
      return unitsOf(inputs, "production").map(({ name, fingerprint }) => [name, fingerprint]);
    };
    assert.ok(units(previewFiles()).length > 3);
    assert.deepEqual(units(leasedFiles()), units(previewFiles()));
  });

  it("has its costs read by who gives it away, where they are exported", () => {
    const readers = (files: Map<string, string>) => spendingPlan(previewSpecification(files)).exportReaders;
    assert.deepEqual(readers(previewFiles()), {});
    const exported = replace(
      previewFiles(),
      "organization.yaml",
      "projects:\n",
      "limits: { billingExport: true }\nprojects:\n",
    );
    assert.deepEqual(readers(exported), {
      "": "serviceAccount:spending-controller@tst-spending-h3vq.iam.gserviceaccount.com",
      "-of-slots": "serviceAccount:deployer-nonproduction@tst-seed-k7m2.iam.gserviceaccount.com",
    });
  });

  it("is destroyed as it stands, whether somebody has it or not: what runs in it first", () => {
    for (const files of [previewFiles(), leasedFiles()]) {
      const own = stackPlans(previewSpecification(files)).filter(({ environment }) => environment === "preview-1");
      const order = reversed(asTheyStand(own)).map(({ name, dependsOn }) => [name, ...dependsOn]);
      assert.deepEqual(order.toSorted(), [["app-preview-1"], ["env-preview-1", "app-preview-1"]]);
    }
  });

  it("has all with a lease, whose budget counts what was spent before only in the month of its beginning", () => {
    const plan = planOf(leasedFiles());
    assert.ok(plan.machine);
    assert.equal(plan.vacant, undefined);
    assert.equal(plan.project.budget.amount, 190);
    assert.equal(planOf(leasedFiles(), "2026-12-01").project.budget.amount, 150);
    assert.deepEqual(stacksOf(leasedFiles()), [
      ["env-preview-1", "bootstrap", "organization"],
      ["app-preview-1", "env-preview-1"],
    ]);
  });
});

describe("the reconciler", () => {
  it("takes down what ran in a slot that a limit froze, and brings nothing up in it", () => {
    const state = { ...freshState("preview-1", "tst-preview-1-p4p4", today.slice(0, 7), `${today}T00:00:00Z`) };
    const frozen = (files: Map<string, string>) =>
      unitsOf(
        {
          specification: previewSpecification(files),
          limits: new Map([["preview-1", { ...state, step: "freeze" as const }]]),
          program,
          now: Date.parse(today),
        },
        "nonproduction",
      ).find(({ environment }) => environment === "preview-1")?.limit?.frozen;
    assert.equal(frozen(leasedFiles()), true);
    assert.equal(frozen(previewFiles()), false);
  });

  it("brings up what runs in a vacant slot before what it ran on, and in a leased one after it", () => {
    const stacksIn = (files: Map<string, string>) =>
      unitsOf(
        { specification: previewSpecification(files), limits: new Map(), program, now: Date.parse(today) },
        "nonproduction",
      ).find(({ environment }) => environment === "preview-1")?.stacks;
    assert.deepEqual(stacksIn(previewFiles()), ["app-preview-1", "env-preview-1"]);
    assert.deepEqual(stacksIn(leasedFiles()), ["env-preview-1", "app-preview-1"]);
  });
});

describe("mistakes in previews and leases", () => {
  const first = slotFile("preview-1");
  const mistakes: [what: string, files: Map<string, string>, found: string, allowed: string][] = [
    [
      "a lease without a commit",
      new Map(previewFiles()).set(first, previewFiles().get(first)! + leaseText),
      "no commit",
      "the commit that the lease is for",
    ],
    [
      "a dirty slot with a lease",
      new Map(leasedFiles()).set(first, `${leasedFiles().get(first)}dirty: true\n`),
      "true",
      "no lease before the slot was found clean",
    ],
    [
      "more than there are slots",
      replace(previewFiles(), "organization.yaml", "total: 2", "total: 3"),
      "3",
      "at most the number of slots, 2",
    ],
    [
      "a lease elsewhere",
      new Map(previewFiles()).set("environments/demo.yaml", previewFiles().get("environments/demo.yaml")! + leaseText),
      "a lease of the kind dynamic",
      "that of the kind of preview environments only",
    ],
    [
      "a moment that isn't",
      replace(leasedFiles(), first, "until: 2026-11-22T10:00:00Z", "until: 2026-11-31T10:00:00Z"),
      '"2026-11-31T10:00:00Z"',
      "a moment that is in the calendar, such as 2026-12-31T10:00:00Z",
    ],
    [
      "a kind that acts",
      replace(
        previewFiles(),
        "organization.yaml",
        "ladder: [notify, freeze]\n    apis: []\n    access: [roles/logging.viewer]\n  production",
        "ladder: [notify, freeze, scaleDown]\n    apis: []\n    access: [roles/logging.viewer]\n  production",
      ),
      "notify, freeze, scaleDown",
      "notify and freeze, since slots have no last day",
    ],
  ];
  for (const [what, files, found, allowed] of mistakes) {
    it(`tells ${what}`, () => {
      const problems = problemsOf(files).map((each) => `${each.found} / ${each.allowed}`);
      assert.ok(problems.includes(`${found} / ${allowed}`), problems.join("\n"));
    });
  }

  it("finds none in a pool, vacant or leased", () => {
    assert.deepEqual(problemsOf(previewFiles()), []);
    assert.deepEqual(problemsOf(leasedFiles()), []);
  });
});
