import assert from "node:assert/strict";
import { bases, type Resources } from "../../../policies/examples/bases.ts";
import { ExampleProject } from "../../support/example-project.ts";
import { until } from "../../support/processes.ts";

/** The project of production that another stack makes. */
const production = "sgd-cloud-t5wk";

/** A well-made project of non-production, with a role in it for somebody. */
const withRoleFor = (member: string): Resources => ({
  ...bases["non-production"],
  stranger: {
    type: "gcp:projects/iAMMember:IAMMember",
    properties: { ...bases["non-production"].access!.properties, member },
  },
});

describe("the policy pack, where a stack names what other stacks make,", () => {
  const project = new ExampleProject();
  let number: string;

  before(async () => {
    await project.prepare();
    await project.ask("cloudresourcemanager", "/v3/projects", "POST", {
      projectId: production,
      parent: "organizations/419083752617",
    });
    await until("the project", async () => {
      const { name = "" } = await project.ask("cloudresourcemanager", `/v3/projects/${production}`);
      number = /^projects\/(\d+)$/.exec(name)?.[1] ?? "";
      return number !== "";
    });
  });
  after(() => project.remove());

  const refusedFor = async (member: string) => {
    const { code, said } = await project.with(withRoleFor(member), ["preview"]);
    const refused = said.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
    assert.equal(code === 0, refused.length === 0);
    return refused.map(({ message }) => message.split("\n").slice(1, 3).join(" "));
  };

  it("refuses a role for an identity of production that is planned elsewhere", async () => {
    const [found, ...others] = await refusedFor(`serviceAccount:agent@${production}.iam.gserviceaccount.com`);
    assert.match(found!, /^production-apart: .* stranger: found roles\/logging.viewer on another environment for /);
    assert.deepEqual(others, []);
  });

  it("refuses it for one that is known by its project's number alone", async () => {
    const [found] = await refusedFor(`serviceAccount:${number}-compute@developer.gserviceaccount.com`);
    assert.match(found!, /^production-apart: .*, which is of production/);
  });

  it("refuses a role on production's folder, which is known by its number alone", async () => {
    const parent = "organizations/419083752617";
    await project.ask("cloudresourcemanager", "/v3/folders", "POST", { displayName: "Production", parent });
    let folder = "";
    await until("the folder", async () => {
      const { folders = [] } = (await project.ask("cloudresourcemanager", `/v3/folders?parent=${parent}`)) as {
        folders?: { name: string; displayName: string }[];
      };
      folder = folders.find(({ displayName }) => displayName === "Production")?.name ?? "";
      return folder !== "";
    });
    const onFolder = (member: string): Resources => ({
      ...bases["non-production"],
      stranger: {
        type: "gcp:folder/iAMMember:IAMMember",
        properties: { folder, role: "roles/logging.viewer", member },
      },
    });
    const agent = (home: string) => `serviceAccount:agent@${home}.iam.gserviceaccount.com`;
    const { code, said } = await project.with(onFolder(agent("sgd-dogfood-m2xj")), ["preview"]);
    assert.notEqual(code, 0);
    const refused = said.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
    assert.match(
      refused[0]!.message,
      /production-apart: .*\n.* stranger: found roles\/logging.viewer on production for /,
    );
    assert.equal((await project.with(onFolder(agent(production)), ["preview"])).code, 0);
  });

  it("lets an identity have one whose project Google doesn't show us: it says nothing of production", async () => {
    assert.deepEqual(await refusedFor("serviceAccount:999999999999@cloudservices.gserviceaccount.com"), []);
  });

  it("refuses to judge when Google can't be asked", async () => {
    const { code, stdout } = await project.with(
      withRoleFor(`serviceAccount:${number}@cloudservices.gserviceaccount.com`),
      ["preview"],
      undefined,
      { CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER: "http://127.0.0.1:1/" },
    );
    assert.notEqual(code, 0);
    assert.match(stdout, /nobody can say which project has the number \d+/);
  });
});
