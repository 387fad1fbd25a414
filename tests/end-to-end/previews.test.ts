import assert from "node:assert/strict";
import { changedText } from "../../previews/edit.ts";
import { remains } from "../../previews/sweep.ts";
import { commit, previewFiles, slotFile } from "../support/previews.ts";
import { TestProject } from "../support/project.ts";
import { current } from "../support/specification.ts";

const id = "tst-preview-1-p4p4";
const file = slotFile("preview-1");
const stacks = ["env-preview-1", "app-preview-1"];

describe("a slot for preview environments on the real engine", function () {
  this.timeout(300_000);
  let project: TestProject;

  before(async () => {
    project = new TestProject(current(previewFiles()));
    await project.sgdist(["local", "up"]);
    await up("bootstrap", "organization", ...stacks);
  });
  after(() => project.remove());

  async function up(...names: string[]): Promise<void> {
    const { code, stdout, stderr } = await project.sgdist(["up", ...names]);
    assert.equal(code, 0, stdout + stderr);
  }

  const numberOf = async (): Promise<string> =>
    (await project.ask("cloudresourcemanager", `/v3/projects/${id}`)).name.replace("projects/", "");

  async function machines(): Promise<string[]> {
    const { items = {} } = await project.ask("compute", `/compute/v1/projects/${id}/aggregated/instances`);
    const zones = Object.values(items) as { instances?: { name: string }[] }[];
    return zones.flatMap(({ instances = [] }) => instances.map(({ name }) => name));
  }

  async function left(): Promise<string[]> {
    const { assets } = await project.ask(
      "cloudasset",
      "/v1/organizations/419083752617/assets?pageSize=1000&contentType=RESOURCE",
    );
    return remains({
      project: id,
      number: await numberOf(),
      applicationResources: 0,
      environmentIsUp: true,
      assets: assets.map(
        (each: { name: string; assetType: string; ancestors: string[]; resource: { data: object } }) => ({
          name: each.name,
          type: each.assetType,
          ancestors: each.ancestors,
          data: each.resource.data,
        }),
      ),
    });
  }

  it("is vacant, gets a machine with a lease, and loses it with that; its project stays", async () => {
    const number = await numberOf();
    assert.deepEqual(await machines(), []);
    assert.deepEqual(await left(), []);

    const since = `${new Date().toISOString().slice(0, 19)}Z`;
    const lease = {
      pullRequest: 7,
      person: "ada",
      personId: 70,
      since,
      active: since,
      until: since,
      handled: 0,
      spentBefore: 0,
    };
    project.write(file, changedText(project.read(file), { do: "give", slot: "preview-1", commit, lease }));
    await up(...stacks);
    assert.equal((await machines()).length, 1);
    assert.notDeepEqual(await left(), []);

    const end = { do: "end", slot: "preview-1", pullRequest: 7, because: "gone" } as const;
    project.write(file, changedText(project.read(file), end));
    await up(...stacks);
    assert.deepEqual(await machines(), []);
    assert.deepEqual(await left(), []);
    assert.equal(await numberOf(), number);
  });
});
