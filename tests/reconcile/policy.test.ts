import assert from "node:assert/strict";
import { googleClient } from "../../google/client.ts";
import { placeOf, removeMember, withoutMember } from "../../reconcile/do/policy.ts";
import { sweptTypes } from "../../reconcile/leaks/grants.ts";
import type { GrantFound } from "../../reconcile/world.ts";
import { TestCloud } from "../support/cloud.ts";

const member = "deleted:serviceAccount:machine@tst-demo-d9hc.iam.gserviceaccount.com?uid=7";
const other = "group:gcp-search@example.com";
const role = "roles/viewer";

describe("a policy without a member", () => {
  it("keeps everything else, conditions too", () => {
    const condition = { title: "until", expression: 'request.time < timestamp("2027-01-01T00:00:00Z")' };
    const policy = {
      etag: "e",
      version: 1,
      bindings: [
        { role, members: [member, other] },
        { role: "roles/editor", members: [member] },
        { role, members: [member], condition },
      ],
    };
    assert.deepEqual(withoutMember(policy, role, member), {
      etag: "e",
      version: 3,
      bindings: [
        { role, members: [other] },
        { role: "roles/editor", members: [member] },
      ],
    });
  });

  it("is none when the member isn't there", () => {
    assert.equal(withoutMember({}, role, member), undefined);
    assert.equal(withoutMember({ bindings: [{ role: "roles/editor", members: [member] }] }, role, member), undefined);
  });
});

describe("taking a member out of a policy", () => {
  let cloud: TestCloud;
  const client = () => googleClient(cloud.environment);
  before(async () => {
    cloud = await TestCloud.start();
  });
  after(() => cloud.stop());

  /** Resources of every type whose policies are swept, by how they are made and what the inventory calls them. */
  async function resources(): Promise<Pick<GrantFound, "resource" | "type">[]> {
    const apis = ["storage", "pubsub", "secretmanager", "artifactregistry"];
    const number = await cloud.project("policy-project", apis);
    await cloud.send("storage", "POST", "/storage/v1/b?project=policy-project", { name: "policy-bucket" });
    await cloud.send("pubsub", "PUT", "/v1/projects/policy-project/topics/news", {});
    const secrets = "/v1/projects/policy-project/secrets?secretId=s";
    await cloud.send("secretmanager", "POST", secrets, { replication: { automatic: {} } });
    const location = "/v1/projects/policy-project/locations/us-central1";
    const made = await cloud.send("artifactregistry", "POST", `${location}/repositories?repositoryId=r`, {
      format: "DOCKER",
    });
    await cloud.finish("artifactregistry", `/v1/${made.body.name}`);
    const folder = await cloud.send("cloudresourcemanager", "POST", "/v3/folders", {
      displayName: "Policy",
      parent: "organizations/419083752617",
    });
    const { body } = await cloud.finish("cloudresourcemanager", `/v3/${folder.body.name}`);
    return [
      ["cloudresourcemanager.googleapis.com", `projects/${number}`, "Project"],
      ["cloudresourcemanager.googleapis.com", body.response.name, "Folder"],
      ["storage.googleapis.com", "policy-bucket", "Bucket"],
      ["pubsub.googleapis.com", "projects/policy-project/topics/news", "Topic"],
      ["secretmanager.googleapis.com", `projects/${number}/secrets/s`, "Secret"],
      ["artifactregistry.googleapis.com", `${location.slice(4)}/repositories/r`, "Repository"],
    ].map(([host, path, name]) => ({ resource: `//${host}/${path}`, type: `${host}/${name}` }));
  }

  it("works on every type that is swept, and is content when somebody else was quicker", async () => {
    const all = await resources();
    assert.deepEqual(new Set(all.map(({ type }) => type)), sweptTypes);
    for (const each of all) {
      const { host, read, write } = placeOf(each);
      const { path, ...how } = read;
      const policy = await client().request(host, path, how);
      const bindings = [...((policy.bindings as object[] | undefined) ?? []), { role, members: [member, other] }];
      await client().request(host, write.path, {
        method: write.method,
        body: write.body({ ...policy, bindings } as never),
      });
      const grant: GrantFound = { ...each, role, member, production: false };
      assert.equal(await removeMember(client(), grant), true, each.resource);
      assert.equal(await removeMember(client(), grant), false, each.resource);
      const after = (await client().request(host, path, how)) as { bindings: { role: string; members: string[] }[] };
      assert.deepEqual(after.bindings.find((binding) => binding.role === role)?.members, [other], each.resource);
    }
  });

  it("tries again when somebody else changes the policy at the same time, within bounds", async () => {
    const number = await cloud.project("busy-project");
    const path = "/v3/projects/busy-project";
    const policy = { bindings: [{ role, members: [member] }] };
    await cloud.send("cloudresourcemanager", "POST", `${path}:setIamPolicy`, { policy });
    const grant: GrantFound = {
      resource: `//cloudresourcemanager.googleapis.com/projects/${number}`,
      type: "cloudresourcemanager.googleapis.com/Project",
      role,
      member,
      production: false,
    };
    cloud.cloud.faults.add({ api: "cloudresourcemanager", method: "projects.setIamPolicy", status: 409, times: 2 });
    assert.equal(await removeMember(client(), grant), true);
    await cloud.send("cloudresourcemanager", "POST", `${path}:setIamPolicy`, { policy });
    cloud.cloud.faults.add({ api: "cloudresourcemanager", method: "projects.setIamPolicy", status: 409 });
    await assert.rejects(removeMember(client(), grant), /: 409 /);
  });

  it("throws for a type that isn't swept", () => {
    const type = "cloudresourcemanager.googleapis.com/Organization";
    assert.throws(() => placeOf({ resource: "//x/y", type }), /policies of .*Organization are not changed here/);
  });
});
