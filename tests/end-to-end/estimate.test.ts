import assert from "node:assert/strict";
import { TestProject } from "../support/project.ts";
import { dayIn } from "../support/specification.ts";

describe("estimates on the real engine", () => {
  let project: TestProject;
  before(async () => {
    project = new TestProject();
    await project.sgdist(["local", "up"]);
    const { code, stdout, stderr } = await project.sgdist(["up", "bootstrap", "organization"]);
    assert.equal(code, 0, stdout + stderr);
  });
  after(() => project.remove());

  it("are on screen before an environment is there, with what is about to be made", async () => {
    const { code, stdout, stderr } = await project.sgdist(["preview", "env-demo"]);
    assert.equal(code, 0, stderr);
    // e2-standard-4, disks of 30 and 100 GB, NAT, snapshots; of what is used the range of the environment tells.
    assert.match(stdout, /^env-demo +0\.00 +116\.01 to 120\.81 +\+116\.01 to \+120\.81$/m);
    assert.match(stdout, /Not priced: 2 Bucket\./);
    const [stack] = await project.json(["preview", "env-demo"]);
    assert.deepEqual(stack.cost.difference, { low: 116.008673, high: 120.808673 });
    assert.deepEqual(stack.cost.untold, { "gcp:storage/bucket:Bucket": 2 });
    assert.equal(stack.resources, undefined);
  });

  it("tell by how much a change costs more, and say nothing of what stays", async () => {
    const up = await project.sgdist(["up", "env-demo"]);
    assert.equal(up.code, 0, up.stdout + up.stderr);
    const [same] = await project.json(["preview", "env-demo"]);
    assert.deepEqual(same.cost.difference, { low: 0, high: 0 });
    assert.deepEqual(same.cost.before, { low: 116.008673, high: 120.808673 });
    project.edit("environments/demo.yaml", "size: xs", "size: s");
    const [larger] = await project.json(["preview", "env-demo"]);
    // An e2-standard-8 instead of an e2-standard-4, and 250 GB of disk instead of 100 with its snapshots.
    assert.deepEqual(larger.cost.difference, { low: 113.586674, high: 120.786674 });
  });

  it("refuse what is over its budget before anything is made: in plain pulumi, validate, env new and env extend", async () => {
    project.edit("environments/demo.yaml", "size: s", "size: l");
    const told =
      /environments\/demo\.yaml:7: deployment: found an environment that costs at least 358 USD until its end/;
    const pulumi = await project.pulumi(["up", "--yes", "--stack", "env-demo", "--non-interactive"]);
    assert.notEqual(pulumi.code, 0);
    assert.match(pulumi.stdout + pulumi.stderr, told);
    assert.match(pulumi.stdout + pulumi.stderr, /would be over its budget, so nothing was changed/);
    const validate = await project.sgdist(["validate"]);
    assert.deepEqual([validate.code, told.test(validate.stderr)], [2, true]);
    const estimate = await project.sgdist(["cost", "estimate"]);
    assert.deepEqual([estimate.code, /^✘ +demo /m.test(estimate.stdout)], [1, true], estimate.stdout);
    project.edit("environments/demo.yaml", "size: l", "size: xs");

    const asked = ["env", "new", "big", "--kind", "dynamic", "--owner", "search", "--purpose", "Too much"];
    const refused = await project.sgdist([...asked, "--type", "compose", "--size", "xl"]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /environments\/big\.yaml:\d+: deployment: found an environment that costs at least/);
    assert.throws(() => project.read("environments/big.yaml"));
    const fits = await project.sgdist([...asked, "--type", "container", "--size", "xs"]);
    assert.equal(fits.code, 0, fits.stderr);
    assert.match(
      fits.stdout,
      /big is estimated at 116\.73 to 129\.28 USD a month, .+ until its\s+end, of a budget of 100/,
    );
    const extended = await project.sgdist(["env", "extend", "demo", dayIn(28)]);
    assert.equal(extended.code, 2);
    assert.match(
      extended.stderr,
      /environments\/demo\.yaml:\d+: deployment: found an environment that costs at least 1\d\d USD/,
    );
  });

  it("are made with prices that are read anew from the catalogue", async () => {
    const { book, changes, problems, written } = await project.json(["prices", "refresh"]);
    assert.deepEqual([changes, problems, written, book.currency], [[], [], false, "USD"]);
    const other = await project.sgdist(["prices", "refresh", "--currency", "EUR"]);
    assert.equal(other.code, 0, other.stderr);
    assert.match(project.read("spending/prices/book.yaml"), /^currency: EUR$/m);
    const { currency, environments } = await project.json(["cost", "estimate", "demo"]);
    assert.equal(currency, "EUR");
    assert.ok(Math.abs(environments[0].estimate.monthly.low - 116.733673 * 0.875) < 0.001);
    // Budgets are in dollars, those of the billing account.
    const preview = await project.sgdist(["preview", "env-demo"]);
    assert.match(preview.stderr, /Prices are in EUR and budgets in USD/);
  });
});
