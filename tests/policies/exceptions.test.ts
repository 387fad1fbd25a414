import assert from "node:assert/strict";
import { describeVerdict, evaluate, isRefused, type Verdict } from "../../policies/evaluate.ts";
import type { Guideline } from "../../policies/guideline.ts";
import { guidelines } from "../../policies/index.ts";
import { plannedLandscape } from "../../policies/landscape/plan/index.ts";
import { resourcesLandscape } from "../../policies/landscape/resources/index.ts";
import { indexPlan } from "../../policies/landscape/resources/planned.ts";
import { Settings } from "../../policies/settings/settings.ts";
import { stackResourcesOf } from "../support/examples.ts";
import { ownSpecification } from "../support/organization-stacks.ts";
import { today } from "../support/specification.ts";

const specification = ownSpecification();
const { organization } = specification;
const planned = indexPlan(plannedLandscape(specification, today));

/** What a guideline says of its own bad example. */
function verdictsOn(guideline: Guideline, settings: Settings): Verdict[] {
  const landscape = resourcesLandscape(stackResourcesOf(guideline.bad, true), planned);
  return evaluate({ guidelines: [guideline], landscape, settings, organization, today }).filter(
    ({ status }) => status !== "undecided",
  );
}

/** What these bad examples do is no project's own, and exceptions are made for projects. */
const ofNoProject = [
  "production-apart",
  "tree-depth-and-width",
  "own-people-only",
  "claims-kept",
  "budget-filter-not-widened",
];

describe("an exception", () => {
  for (const guideline of guidelines) {
    const { id } = guideline;
    const broken = verdictsOn(guideline, new Settings());
    const projects = [...new Set(broken.flatMap(({ finding }) => finding.project ?? []))];

    it(`from ${id} is made for a project, and for nothing else`, () => {
      assert.ok(broken.length > 0);
      assert.equal(
        projects.length === 0,
        ofNoProject.includes(id),
        JSON.stringify(broken.map(({ finding }) => finding)),
      );
    });
    if (projects.length === 0) continue;

    const until = (day: string) =>
      new Settings({
        exceptions: projects.map((project) => ({
          guideline: id,
          project,
          owner: "platform",
          reason: "It is being moved.",
          until: day,
        })),
      });

    it(`from ${id} holds to the end of its last day, and is told of`, () => {
      const verdicts = verdictsOn(guideline, until(today)).filter(({ finding }) => finding.project);
      assert.deepEqual([...new Set(verdicts.map(({ status }) => status))], ["excepted"]);
      assert.ok(!verdicts.some(isRefused));
      assert.match(describeVerdict(verdicts[0]!), /Excepted until 2026-11-22 by platform: It is being moved\.$/);
    });

    it(`from ${id} is refused once it is over, whatever the guideline's level`, () => {
      const verdicts = verdictsOn(guideline, until("2026-11-21")).filter(({ finding }) => finding.project);
      assert.deepEqual([...new Set(verdicts.map(({ status }) => status))], ["expired"]);
      assert.ok(verdicts.every(isRefused));
      assert.match(
        describeVerdict(verdicts[0]!),
        /The exception of platform ended on 2026-11-21: It is being moved\.$/,
      );
    });
  }
});
