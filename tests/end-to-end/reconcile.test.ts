import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../../system/processes.mjs";
import { enginePid, until } from "../support/processes.ts";
import { TestProject } from "../support/project.ts";
import { current, dayIn, publicFiles, replace } from "../support/specification.ts";

const account = "/v1/billingAccounts/01C0DE-5EED00-CAFE42/budgets";
const zone = "/dns/v1/projects/tst-dns-v8pm/managedZones/nonproduction";
const day = 86_400_000;
const hour = day / 24;

/** All but what changed. */
const ending = ["--only", "expired", "removed", "leaks"];

/** An environment that is there to be taken down. */
interface Trial {
  name: string;
  id: string;
  stack: string;
}

interface Action {
  do: string;
  environment: string;
  reason: string;
  outcome: string;
  error?: string;
}

interface Result {
  actions: Action[];
  withheld: Action[];
  findings: { what: string; kind: string; reason: string }[];
  unread: { reading: string; why: string }[];
  notices: { deed: string; environment: string; new: boolean; tell?: string }[];
}

const brief = ({ actions }: Result) => actions.map((each) => `${each.outcome} ${each.do} ${each.environment}`);

describe("reconciling on the real engine", () => {
  let project: TestProject;
  let count = 0;

  const reconcile = (...args: string[]): Promise<Result> => project.json(["reconcile", ...ending, ...args]);
  const moveClock = async (offset: number) => (await project.cloud()).moveClock(offset);

  before(async () => {
    project = new TestProject(replace(current(publicFiles()), "environments/demo.yaml", dayIn(9), dayIn(7)));
    await project.sgdist(["local", "up"]);
    const { code, stdout, stderr } = await project.sgdist(["up", "bootstrap", "organization", "env-demo", "app-demo"]);
    assert.equal(code, 0, stdout + stderr);
  });
  after(() => project.remove());
  afterEach(async () => (await project.cloud()).clearFaults());

  /** Makes environments that are like the demo, with names and IDs of their own; their files can then be removed. */
  async function bringUp(howMany = 1): Promise<Trial[]> {
    const made = Array.from({ length: howMany }, () => {
      const name = `trial-${++count}`;
      const id = `tst-${name}-x4x4`;
      const text = current(publicFiles()).get("environments/demo.yaml")!;
      const renamed = text.replace("name: demo", `name: ${name}`).replace("tst-demo-d9hc", `${id}\nbudget: 100`);
      project.write(`environments/${name}.yaml`, renamed.replace(dayIn(9), dayIn(20)));
      const line = `${id}: { for: environment/${name}, kind: dynamic, since: "${dayIn(-2)}" }\n`;
      project.write("ledger.yaml", project.read("ledger.yaml") + line);
      return { name, id, stack: `env-${name}` };
    });
    const { code, stdout, stderr } = await project.sgdist(["up", ...made.map(({ stack }) => stack)]);
    assert.equal(code, 0, stdout + stderr);
    return made;
  }

  const removeFile = (name: string) => rmSync(join(project.root, "environments", `${name}.yaml`));
  const stateFile = (stack: string) =>
    join(project.root, ".local/state/.pulumi/stacks/sourcegraph-distribution", `${stack}.json`);

  async function numberOf(id: string): Promise<string> {
    const { name } = await project.ask("cloudresourcemanager", `/v3/projects/${id}`);
    return name.replace("projects/", "");
  }

  /** Everything that the local cloud has of an environment, but for what is in its project. */
  async function tracesOf(name: string, id: string): Promise<string[]> {
    const number = await numberOf(id);
    const { state } = await project.ask("cloudresourcemanager", `/v3/projects/${id}`);
    const { budgets } = await project.ask("billingbudgets", `${account}?pageSize=1000`);
    const { rrsets } = await project.ask("dns", `${zone}/rrsets`);
    const list = "/v1/organizations/419083752617/assets?pageSize=1000&contentType=";
    const resources = await project.ask("cloudasset", `${list}RESOURCE`);
    const policies = await project.ask("cloudasset", `${list}IAM_POLICY`);
    const { liens = [] } = await project.ask("cloudresourcemanager", `/v3/liens?parent=projects/${number}`);
    const { items } = await project.ask("storage", "/storage/v1/b/tst-seed-k7m2-outputs/o?prefix=outputs/");
    const { stacks } = JSON.parse(`{"stacks":${(await project.pulumi(["stack", "ls", "--json"])).stdout}}`);
    const named = (thing: unknown) => {
      const text = JSON.stringify(thing);
      return text.includes(id) || text.includes(`"projects/${number}"`) || text.includes(`${name}.dev.example.net`);
    };
    const outside = ({ ancestors }: { ancestors: string[] }) => !ancestors.includes(`projects/${number}`);
    const all: [string, unknown[]][] = [
      ["budget", budgets.filter(named)],
      ["record", rrsets.filter(named)],
      ["resource", resources.assets.filter(outside).filter(named)],
      ["policy", policies.assets.filter(outside).filter(named)],
      ["lien", liens],
      ["outputs", items.filter((item: { name: string }) => item.name.includes(`-${name}.`))],
      ["stack", stacks.filter((stack: { name: string }) => stack.name.endsWith(`-${name}`))],
    ];
    const found = all.flatMap(([what, things]) =>
      things.map((thing) => `${what} ${JSON.stringify(thing).slice(0, 200)}`),
    );
    return state === "DELETE_REQUESTED" ? found : [`project ${state}`, ...found];
  }

  /** How the machines of a project are. */
  async function machines(id: string): Promise<string[]> {
    const { items = {} } = await project.ask("compute", `/compute/v1/projects/${id}/aggregated/instances`);
    const zones = Object.values(items) as { instances?: { status: string }[] }[];
    return zones.flatMap(({ instances = [] }) => instances.map(({ status }) => status));
  }

  it("warns, scales down and destroys what has come to its end, and leaves nothing", async () => {
    assert.deepEqual(brief(await reconcile()), []);
    await moveClock(4 * day);
    const dry = await project.sgdist(["reconcile", "--dry-run", "--only", "expired"]);
    assert.match(dry.stdout, /^~ {2}demo +warn +it ends on .*: 3 days are left$/m);
    const warned = await reconcile();
    assert.deepEqual(brief(warned), ["done warn demo"]);
    assert.deepEqual(
      warned.notices.map(({ deed, tell, new: isNew }) => [deed, tell, isNew]),
      [["warned", "search@example.com", true]],
    );
    const again = await reconcile();
    assert.deepEqual([again.actions, again.notices[0]?.new], [[], false]);
    await moveClock(6 * day);
    assert.deepEqual(brief(await reconcile()), ["done warn demo"]);
    await moveClock(8 * day);
    assert.deepEqual(await machines("tst-demo-d9hc"), ["RUNNING"]);
    assert.deepEqual(brief(await reconcile()), ["done end demo", "done scaleDown demo"]);
    assert.deepEqual(await machines("tst-demo-d9hc"), ["TERMINATED"]);
    assert.deepEqual(brief(await reconcile()), []);
    assert.notDeepEqual(await tracesOf("demo", "tst-demo-d9hc"), []);
    await moveClock(9 * day + hour);
    const { code, stdout } = await project.sgdist(["reconcile", ...ending]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^✔ {2}demo +destroyed +it ended on /m);
    assert.deepEqual(
      stdout.split("\n").filter((line) => line.length > 80),
      [],
    );
    assert.deepEqual(await tracesOf("demo", "tst-demo-d9hc"), []);
    const { actions, findings } = await reconcile();
    assert.deepEqual(actions, []);
    assert.deepEqual(
      findings.map(({ what, kind }) => [what, kind]),
      [["the file of demo", "note"]],
    );
  });

  it("sweeps what is certainly left of it, and only tells of the rest", async () => {
    const number = await numberOf("tst-demo-d9hc");
    const amount = { specifiedAmount: { currencyCode: "USD", units: "5" } };
    const budget = { displayName: "Project tst-demo-d9hc", budgetFilter: { projects: [`projects/${number}`] }, amount };
    await project.ask("billingbudgets", account, "POST", budget);
    await project.ask("billingbudgets", account, "POST", { ...budget, displayName: "Project tst-lost-x2x3" });
    const restrictions = ["resourcemanager.projects.delete"];
    const lien = { parent: `projects/${number}`, restrictions, origin: "sourcegraph-distribution", reason: "left" };
    await project.ask("cloudresourcemanager", "/v3/liens", "POST", lien);
    const record = { name: "demo.dev.example.net.", type: "A", ttl: 300, rrdatas: ["203.0.113.7"] };
    await project.ask("dns", `${zone}/rrsets`, "POST", record);
    await project.ask("dns", `${zone}/rrsets`, "POST", { ...record, type: "TXT", rrdatas: ['"by hand"'] });
    const iam = "/storage/v1/b/tst-seed-k7m2-outputs/iam";
    const policy = await project.ask("storage", iam);
    const member = "deleted:serviceAccount:machine@tst-demo-d9hc.iam.gserviceaccount.com?uid=107";
    const bindings = [...policy.bindings, { role: "roles/storage.objectViewer", members: [member] }];
    await project.ask("storage", iam, "PUT", { ...policy, bindings });
    const top = await project.ask("cloudresourcemanager", "/v3/organizations/419083752617:getIamPolicy", "POST", {});
    const more = [...top.bindings, { role: "roles/browser", members: [member] }];
    await project.ask("cloudresourcemanager", "/v3/organizations/419083752617:setIamPolicy", "POST", {
      policy: { ...top, bindings: more },
    });
    const upload = "/upload/storage/v1/b/tst-seed-k7m2-outputs/o?uploadType=media&name=outputs/";
    await project.ask("storage", `${upload}env-demo.json`, "POST", {});
    await project.ask("storage", `${upload}env-lost.json`, "POST", {});
    removeFile("demo");
    await project.pulumi(["stack", "init", "env-demo", "--non-interactive"]);

    const { actions, findings } = await reconcile("--only", "leaks");
    assert.deepEqual(
      actions.map(({ outcome, reason, error }) => [outcome, reason.split(":")[0], error]),
      [
        ["done", "the budget Project tst-demo-d9hc", undefined],
        ["done", actions[1]!.reason.split(":")[0], undefined],
        ["done", "roles/storage.objectViewer of machine@tst-demo-d9hc.iam.gserviceaccount.com", undefined],
        ["done", "the name demo.dev.example.net.", undefined],
        ["done", "gs", undefined],
        ["done", "the stack env-demo", undefined],
      ],
    );
    assert.match(actions[1]!.reason, /^the lien liens\/p\d+-l\w+: /);
    assert.deepEqual(
      findings.map(({ what, kind }) => [what, kind]),
      [
        ["roles/browser of machine@tst-demo-d9hc.iam.gserviceaccount.com", "leak"],
        ["the name demo.dev.example.net.", "leak"],
        ["the budget Project tst-lost-x2x3", "leak"],
        ["gs://tst-seed-k7m2-outputs/outputs/env-lost.json", "leak"],
      ],
    );
    assert.deepEqual((await reconcile()).actions, []);
    const kept = await tracesOf("demo", "tst-demo-d9hc");
    assert.deepEqual(
      kept.map((text) => text.split(" ")[0]),
      ["budget", "record", "policy"],
    );
  });

  it("takes down what no file names any more, and what its state had when somebody deleted the project", async () => {
    await moveClock(0);
    const [removed, deleted, lost] = (await bringUp(3)) as [Trial, Trial, Trial];
    const path = `/v3/projects/${deleted.id}`;
    await project.ask("cloudresourcemanager", path, "DELETE");
    await until("the project to go", async () => {
      return (await project.ask("cloudresourcemanager", path)).state === "DELETE_REQUESTED";
    });
    rmSync(stateFile(lost.stack));
    const told = (await reconcile()).findings.filter(({ kind }) => kind === "refused");
    assert.deepEqual(
      told.map(({ what }) => what),
      [`the project ${deleted.id}`],
    );
    for (const { name } of [removed, deleted, lost]) removeFile(name);
    const result = await reconcile();
    assert.deepEqual(result.actions.map(({ outcome, reason, error }) => [outcome, reason, error]).slice(0, 3), [
      ["done", "its file was removed", undefined],
      ["done", "its file was removed, and its project is being deleted already", undefined],
      ["done", "no file names its project, and no state holds it", undefined],
    ]);
    for (const { name, id } of [removed, deleted, lost]) assert.deepEqual(await tracesOf(name, id), [], name);
    assert.deepEqual((await reconcile()).actions, []);
  });

  it("deletes nothing while something can't be read, says what, and goes on with the next run", async () => {
    const [{ name, id }] = (await bringUp()) as [Trial];
    removeFile(name);
    const cloud = await project.cloud();
    await cloud.addFault({ api: "dns", method: "resourceRecordSets.list", status: 403 });
    const { code, stdout } = await project.sgdist(["reconcile", ...ending]);
    assert.equal(code, 1);
    assert.match(stdout, /^Could not be read\n {2}the DNS records: GET\n[\s\S]*: ?\n? +403 The caller/);
    assert.match(stdout, /^Held back until all can be read\n {2}destroy trial-\d: its file was removed$/m);
    assert.match(stdout, /✘ 1 to do, but nothing is deleted before everything can be read\./);
    await cloud.clearFaults();
    const { state } = await project.ask("cloudresourcemanager", `/v3/projects/${id}`);
    assert.equal(state, "ACTIVE");
    assert.deepEqual(brief(await reconcile()), [`done destroy ${name}`]);
    assert.deepEqual(await tracesOf(name, id), []);
  });

  it("does the others when one fails, and exits with 1", async () => {
    const [bad, good] = (await bringUp(2)) as [Trial, Trial];
    removeFile(bad.name);
    removeFile(good.name);
    await project.ask("cloudresourcemanager", "/v3/liens", "POST", {
      parent: `projects/${await numberOf(bad.id)}`,
      restrictions: ["resourcemanager.projects.delete"],
      origin: "legal",
      reason: "evidence",
    });
    const refused = await reconcile();
    assert.deepEqual(brief(refused), [`done destroy ${good.name}`]);
    assert.deepEqual(
      refused.findings.filter(({ kind }) => kind === "refused").map(({ reason }) => reason),
      ["legal forbids its deletion by a lien: evidence"],
    );
    const [lien] = (await project.ask("cloudresourcemanager", `/v3/liens?parent=projects/${await numberOf(bad.id)}`))
      .liens;
    await project.ask("cloudresourcemanager", `/v3/${lien.name}`, "DELETE");
    const cloud = await project.cloud();
    await cloud.addFault({ api: "cloudresourcemanager", method: "projects.delete", status: 403 });
    const run = await project.sgdist(["reconcile", ...ending, "--json"]);
    assert.equal(run.code, 1);
    assert.deepEqual(brief(JSON.parse(run.stdout)), [`failed destroy ${bad.name}`]);
    await cloud.clearFaults();
    assert.deepEqual(brief(await reconcile()), [`done destroy ${bad.name}`]);
    assert.deepEqual(await tracesOf(bad.name, bad.id), []);
  });

  it("may run twice at once: what is found done is content", async () => {
    const [{ name, id }] = (await bringUp()) as [Trial];
    removeFile(name);
    const runs = await Promise.all([1, 2].map(() => project.sgdist(["reconcile", ...ending])));
    assert.deepEqual(
      runs.map(({ code }) => code),
      [0, 0],
      runs.map(({ stdout, stderr }) => stdout + stderr).join(),
    );
    assert.deepEqual(await tracesOf(name, id), []);
  });

  for (const [api, method] of [
    ["compute", "instances.delete"],
    ["billingbudgets", "billingAccounts.budgets.delete"],
    ["cloudresourcemanager", "projects.delete"],
  ] as const) {
    it(`killed during ${api} ${method}: the next run finishes`, async () => {
      const [{ name, id, stack }] = (await bringUp()) as [Trial];
      removeFile(name);
      const cloud = await project.cloud();
      // The work is done and then the answer takes long: the worst moment to go.
      const fault = await cloud.addFault({ api, method, delay: 4000, times: 1 });
      const run = project.start(["reconcile", ...ending]);
      await until(`a call of ${method}`, async () =>
        (await cloud.status()).faults.some(({ id: at, struck }) => at === fault.id && struck > 0),
      );
      const engine = enginePid(project, stack);
      for (const pid of [run.pid, engine]) if (pid !== undefined) process.kill(pid, "SIGKILL");
      await run.ended;
      await until("the engine to end", () => engine === undefined || !isAlive(engine));
      await cloud.clearFaults();
      const { code, stdout, stderr } = await project.sgdist(["reconcile", ...ending]);
      assert.equal(code, 0, stdout + stderr);
      assert.deepEqual(await tracesOf(name, id), []);
      assert.deepEqual((await reconcile()).actions, []);
    });
  }
});
