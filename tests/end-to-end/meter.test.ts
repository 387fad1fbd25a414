import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { paths } from "../../local/directory.ts";
import { readEndpoints } from "../../local/endpoints.ts";
import type { MeterStatus } from "../../local/google/meter/status.ts";
import { costOf, creditsOf, type ExportRow } from "../support/meter.ts";
import { until } from "../support/processes.ts";
import { TestProject } from "../support/project.ts";

describe("time that passes in the local cloud", () => {
  let project: TestProject;
  before(async () => {
    project = new TestProject();
    await project.sgdist(["local", "up"]);
  });
  after(() => project.remove());

  /** Asks an API of the cloud for something that it must not refuse. */
  async function send(api: string, method: string, path: string, body?: object) {
    const answer = await project.ask(api, path, method, body);
    assert.equal(answer.error, undefined, JSON.stringify(answer));
    return answer;
  }

  async function finish(api: string, version: string, { name }: { name: string }): Promise<void> {
    await until(`the end of ${name}`, async () => (await send(api, "GET", `/${version}/${name}`)).done === true);
  }

  /** A project with a machine. */
  async function machineIn(projectId: string): Promise<void> {
    const { organizationId, billingAccounts } = readEndpoints(paths(project.root).directory)!;
    const parent = `organizations/${organizationId}`;
    const manager = "cloudresourcemanager";
    await finish(manager, "v3", await send(manager, "POST", "/v3/projects", { projectId, parent }));
    await send("cloudbilling", "PUT", `/v1/projects/${projectId}/billingInfo`, {
      billingAccountName: `billingAccounts/${billingAccounts[0]}`,
    });
    const service = `/v1/projects/${projectId}/services/compute.googleapis.com:enable`;
    await finish("serviceusage", "v1", await send("serviceusage", "POST", service, {}));
    await send("compute", "POST", `/compute/v1/projects/${projectId}/zones/us-central1-a/instances`, {
      name: "m",
      machineType: "zones/us-central1-a/machineTypes/e2-standard-8",
      disks: [
        { boot: true, initializeParams: { sourceImage: "projects/debian-cloud/global/images/family/debian-11" } },
      ],
      networkInterfaces: [{ network: "global/networks/default" }],
    });
  }

  const exported = () => paths(project.root).billingExport;
  const rows = () =>
    readdirSync(exported())
      .filter((name) => name.endsWith(".json"))
      .flatMap((name) => readFileSync(join(exported(), name), "utf8").trimEnd().split("\n"))
      .map((line) => JSON.parse(line) as ExportRow)
      .filter((row) => row.project?.id === "metered-1");

  it("is metered once, whatever is killed on the way, and shown", async () => {
    await machineIn("metered-1");
    const time = async () => Date.parse((await project.json(["local", "clock"])).time);
    const begin = await time();
    const end = begin + 40 * 86_400_000;
    const advancing = project.start(["local", "clock", "advance", "40d"]);
    await until("some exports", async () => existsSync(exported()) && readdirSync(exported()).length > 20);
    process.kill(readEndpoints(paths(project.root).directory)!.pid, "SIGKILL");
    assert.notEqual((await advancing.ended).code, 0);
    await project.sgdist(["local", "up"]);
    const left = Math.ceil((end - (await time())) / 3_600_000);
    assert.ok(left > 0, "it was killed on the way");
    const { code, stdout } = await project.sgdist(["local", "clock", "advance", `${left}h`]);
    assert.equal(code, 0);
    assert.match(stdout, /^20\d\d-\d\d-\d\dT[\d:]+Z \(4\d d \d+ h ahead\)\n$/);

    await send("compute", "POST", "/compute/v1/projects/metered-1/zones/us-central1-a/instances/m/stop");
    await send("cloudbilling", "PUT", "/v1/projects/metered-1/billingInfo", { billingAccountName: "" });
    await project.sgdist(["local", "clock", "+20d"]);
    const status = (): Promise<MeterStatus> => project.json(["local", "meter"]);
    await until("the end of the exports", async () => (await status()).pending === 0);
    const found = await status();
    const regular = rows().filter(({ cost_type }) => cost_type === "regular");
    const keys = regular.map(({ sku, usage_start_time }) => `${sku.id} ${usage_start_time}`);
    assert.equal(new Set(keys).size, keys.length, "no hour of anything is there twice");
    assert.equal(keys.length, 3 * new Set(regular.map(({ usage_start_time }) => usage_start_time)).size);
    const total = found.months.reduce((sum, { cost }) => sum + Math.round(cost * 1e6), 0);
    assert.equal(costOf(rows()), total);
    assert.equal(creditsOf(rows()), 0);
    const hours = (Date.parse(found.projects[0]!.exported) - begin) / 3_600_000;
    assert.ok(hours > 40 * 24);
    // Eight cores, 32 gibibytes and a disk of ten, for forty days and the time that the test itself took.
    const price = 8 * 21_811.59 + 32 * 2923.53 + (10 * 40_000) / 730;
    assert.ok(Math.abs(total / price - 40 * 24) < 2, `${total / price} hours`);

    const { stdout: shown } = await project.sgdist(["local", "meter"]);
    assert.match(shown, /^metered until {2}20\d\d-\d\d-\d\d \d\d:00 UTC$/m);
    assert.match(shown, /^metered-1 +\d+\.\d\d +0\.00 {2}20\d\d-\d\d-\d\d \d\d:00$/m);
  });

  it("goes forward only, and for a span of time", async () => {
    for (const span of ["-2h", "0s", "soon"]) {
      const { code, stderr } = await project.sgdist(["local", "clock", "advance", span]);
      assert.notEqual(code, 0);
      assert.match(stderr, /span of time/, span);
    }
    const far = await project.sgdist(["local", "clock", "advance", "40000d"]);
    assert.match(far.stderr, /40000d is too far/);
    const month = await project.sgdist(["local", "meter", "--month", "2026-13"]);
    assert.match(month.stderr, /--month 2026-13: allowed is a month such as 2026-11/);
    const promotion = await project.sgdist(["local", "meter", "promote", "nothing"]);
    assert.match(promotion.stderr, /nothing: allowed is an amount of money/);
    const promoted = await project.json(["local", "meter", "promote", "300"]);
    assert.deepEqual([promoted.amount, promoted.currencyCode], [300, "USD"]);
  });
});
