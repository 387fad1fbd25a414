import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OldOrganizationBuilder } from "../support/old-organization.ts";
import { until } from "../support/processes.ts";
import { TestProject } from "../support/project.ts";

const checkout = join(import.meta.dirname, "..", "..");
const read = (file: string) => readFileSync(join(checkout, file), "utf8");

/** The organisation of the checkout before it had environments. */
const files = (): Map<string, string> =>
  new Map([
    ["organization.yaml", read("organization.yaml")],
    ["ledger.yaml", read("ledger.yaml").replaceAll(/^.*for: environment\/.*\n/gm, "")],
  ]);

const [source, target] = ["sourcegraph-ci", "sgd-ci-r8fd"];

interface Outcome {
  label: string;
  name: string;
  outcome: string;
}

describe("what is in an old CI project", () => {
  let project: TestProject;
  let asItWas: unknown;
  const assets = async () => {
    const path = `/v1/projects/${source}/assets?contentType=RESOURCE&pageSize=1000`;
    const { assets: all } = await project.ask("cloudasset", path);
    return all.map(({ name, resource }: { name: string; resource: { data: object } }) => [name, resource.data]);
  };
  const value = async (id: string, secret: string): Promise<string> => {
    const path = `/v1/projects/${id}/secrets/${secret}/versions/latest:access`;
    return Buffer.from((await project.ask("secretmanager", path)).payload.data, "base64").toString();
  };
  const objects = async (bucket: string): Promise<string[]> => {
    const { items = [] } = await project.ask("storage", `/storage/v1/b/${bucket}/o`);
    return items.map(({ name, crc32c }: { name: string; crc32c: string }) => `${name} ${crc32c}`);
  };
  const outcomes = (text: string): string[][] =>
    (JSON.parse(text).outcomes as Outcome[]).map(({ label, name, outcome }) => [label, name, outcome]);

  before(async () => {
    project = new TestProject(files());
    await project.sgdist(["local", "up"]);
    await new OldOrganizationBuilder(project).build();
    // The old organisation has a folder that the specification has too.
    for (const args of [
      ["up", "bootstrap"],
      ["adopt", "import", "organization"],
      ["up", "organization", "ci"],
    ]) {
      const { code, stdout, stderr } = await project.sgdist(args);
      assert.equal(code, 0, stdout + stderr);
    }
    for (const [name, text] of [
      ["2026/11/a.log", "first"],
      ["2026/11/b c?.log", "second"],
    ]) {
      const path = `/upload/storage/v1/b/${source}-logs/o?uploadType=media&name=${encodeURIComponent(name!)}`;
      await project.ask("storage", path, "POST", { text });
    }
    for (const secret of ["docker-password", "npm-token"]) {
      const path = `/v1/projects/${source}/secrets/${secret}:addVersion`;
      const payload = { data: Buffer.from(`value of ${secret}`).toString("base64") };
      await project.ask("secretmanager", path, "POST", { payload });
    }
    asItWas = await assets();
  });
  after(() => project.remove());

  it("is copied as far as the program can, also when it is killed in the middle", async () => {
    const cloud = await project.cloud();
    const fault = await cloud.addFault({
      api: "secretmanager",
      method: "projects.secrets.addVersion",
      delay: 4000,
      times: 1,
    });
    const running = project.start(["migrate-project", source, "--to", "ci", "--run"]);
    await until("a value that is being copied", async () =>
      (await cloud.status()).faults.some(({ id, struck }) => id === fault.id && struck > 0),
    );
    process.kill(running.pid, "SIGKILL");
    await running.ended;
    await cloud.clearFaults();
    const { code, stdout, stderr } = await project.sgdist(["migrate-project", source, "--to", "ci", "--run", "--json"]);
    assert.equal(code, 0, stdout + stderr);
    const [password, ...rest] = outcomes(stdout);
    assert.ok(["copied", "done"].includes(password![2]!));
    assert.deepEqual(
      [password!.slice(0, 2), ...rest],
      [
        ["secret", "docker-password"],
        ["secret", "npm-token", "copied"],
        ["bucket", `${source}-caches`, "done"],
        ["bucket", `${source}-logs`, "copied"],
      ],
    );
    for (const secret of ["docker-password", "npm-token"]) {
      assert.equal(await value(target, secret), await value(source, secret));
      assert.ok(!stdout.includes(await value(source, secret)), "no value is shown");
      const { versions } = await project.ask("secretmanager", `/v1/projects/${target}/secrets/${secret}/versions`);
      assert.equal(versions.length, 1, "and none is there twice");
    }
    assert.deepEqual(await objects(`${target}-logs`), await objects(`${source}-logs`));
    assert.equal((await objects(`${target}-logs`)).length, 2);
  });

  it("is there already when it is run again", async () => {
    const { stdout } = await project.sgdist(["migrate-project", source, "--to", "ci", "--run", "--json"]);
    assert.deepEqual([...new Set(outcomes(stdout).map(([, , outcome]) => outcome))], ["done"]);
    const text = await project.sgdist(["migrate-project", source, "--to", "ci", "--run"]);
    assert.match(text.stdout, /^✔ secret docker-password: was there$/m);
    assert.match(text.stdout, /^4 other things are for people: --out FILE writes down how\.$/m);
  });

  it("covers nothing that somebody put into the target, and takes no bucket of somebody else's", async () => {
    const path = `/upload/storage/v1/b/${target}-logs/o?uploadType=media&name=mine`;
    await project.ask("storage", path, "POST", { text: "ours" });
    await project.ask("storage", path.replace(`${target}-logs`, `${source}-logs`), "POST", { text: "theirs" });
    const ran = await project.sgdist(["migrate-project", source, "--to", "ci", "--run"]);
    assert.equal(ran.code, 0);
    assert.match(ran.stdout, /bucket sourcegraph-ci-logs: left, all or in part/);
    assert.match(ran.stdout, /left: mine: the target holds another content by this name/);
    await project.ask("storage", `/storage/v1/b/${target}-caches`, "DELETE");
    await project.ask("storage", "/storage/v1/b?project=sourcegraph-build-cache", "POST", { name: `${target}-caches` });
    const taken = await project.sgdist(["migrate-project", source, "--to", "ci", "--run"]);
    assert.equal(taken.code, 1);
    assert.match(
      taken.stdout,
      /✘ bucket sourcegraph-ci-caches: failed\n +the name sgd-ci-r8fd-caches is taken by another/,
    );
  });

  it("stays as it was", async () => {
    assert.deepEqual(await assets(), asItWas);
  });
});
