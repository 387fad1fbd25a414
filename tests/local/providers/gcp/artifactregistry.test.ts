import assert from "node:assert/strict";
import { TestCloud } from "../../../support/cloud.ts";
import { live } from "../../../support/resources.ts";

const token = "gcp:artifactregistry/repository:Repository";
const base = { project: "images-1", location: "europe-west1", format: "DOCKER" };

describe("local gcp provider: artifactregistry", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("images-1", ["artifactregistry"]);
  });
  after(() => cloud.stop());

  it(token, async () => {
    const inputs = {
      ...base,
      repositoryId: "images",
      description: "Images",
      labels: { team: "release" },
      dockerConfig: { immutableTags: true },
      cleanupPolicies: [
        { id: "old", action: "DELETE", condition: { olderThan: "30d" } },
        { id: "recent", action: "KEEP", mostRecentVersions: { keepCount: 5 } },
      ],
    };
    const state = await live(cloud, {
      token,
      inputs,
      change: { ...inputs, description: "All images", cleanupPolicies: [inputs.cleanupPolicies[1]] },
      id: "projects/images-1/locations/europe-west1/repositories/images",
    });
    assert.equal(state.name, "images");
    assert.equal(state.registryUri, "europe-west1-docker.pkg.dev/images-1/images");
  });

  it("makes a remote repository that pulls through from Docker Hub", async () => {
    const inputs = {
      ...base,
      repositoryId: "hub",
      mode: "REMOTE_REPOSITORY",
      remoteRepositoryConfig: {
        description: "Docker Hub",
        dockerRepository: { publicRepository: "DOCKER_HUB" },
      },
    };
    await live(cloud, { token, inputs, change: { ...inputs, labels: { source: "hub" } } });
  });

  it("makes a virtual repository over others", async () => {
    const path = "projects/images-1/locations/europe-west1/repositories";
    const made = await cloud.send("artifactregistry", "POST", `/v1/${path}?repositoryId=upstream`, {
      format: "DOCKER",
    });
    await cloud.finish("artifactregistry", `/v1/${made.body.name}`);
    const policy = { id: "second", repository: `${path}/upstream`, priority: 10 };
    const other = { id: "first", repository: `${path}/upstream`, priority: 20 };
    const inputs = {
      ...base,
      repositoryId: "all",
      mode: "VIRTUAL_REPOSITORY",
      virtualRepositoryConfig: { upstreamPolicies: [policy, other] },
    };
    const change = { ...inputs, virtualRepositoryConfig: { upstreamPolicies: [other] } };
    await live(cloud, { token, inputs, change });
  });

  it("gcp:artifactregistry/repositoryIamMember:RepositoryIamMember", async () => {
    const path = "projects/images-1/locations/europe-west1/repositories";
    const made = await cloud.send("artifactregistry", "POST", `/v1/${path}?repositoryId=shared`, { format: "DOCKER" });
    await cloud.finish("artifactregistry", `/v1/${made.body.name}`);
    const [role, member] = ["roles/artifactregistry.reader", "group:team@example.com"];
    await live(cloud, {
      token: "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember",
      inputs: { project: "images-1", location: "europe-west1", repository: "shared", role, member },
      id: `${path}/shared/${role}/${member}`,
      importId: `${path}/shared ${role} ${member}`,
    });
  });
});
