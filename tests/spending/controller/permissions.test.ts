import assert from "node:assert/strict";
import { unneeded } from "../../../local/google/access/rights.ts";
import { organizationRole } from "../../../plan/names.ts";
import { organizationId } from "../../support/cloud.ts";
import { ContainerProject } from "../../support/container.ts";
import { ControllerStand, controller, controllersOwnRoles, dynamic, other } from "../../support/controller.ts";

describe("the controller's own roles", () => {
  let stand: ControllerStand;

  before(async () => {
    stand = await ControllerStand.start([dynamic, other]);
  });
  after(() => stand.cloud.stop());

  it("have no permission without which it could do all that it does", async () => {
    await stand.machine(dynamic);
    await new ContainerProject(stand.cloud, dynamic.project, "us-central1-b").create("sourcegraph");
    await stand.guard(stand.acting());
    const acting = stand.acting({}, () => ({ exportedCost: async () => 149_000_000 }));
    const { taken } = await stand.send(acting, stand.message(dynamic, 150));
    assert.deepEqual(taken, ["notify", "freeze", "scaleDown", "unlinkBilling"]);
    const uses = stand.cloud.cloud.access.uses()[controller]!;
    const left = controllersOwnRoles.flatMap(({ id, permissions }) =>
      unneeded(organizationRole(organizationId, id), permissions, uses),
    );
    assert.deepEqual(left, []);
    assert.deepEqual(
      stand.cloud.cloud.audit.entries.map(({ protoPayload }) => protoPayload.status.message),
      [],
    );
  });

  it("give no machine back, and no billing link", async () => {
    const project = `/compute/v1/projects/${other.project}/zones/us-central1-a`;
    await stand.machine(other);
    const token = stand.cloud.tokenFor(controller);
    for (const [api, method, path, body] of [
      ["compute", "POST", `${project}/instances/sourcegraph/start`, {}],
      ["compute", "DELETE", `${project}/instances/sourcegraph`, undefined],
      [
        "cloudbilling",
        "PUT",
        `/v1/projects/${dynamic.project}/billingInfo`,
        { billingAccountName: "billingAccounts/x" },
      ],
      ["cloudresourcemanager", "DELETE", `/v3/projects/${other.project}`, undefined],
    ] as const) {
      assert.equal((await stand.cloud.send(api, method, path, body, token)).status, 403, path);
    }
  });
});
