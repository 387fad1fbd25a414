import assert from "node:assert/strict";
import { Images } from "../../dogfood/images.ts";
import { GoogleError } from "../../google/client.ts";
import { TestCloud } from "../support/cloud.ts";
import { sha } from "../support/dogfood.ts";

const [a, b] = [sha("a"), sha("b")];
const base = "/v1/projects/builds-1/locations/us-central1/repositories";

describe("the images of a commit in the registry", () => {
  let cloud: TestCloud;
  let paths: string[];
  let images: Images;

  const send = (method: string, path: string, body?: { version?: string; format?: string }) =>
    cloud.send("artifactregistry", method, path, body);
  const push = (name: string, tag: string) => {
    const version = `${base.slice(4)}/sourcegraph/packages/${name}/versions/sha256:${"0".repeat(64)}`;
    return send("POST", `${base}/sourcegraph/packages/${name}/tags?tagId=${tag}`, { version });
  };

  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("builds-1", ["artifactregistry"]);
  });
  after(() => cloud.stop());
  beforeEach(() => {
    paths = [];
    images = new Images(
      {
        request: async (_, path) => {
          paths.push(path.replace(base, ""));
          const { status, body } = await send("GET", path);
          if (status !== 200) throw new GoogleError(path, status, "", body.error.message);
          return body;
        },
      },
      { project: "builds-1", region: "us-central1" },
    );
  });

  it("can't be told without a registry", async () => {
    await assert.rejects(images.complete(a, ["frontend"]), /404 Requested entity was not found\./);
  });

  it("are all there, or not: no more is asked once one is missing", async () => {
    const { body } = await send("POST", `${base}?repositoryId=sourcegraph`, { format: "DOCKER" });
    await cloud.finish("artifactregistry", `/v1/${body.name}`);
    await push("frontend", a);
    await push("gitserver", b);
    assert.equal(await images.complete(a, ["frontend", "gitserver", "worker"]), false);
    assert.deepEqual(paths, [
      "/sourcegraph",
      `/sourcegraph/packages/frontend/tags/${a}`,
      `/sourcegraph/packages/gitserver/tags/${a}`,
    ]);
    await push("gitserver", a);
    assert.equal(await images.complete(a, ["frontend", "gitserver"]), true);
  });

  it("goes on only after an answer", async () => {
    const broken = new Images(
      {
        request: async (_, path) => {
          if (path.endsWith("/sourcegraph")) return {} as never;
          throw new GoogleError(path, 403, "", "Permission denied");
        },
      },
      { project: "builds-1", region: "us-central1" },
    );
    await assert.rejects(broken.complete(a, ["frontend"]), /403 Permission denied/);
  });
});
