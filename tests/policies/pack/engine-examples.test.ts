import assert from "node:assert/strict";
import { describeVerdict, evaluate } from "../../../policies/evaluate.ts";
import { resourcesOfExample } from "../../../policies/examples/build.ts";
import type { Guideline } from "../../../policies/guideline.ts";
import { guidelines } from "../../../policies/index.ts";
import { plannedLandscape } from "../../../policies/landscape/plan/index.ts";
import { resourcesLandscape } from "../../../policies/landscape/resources/index.ts";
import { indexPlan } from "../../../policies/landscape/resources/planned.ts";
import { Settings } from "../../../policies/settings/settings.ts";
import { ExampleProject } from "../../support/example-project.ts";
import { stackResourcesOf } from "../../support/examples.ts";
import { ownSpecification } from "../../support/organization-stacks.ts";

/** How many runs of the engine there are at once, each with a local cloud of its own. */
const atOnce = 2;

/** The local stand-in for the provider doesn't know keys of service accounts, and so refuses them first. */
const shown = guidelines.filter(({ id }) => id !== "no-account-keys");

const specification = ownSpecification();
const day = new Date().toISOString().slice(0, 10);
const planned = indexPlan(plannedLandscape(specification, day));

/** What a guideline says of its bad example before it is made, word for word. */
function stated(guideline: Guideline): string[] {
  const { organization } = specification;
  const resources = stackResourcesOf(guideline.bad, false);
  // The engine tells of resources in any order, and of two that are alike the second one is told of.
  return [resources, resources.toReversed()]
    .map((each) => resourcesLandscape(each, planned))
    .flatMap((landscape) =>
      evaluate({ guidelines: [guideline], landscape, settings: new Settings(), organization, today: day }),
    )
    .filter(({ status }) => status === "broken")
    .map(describeVerdict);
}

/** What an `up` of a bad example does otherwise than it has to; empty where all is well. */
async function mistakesIn(project: ExampleProject, guideline: Guideline): Promise<string[]> {
  const { id, title, remedy, level = "mandatory", bad } = guideline;
  // What is only told stops nothing: it is previewed, so that each cloud stays empty.
  const { code, said } = await project.with(
    resourcesOfExample(bad),
    level === "mandatory" ? ["up", "--yes"] : ["preview"],
  );
  // The first line is the policy's own.
  const told = said.map(({ message, enforcementLevel }) => [
    message.split("\n").slice(1).join("\n").trim(),
    enforcementLevel,
  ]);
  const about = told.filter(([text]) => text!.startsWith(`${id}: ${title}.\n`));
  const expected = stated(guideline);
  return [
    ...(about.length > 0 ? [] : [`it said nothing of ${id}, but ${JSON.stringify(told)}`]),
    ...about
      .filter(([text]) => !expected.includes(text!))
      .map(([text]) => `it says: ${text}\nin place of: ${expected.join("\n")}`),
    ...about.filter(([, as]) => as !== level).map(([, as]) => `it is ${as}`),
    ...(expected.some((text) => text.includes(`\n  → ${remedy}`)) ? [] : ["it doesn't say how to mend it"]),
    ...(level === "mandatory" && code === 0 ? ["it let it pass"] : []),
  ];
}

describe("the bad example of each guideline, by itself on the real engine,", () => {
  const projects = Array.from({ length: atOnce }, () => new ExampleProject());
  const mistakes = new Map<string, string[]>();

  before(async () => {
    await Promise.all(projects.map((project) => project.prepare()));
    const waiting = [...shown];
    const run = async (project: ExampleProject) => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        mistakes.set(next.id, await mistakesIn(project, next));
      }
    };
    await Promise.all(projects.map(run));
  });
  after(() => Promise.all(projects.map((project) => project.remove())));

  for (const { id, level = "mandatory" } of shown) {
    it(level === "mandatory" ? `stops the up: ${id}` : `is told: ${id}`, () => assert.deepEqual(mistakes.get(id), []));
  }

  it("is made by none of these runs", async () => {
    for (const project of projects) {
      const { projects: made = [] } = await project.ask("cloudresourcemanager", "/v1/projects");
      const { folders = [] } = await project.ask("cloudresourcemanager", "/v3/folders:search");
      const { budgets = [] } = await project.ask("billingbudgets", "/v1/billingAccounts/01C0DE-5EED00-CAFE42/budgets");
      assert.deepEqual([made, folders, budgets], [[], [], []]);
    }
  });
});
