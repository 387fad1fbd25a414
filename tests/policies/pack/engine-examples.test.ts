import assert from "node:assert/strict";
import { resourcesOfExample } from "../../../policies/examples/build.ts";
import type { Guideline } from "../../../policies/guideline.ts";
import { guidelines } from "../../../policies/index.ts";
import { ExampleProject } from "../../support/example-project.ts";

/** How many runs of the engine there are at once, each with a local cloud of its own. */
const atOnce = 2;

/** The local stand-in for the provider doesn't know keys of service accounts, and so refuses them first. */
const shown = guidelines.filter(({ id }) => id !== "no-account-keys");

/** What an `up` of a bad example says and does, by the guideline's ID; empty where all is as it has to be. */
async function mistakesIn(project: ExampleProject, { id, title, remedy, level = "mandatory", bad }: Guideline) {
  // What is only told stops nothing: it is previewed, so that each cloud stays empty.
  const how = level === "mandatory" ? ["up", "--yes"] : ["preview"];
  const { code, said, stdout } = await project.with(resourcesOfExample(bad), how);
  const about = said.filter(({ message }) => message.split("\n")[1] === `${id}: ${title}.`);
  const [first] = about;
  if (!first) return [`${bad.says}: it said nothing of ${id}\n${stdout.slice(-1500)}`];
  const [, , place = "", mending = ""] = first.message.split("\n");
  return [
    ...(level === "mandatory" && code === 0 ? ["it let it pass"] : []),
    ...(about.every(({ enforcementLevel }) => enforcementLevel === level) ? [] : [`it isn't ${level}`]),
    ...(/^ {2}\S.*: found \S.*; allowed: \S.*\.$/.test(place) ? [] : [`it says: ${place}`]),
    // A finding may know better what to do than its guideline.
    ...(mending === `  → ${remedy}` || /^ {2}→ \S.*\.$/.test(mending) ? [] : [`it tells to do: ${mending}`]),
  ];
}

describe("the bad example of each guideline, by itself on the real engine,", function () {
  this.timeout(600_000);
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
      assert.deepEqual(made, []);
    }
  });
});
