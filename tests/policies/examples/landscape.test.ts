import assert from "node:assert/strict";
import { evaluate } from "../../../policies/evaluate.ts";
import { bases } from "../../../policies/examples/bases.ts";
import type { Base, Example } from "../../../policies/examples/example.ts";
import { guidelines } from "../../../policies/index.ts";
import { plannedLandscape } from "../../../policies/landscape/plan/index.ts";
import { resourcesLandscape } from "../../../policies/landscape/resources/index.ts";
import { indexPlan } from "../../../policies/landscape/resources/planned.ts";
import { Settings } from "../../../policies/settings/settings.ts";
import { stackResourcesOf } from "../../support/examples.ts";
import { ownSpecification } from "../../support/organization-stacks.ts";
import { today } from "../../support/specification.ts";

const specification = ownSpecification();
const { organization } = specification;
const planned = indexPlan(plannedLandscape(specification, today));

/** The guidelines that an example breaks. `made`: after it is made, and not before. */
function brokenBy(example: Example, made: boolean): string[] {
  const landscape = resourcesLandscape(stackResourcesOf(example, made), planned);
  const verdicts = evaluate({ guidelines, landscape, settings: new Settings(), organization, today });
  return [...new Set(verdicts.filter(({ status }) => status === "broken").map(({ guideline }) => guideline.id))];
}

/** What a bad example can't help to break besides: its second thing isn't well-made either. */
const besides: Record<string, string[]> = {
  "project-id-once": ["owner-and-contact", "budget-for-each-project"],
  "environment-name-once": ["labels", "owner-and-contact", "budget-for-each-project"],
  "groups-not-people": ["roles-on-folders"],
};

describe("the examples of guidelines", () => {
  for (const base of Object.keys(bases) as Base[]) {
    it(`begin with a base of ${base} that breaks nothing`, () => {
      for (const made of [true, false]) assert.deepEqual(brokenBy({ says: "", base, resources: {} }, made), []);
    });
  }

  for (const { id, good, bad } of guidelines) {
    it(`show what ${id} allows`, () => {
      for (const made of [true, false]) assert.deepEqual(brokenBy(good, made), []);
    });

    it(`show what ${id} refuses, before it is made and after`, () => {
      for (const made of [true, false]) {
        const others = besides[id] ?? [];
        assert.deepEqual(
          brokenBy(bad, made).filter((each) => !others.includes(each)),
          [id],
        );
      }
    });
  }
});
