import { organizationId, TestCloud } from "../../../support/cloud.ts";
import { live } from "../../../support/resources.ts";

describe("local gcp provider: folder", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
  });
  after(() => cloud.stop());

  it("gcp:folder/iAMMember:IAMMember", async () => {
    const parent = `organizations/${organizationId}`;
    const made = await cloud.send("cloudresourcemanager", "POST", "/v3/folders", { displayName: "Shared", parent });
    const operation = await cloud.finish("cloudresourcemanager", `/v3/${made.body.name}`);
    const folder: string = operation.body.response.name;
    const [role, member] = ["roles/viewer", "group:team@example.com"];
    await live(cloud, {
      token: "gcp:folder/iAMMember:IAMMember",
      inputs: { folder, role, member },
      id: `${folder}/${role}/${member}`,
      importId: `${folder} ${role} ${member}`,
    });
  });
});
