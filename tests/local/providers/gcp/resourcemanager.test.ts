import { TestCloud } from "../../../support/cloud.ts";
import { live } from "../../../support/resources.ts";

describe("local gcp provider: resourcemanager", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("kept-1");
  });
  after(() => cloud.stop());

  it("gcp:resourcemanager/lien:Lien", async () => {
    await live(cloud, {
      token: "gcp:resourcemanager/lien:Lien",
      inputs: {
        parent: "projects/kept-1",
        restrictions: ["resourcemanager.projects.delete"],
        origin: "sgdist",
        reason: "Production",
      },
      id: /^p\d+-l[0-9a-f]+$/,
      importId: (id) => `projects/kept-1/${id}`,
    });
  });
});
