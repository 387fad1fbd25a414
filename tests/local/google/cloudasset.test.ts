import assert from "node:assert/strict";
import { organizationId, TestCloud } from "../../support/cloud.ts";

interface Asset {
  name: string;
  assetType: string;
  // biome-ignore lint/suspicious/noExplicitAny: the representation of any service
  resource?: any;
  iamPolicy?: { bindings: { role: string; members: string[] }[] };
  ancestors: string[];
}

describe("the Cloud Asset API", () => {
  let cloud: TestCloud;
  let number: string;
  let folder: string;
  const top = `organizations/${organizationId}`;
  const ask = (path: string) => cloud.send("cloudasset", "GET", `/v1/${path}`);
  const list = async (query: string, parent = top): Promise<Asset[]> => {
    const { status, body } = await ask(`${parent}/assets?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.assets ?? [];
  };

  before(async () => {
    cloud = await TestCloud.start();
    const made = await cloud.send("cloudresourcemanager", "POST", "/v3/folders", { parent: top, displayName: "Teams" });
    folder = (await cloud.finish("cloudresourcemanager", `/v3/${made.body.name}`)).body.response.name;
    number = await cloud.project("assets-one", ["compute", "pubsub", "secretmanager", "iam"], folder);
    await cloud.project("assets-two");
    await cloud.send("storage", "POST", "/storage/v1/b?project=assets-one", { name: "assets-bucket", location: "EU" });
    await cloud.send("pubsub", "PUT", "/v1/projects/assets-one/topics/news", { labels: { application: "web" } });
    await cloud.send("secretmanager", "POST", "/v1/projects/assets-one/secrets?secretId=word", {
      replication: { automatic: {} },
    });
  });
  after(() => cloud.stop());

  it("shows a project as Resource Manager does, with what is above it", async () => {
    const assets = await list("contentType=RESOURCE&assetTypes=cloudresourcemanager.googleapis.com/Project");
    const one = assets.find(({ resource }) => resource.data.projectId === "assets-one")!;
    assert.equal(one.name, `//cloudresourcemanager.googleapis.com/projects/${number}`);
    assert.deepEqual(one.ancestors, [`projects/${number}`, folder, top]);
    assert.equal(one.resource.parent, `//cloudresourcemanager.googleapis.com/${folder}`);
    const { body } = await cloud.send("cloudresourcemanager", "GET", "/v1/projects/assets-one");
    assert.deepEqual(one.resource.data, body);
    assert.equal(assets.length, 2);
  });

  for (const [type, name] of [
    ["compute.googleapis.com/Network", "//compute.googleapis.com/projects/assets-one/global/networks/default"],
    ["storage.googleapis.com/Bucket", "//storage.googleapis.com/assets-bucket"],
    ["pubsub.googleapis.com/Topic", "//pubsub.googleapis.com/projects/assets-one/topics/news"],
    ["secretmanager.googleapis.com/Secret", "//secretmanager.googleapis.com/projects/NUMBER/secrets/word"],
    ["cloudresourcemanager.googleapis.com/Folder", "//cloudresourcemanager.googleapis.com/FOLDER"],
  ] as const) {
    it(`names a ${type.split("/")[1]} as Google does`, async () => {
      const assets = await list(`contentType=RESOURCE&assetTypes=${type}`, folder);
      assert.deepEqual(
        assets.map(({ name }) => name),
        [name.replace("NUMBER", number).replace("FOLDER", folder)],
      );
    });
  }

  it("names a service account by its unique ID", async () => {
    const [account] = await list("contentType=RESOURCE&assetTypes=iam.googleapis.com/ServiceAccount", folder);
    assert.equal(
      account!.name,
      `//iam.googleapis.com/projects/assets-one/serviceAccounts/${account!.resource.data.uniqueId}`,
    );
  });

  it("shows policies of what has any", async () => {
    const assets = await list("contentType=IAM_POLICY", `projects/${number}`);
    const project = assets.find(({ assetType }) => assetType === "cloudresourcemanager.googleapis.com/Project")!;
    assert.ok(project.iamPolicy!.bindings.some(({ role }) => role === "roles/editor"));
    assert.ok(assets.every(({ resource, iamPolicy }) => resource === undefined && iamPolicy));
  });

  it("shows nothing but names without a content type", async () => {
    const assets = await list("", "projects/assets-two");
    assert.deepEqual(Object.keys(assets[0]!), ["name", "assetType", "ancestors", "updateTime"]);
  });

  it("takes expressions for types, of which each must match a whole one", async () => {
    const compute = await list("assetTypes=compute.googleapis.com.*", folder);
    assert.ok(compute.length > 5 && compute.every(({ assetType }) => assetType.startsWith("compute.")));
    const both = await list("assetTypes=.*Topic&assetTypes=.*/Secret", folder);
    assert.equal(both.length, 2);
  });

  it("pages", async () => {
    const all = await list("contentType=RESOURCE&pageSize=1000");
    const found: string[] = [];
    let token = "";
    do {
      const { body } = await ask(`${top}/assets?contentType=RESOURCE&pageSize=7&pageToken=${token}`);
      assert.ok(body.assets.length <= 7);
      found.push(...body.assets.map(({ name }: Asset) => name));
      token = body.nextPageToken ?? "";
    } while (token);
    assert.deepEqual(
      found,
      all.map(({ name }) => name),
    );
  });

  for (const [what, path, status] of [
    ["a project that isn't there", "projects/nowhere-1/assets", "NOT_FOUND"],
    ["a folder that isn't there", "folders/1/assets", "NOT_FOUND"],
    ["another organisation", "organizations/1/assets", "NOT_FOUND"],
    ["a parent of another kind", "teams/1/assets", "INVALID_ARGUMENT"],
    ["a type that there is not", `${top}/assets?assetTypes=compute.googleapis.com/Nothing`, "INVALID_ARGUMENT"],
    ["a part of a type", `${top}/assets?assetTypes=Network`, "INVALID_ARGUMENT"],
    ["a broken expression", `${top}/assets?assetTypes=${encodeURIComponent("*(")}`, "INVALID_ARGUMENT"],
    ["looking ahead", `${top}/assets?assetTypes=${encodeURIComponent("(?=.).*")}`, "INVALID_ARGUMENT"],
    ["an unknown content", `${top}/assets?contentType=EVERYTHING`, "INVALID_ARGUMENT"],
    ["a time too far back", `${top}/assets?readTime=2020-01-01T00:00:00Z`, "INVALID_ARGUMENT"],
    ["a time that lies ahead", `${top}/assets?readTime=2999-01-01T00:00:00Z`, "INVALID_ARGUMENT"],
    ["a negative page", `${top}/assets?pageSize=-1`, "INVALID_ARGUMENT"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { status: code, body } = await ask(path);
      assert.deepEqual([code, body.error.status], [status === "NOT_FOUND" ? 404 : 400, status]);
    });
  }
});
