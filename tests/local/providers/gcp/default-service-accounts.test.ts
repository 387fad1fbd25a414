import assert from "node:assert/strict";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import type { Properties } from "../../../../local/providers/grpc/values.ts";
import { TestCloud } from "../../../support/cloud.ts";
import { checked, contextOf, urnOf } from "../../../support/resources.ts";

const token = "gcp:projects/defaultServiceAccounts:DefaultServiceAccounts";

describe("local gcp provider: default service accounts", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
  });
  after(() => cloud.stop());

  const make = (inputs: Properties) => provider.create(contextOf(cloud), urnOf(token), checked(token, inputs), false);

  const account = async (project: string, email: string) =>
    cloud.send("iam", "GET", `/v1/projects/${project}/serviceAccounts/${email}`);

  async function editors(project: string): Promise<string[]> {
    const { body } = await cloud.send("cloudresourcemanager", "POST", `/v1/projects/${project}:getIamPolicy`, {});
    return body.bindings.find(({ role }: { role: string }) => role === "roles/editor")?.members ?? [];
  }

  const ready = async (project: string) => {
    const number = await cloud.project(project, ["iam", "compute"]);
    return `${number}-compute@developer.gserviceaccount.com`;
  };

  it("takes the default account's roles away, and doesn't give them back", async () => {
    const email = await ready("deprived-1");
    assert.deepEqual(await editors("deprived-1"), [`serviceAccount:${email}`]);
    const { id, state } = await make({ project: "deprived-1", action: "DEPRIVILEGE" });
    assert.equal(id, "projects/deprived-1");
    assert.deepEqual(Object.values(state.serviceAccounts as object), [email]);
    assert.deepEqual(await editors("deprived-1"), []);
    const asked = checked(token, { project: "deprived-1", action: "DEPRIVILEGE" });
    assert.deepEqual(provider.diffResource(urnOf(token), state, asked), []);
    await provider.remove(contextOf(cloud), urnOf(token), id, state);
    assert.deepEqual(await editors("deprived-1"), []);
  });

  it("disables the default account, and enables it again when it is itself deleted", async () => {
    const email = await ready("disabled-1");
    const { id, state } = await make({ project: "disabled-1", action: "DISABLE" });
    assert.equal((await account("disabled-1", email)).body.disabled, true);
    await provider.remove(contextOf(cloud), urnOf(token), id, state);
    assert.equal((await account("disabled-1", email)).body.disabled, undefined);
  });

  it("deletes the default account, and undeletes it", async () => {
    const email = await ready("deleted-1");
    const { id, state } = await make({ project: "deleted-1", action: "DELETE" });
    assert.equal((await account("deleted-1", email)).status, 404);
    await provider.remove(contextOf(cloud), urnOf(token), id, state);
    assert.equal((await account("deleted-1", email)).status, 200);
  });

  it("leaves the account as it is when nothing is to be restored", async () => {
    const email = await ready("left-1");
    const { id, state } = await make({ project: "left-1", action: "DISABLE", restorePolicy: "NONE" });
    await provider.remove(contextOf(cloud), urnOf(token), id, state);
    assert.equal((await account("left-1", email)).body.disabled, true);
  });

  it("goes over a failure to restore only if it is told to", async () => {
    await ready("gone-1");
    const strict = await make({ project: "gone-1", action: "DELETE" });
    const lenient = { ...strict.state, restorePolicy: "REVERT_AND_IGNORE_FAILURE" };
    await provider.remove(contextOf(cloud), urnOf(token), strict.id, strict.state);
    await assert.rejects(provider.remove(contextOf(cloud), urnOf(token), strict.id, strict.state), /404/);
    await provider.remove(contextOf(cloud), urnOf(token), strict.id, lenient);
  });

  it("refuses unknown actions, and can't be imported", async () => {
    assert.throws(() => checked(token, { project: "x", action: "KEEP" }), /action must be one of DEPRIVILEGE, DISABLE/);
    await assert.rejects(
      provider.read(contextOf(cloud), urnOf(token), "projects/deprived-1", {}, {}),
      /is not an ID of/,
    );
  });
});
