import assert from "node:assert/strict";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import { billingAccount, organizationId, TestCloud } from "../../../support/cloud.ts";
import { checked, contextOf, live, urnOf } from "../../../support/resources.ts";

const folderToken = "gcp:organizations/folder:Folder";
const projectToken = "gcp:organizations/project:Project";
const parent = `organizations/${organizationId}`;

describe("local gcp provider: organizations", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
  });
  after(() => cloud.stop());

  const folder = async (displayName: string, above = parent): Promise<string> => {
    const made = await cloud.send("cloudresourcemanager", "POST", "/v3/folders", { displayName, parent: above });
    return (await cloud.finish("cloudresourcemanager", `/v3/${made.body.name}`)).body.response.name;
  };

  it(folderToken, async () => {
    const inputs = { displayName: "Products", parent, deletionProtection: false };
    const state = await live(cloud, {
      token: folderToken,
      inputs,
      change: { ...inputs, displayName: "Teams" },
      id: /^folders\/\d+$/,
      importId: (id) => id.replace("folders/", ""),
    });
    assert.equal(state.name, `folders/${state.folderId}`);
  });

  it("moves a folder in place, together with a new name", async () => {
    const [from, to] = [await folder("Source"), await folder("Target")];
    const inputs = { displayName: "Travelling", parent: from, deletionProtection: false };
    await live(cloud, { token: folderToken, inputs, change: { ...inputs, parent: to, displayName: "Arrived" } });
  });

  it("takes the bare number of a parent folder", async () => {
    const above = await folder("Numbered");
    const inputs = { displayName: "Below", parent: above.replace("folders/", ""), deletionProtection: false };
    assert.equal((await live(cloud, { token: folderToken, inputs })).parent, above);
  });

  it("protects a folder from deletion unless it was said otherwise", async () => {
    const inputs = checked(folderToken, { displayName: "Protected", parent });
    const { id, state } = await provider.create(contextOf(cloud), urnOf(folderToken), inputs, false);
    await assert.rejects(provider.remove(contextOf(cloud), urnOf(folderToken), id, state), /deletionProtection/);
  });

  it("keeps nothing of a folder whose name is taken", async () => {
    await folder("Twice");
    const inputs = checked(folderToken, { displayName: "Twice", parent });
    await assert.rejects(
      provider.create(contextOf(cloud), urnOf(folderToken), inputs, false),
      /display name uniqueness/,
    );
  });

  it(projectToken, async () => {
    const inputs = {
      projectId: "live-project-1",
      name: "Live project",
      orgId: organizationId,
      billingAccount,
      labels: { team: "search" },
      deletionPolicy: "DELETE",
    };
    const state = await live(cloud, {
      token: projectToken,
      inputs,
      change: { ...inputs, name: "Other name", labels: { team: "code", tier: "gold" } },
      id: "projects/live-project-1",
    });
    assert.match(String(state.number), /^\d{12}$/);
    assert.deepEqual(state.effectiveLabels, { "goog-pulumi-provisioned": "true", team: "search" });
  });

  it("moves a project, and links and unlinks its billing in place", async () => {
    const above = await folder("Moved to");
    const base = { projectId: "moving-project-1", name: "moving-project-1", deletionPolicy: "DELETE" };
    const inputs = { ...base, orgId: organizationId, billingAccount };
    const state = await live(cloud, {
      token: projectToken,
      inputs,
      change: { ...base, folderId: above },
      deletable: false,
    });
    assert.equal(state.billingAccount, billingAccount);
    const { body } = await cloud.send("cloudresourcemanager", "GET", "/v1/projects/moving-project-1");
    assert.deepEqual(body.parent, { type: "folder", id: above.replace("folders/", "") });
    const info = await cloud.send("cloudbilling", "GET", "/v1/projects/moving-project-1/billingInfo");
    assert.equal(info.body.billingAccountName, "");
  });

  it("protects a project from deletion unless its policy says otherwise", async () => {
    const inputs = checked(projectToken, { projectId: "guarded-project", name: "guarded", orgId: organizationId });
    const { id, state } = await provider.create(contextOf(cloud), urnOf(projectToken), inputs, false);
    await assert.rejects(provider.remove(contextOf(cloud), urnOf(projectToken), id, state), /deletionPolicy/);
    await provider.remove(contextOf(cloud), urnOf(projectToken), id, { ...state, deletionPolicy: "ABANDON" });
    const { body } = await cloud.send("cloudresourcemanager", "GET", "/v1/projects/guarded-project");
    assert.equal(body.lifecycleState, "ACTIVE");
  });

  it("removes the default network with its rules when a project is to have none", async () => {
    const inputs = {
      projectId: "netless-project",
      name: "netless",
      orgId: organizationId,
      billingAccount,
      autoCreateNetwork: false,
      deletionPolicy: "DELETE",
    };
    await provider.create(contextOf(cloud), urnOf(projectToken), checked(projectToken, inputs), false);
    for (const kind of ["networks", "firewalls"]) {
      const { status, body } = await cloud.send(
        "compute",
        "GET",
        `/compute/v1/projects/netless-project/global/${kind}`,
      );
      assert.deepEqual([status, body.items], [200, undefined], kind);
    }
  });

  it("never takes over a project that is there already, not even a deleted one", async () => {
    await cloud.project("taken-project-1");
    await cloud.send("cloudresourcemanager", "DELETE", "/v1/projects/taken-project-1");
    const inputs = checked(projectToken, { projectId: "taken-project-1", name: "taken", orgId: organizationId });
    await assert.rejects(
      provider.create(contextOf(cloud), urnOf(projectToken), inputs, false),
      /409 ALREADY_EXISTS Requested entity already exists/,
    );
  });

  it("keeps the project in the state when its billing could not be linked", async () => {
    const poor = await TestCloud.start({ billingLinks: 0 });
    try {
      const inputs = checked(projectToken, {
        projectId: "unpaid-project-1",
        name: "unpaid",
        orgId: organizationId,
        billingAccount,
      });
      await assert.rejects(provider.create(contextOf(poor), urnOf(projectToken), inputs, false), (error: Error) => {
        const partial = error as Error & { id: string; state: { billingAccount: string } };
        assert.equal(partial.id, "projects/unpaid-project-1");
        assert.equal(partial.state.billingAccount, "");
        return /Precondition check failed/.test(error.message);
      });
    } finally {
      await poor.stop();
    }
  });

  it("gcp:organizations/iAMMember:IAMMember", async () => {
    const [role, member] = ["roles/resourcemanager.folderAdmin", "group:platform@example.com"];
    await live(cloud, {
      token: "gcp:organizations/iAMMember:IAMMember",
      inputs: { orgId: organizationId, role, member },
      id: `${organizationId}/${role}/${member}`,
      importId: `${organizationId} ${role} ${member}`,
    });
  });
});
