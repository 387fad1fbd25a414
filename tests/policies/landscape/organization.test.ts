import assert from "node:assert/strict";
import { stackPlans } from "../../../plan/stacks.ts";
import { describeVerdict, evaluate } from "../../../policies/evaluate.ts";
import { guidelines } from "../../../policies/index.ts";
import { plannedLandscape } from "../../../policies/landscape/plan/index.ts";
import { landscapeOfOne, resourcesLandscape } from "../../../policies/landscape/resources/index.ts";
import { indexPlan } from "../../../policies/landscape/resources/planned.ts";
import type { Landscape } from "../../../policies/landscape/types.ts";
import { Settings } from "../../../policies/settings/settings.ts";
import { ownSpecification, resourcesOf } from "../../support/organization-stacks.ts";
import { today } from "../../support/specification.ts";

const specification = ownSpecification();
const plan = plannedLandscape(specification, today);
const planned = indexPlan(plan);

/** What is broken in a landscape, in words. */
const broken = (landscape: Landscape, stack: string) =>
  evaluate({
    guidelines,
    landscape,
    settings: new Settings(),
    organization: specification.organization,
    stack,
    today,
  })
    .filter(({ status }) => status !== "undecided")
    .map(describeVerdict);

describe("the landscape of the organisation's own stacks", () => {
  for (const stack of stackPlans(specification)) {
    for (const [knowAll, when] of [
      [true, "once all is known"],
      [false, "in the first preview"],
    ] as const) {
      it(`has nothing that breaks a guideline in ${stack.name}, ${when}`, async () => {
        const resources = await resourcesOf(specification, stack, knowAll);
        assert.ok(resources.length > 2, "the stack has resources");
        assert.deepEqual(broken(resourcesLandscape(resources, planned), stack.name), []);
        const alone = resources.flatMap((resource) => broken(landscapeOfOne(resource, planned), stack.name));
        assert.deepEqual(alone, []);
      });
    }
  }

  it("is what was planned, as far as one stack shows it", async () => {
    const stack = stackPlans(specification).find(({ name }) => name === "env-cloud")!;
    for (const knowAll of [true, false]) {
      const { projects } = resourcesLandscape(await resourcesOf(specification, stack, knowAll), planned);
      const [made, ...others] = projects.filter(({ declared }) => declared);
      const expected = plan.projects.find(({ id }) => id === made?.id)!;
      assert.deepEqual(others, []);
      assert.deepEqual(made?.parent, expected.parent);
      assert.deepEqual(made?.labels, expected.labels);
      assert.deepEqual(new Set(made?.apis), new Set(expected.apis));
      assert.deepEqual(made?.contacts, expected.contacts);
      assert.deepEqual(made?.deletion, expected.deletion);
      assert.equal(made?.defaultAccount, expected.defaultAccount);
      assert.deepEqual(
        made?.budgets.map(({ projects: counted, amount, bases, recipients }) => [counted, amount, bases, recipients]),
        expected.budgets.map(({ projects: counted, amount, bases, recipients }) => [
          counted,
          amount,
          bases,
          recipients,
        ]),
      );
    }
  });
});
