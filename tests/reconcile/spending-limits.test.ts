import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Workspace } from "../../engine/workspace.ts";
import type { Limits } from "../../reconcile/limits.ts";
import { spendingLimits } from "../../reconcile/spending-limits.ts";
import { TestCloud } from "../support/cloud.ts";
import { goodSpecification } from "../support/specification.ts";

const specification = goodSpecification();
const demo = specification.environments.get("demo")!;

describe("what the reconciler does with limits on spending", () => {
  let cloud: TestCloud;
  let root: string;
  let limits: Limits;
  before(async () => {
    cloud = await TestCloud.start();
    root = mkdtempSync(join(tmpdir(), "sgdist-limits-"));
    await cloud.project("tst-spending-h3vq", ["storage"]);
    await cloud.project("tst-demo-d9hc", ["compute", "container"]);
    const environment = { ...cloud.environment, PULUMI_BACKEND_URL: pathToFileURL(root).href };
    limits = spendingLimits(new Workspace(root, specification, root, environment));
  });
  after(async () => {
    rmSync(root, { recursive: true });
    await cloud.stop();
  });

  const object = "/storage/v1/b/tst-spending-h3vq-limits/o/environments%2Fdemo.json";
  const state = async () => (await cloud.send("storage", "GET", `${object}?alt=media`)).body;

  it("there are none, and scaling down works, where nothing limits spending yet", async () => {
    assert.deepEqual(await limits.read(new Set(["demo"])), []);
    await limits.scaleDown(demo, "2026-11-21");
  });

  it("scaling down is a step that the controller knows, taken once", async () => {
    const bucket = { name: "tst-spending-h3vq-limits" };
    await cloud.send("storage", "POST", "/storage/v1/b?project=tst-spending-h3vq", bucket);
    await limits.scaleDown(demo, "2026-11-21");
    const first = await state();
    assert.deepEqual(
      [first.environment, first.project, first.step, first.cause, first.dryRun],
      ["demo", "tst-demo-d9hc", "scaleDown", "end", false],
    );
    await limits.scaleDown(demo, "2026-11-21");
    assert.deepEqual(await state(), first);
    assert.deepEqual(await limits.read(new Set(["demo", "live"])), [{ environment: "demo", project: "tst-demo-d9hc" }]);
    assert.deepEqual(await limits.read(new Set(["live"])), []);
  });

  it("forgets those of an environment that is gone, and no other's of its name", async () => {
    await limits.forget("demo", "tst-demo-n3w3");
    assert.equal((await state()).project, "tst-demo-d9hc");
    await limits.forget("demo", "tst-demo-d9hc");
    await limits.forget("demo", "tst-demo-d9hc");
    assert.deepEqual(await limits.read(new Set(["demo"])), []);
  });
});
