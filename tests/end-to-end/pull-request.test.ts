import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GithubServer } from "../support/github/server.ts";
import type { KeptPullRequest } from "../support/github/state.ts";
import { WorkingClone } from "../support/github/working-clone.ts";
import { enginePid, until } from "../support/processes.ts";
import { current, dayIn, publicFiles } from "../support/specification.ts";

/** An environment's file. */
const environment = (name: string, more = "") =>
  `name: ${name}\nkind: dynamic\nowner: search\npurpose: Tries something.\nproject: tst-${name}-x4x4\n` +
  `deployment: { type: container, version: main, size: xs }\nexpires: ${dayIn(10)}\nbudget: 150\n${more}`;

const line = (name: string, id = `tst-${name}-x4x4`) =>
  `${id}: { for: environment/${name}, kind: dynamic, since: "${dayIn(0)}" }\n`;

describe("a pull request makes an environment", () => {
  let server: GithubServer;
  let clone: WorkingClone;

  before(async () => {
    server = await new GithubServer().start();
    clone = new WorkingClone(server, server.add("example/infrastructure", 611284903), current(publicFiles()));
    await clone.sgdist(["local", "up"]);
    const { code, stdout, stderr } = await clone.sgdist(["up", "bootstrap", "organization"]);
    assert.equal(code, 0, stdout + stderr);
    // What is there at first is brought up as by the schedule.
    const first = await clone.step(["reconcile", "--tier", "nonproduction"]);
    assert.equal(first.code, 0, first.stdout + first.stderr);
  });
  after(async () => {
    await clone.remove();
    await server.stop();
  });

  const add = (name: string) => () => {
    clone.write(`environments/${name}.yaml`, environment(name));
    clone.write("ledger.yaml", clone.read("ledger.yaml") + line(name));
  };

  const headOf = ({ branch }: KeptPullRequest) => clone.git(["rev-parse", `origin/${branch}`]);

  /** The steps that plan a pull request and say so in it. */
  async function plan(pull: KeptPullRequest): Promise<{ code: number; text: string }> {
    clone.git(["fetch", "--quiet", "origin"]);
    rmSync(join(clone.root, ".local", "plan"), { recursive: true, force: true });
    const head = headOf(pull);
    const { code, stdout } = await clone.step(["ci", "plan", "--base", "HEAD", "--head", head, "--out", ".local/plan"]);
    const file = [".local/plan/comment.md"];
    const said = await clone.step([
      "ci",
      "comment",
      "--pull-request",
      `${pull.number}`,
      "--head",
      head,
      "--file",
      ...file,
    ]);
    assert.equal(said.code, 0, said.stdout + said.stderr);
    return { code, text: stdout };
  }

  /** The pull request that adds the environment "same". */
  let same: ReturnType<typeof clone.propose>;

  async function deploy(since: string): Promise<{ code: number; actions: string[]; stdout: string }> {
    const { code, stdout, stderr } = await clone.step([
      "ci",
      "deploy",
      "--tier",
      "nonproduction",
      "--since",
      since,
      "--json",
    ]);
    const { actions } = JSON.parse(stdout) as { actions: { outcome: string; do: string; environment: string }[] };
    return {
      code,
      actions: actions.map((each) => `${each.outcome} ${each.do} ${each.environment}`),
      stdout: stdout + stderr,
    };
  }

  const stateOf = async (id: string): Promise<string> =>
    (await clone.ask("cloudresourcemanager", `/v3/projects/${id}`)).state;

  it("is planned, merged, brought up, changed, and taken down", async () => {
    const opened = clone.propose("add-trial", add("trial"));
    const { code, text } = await plan(opened);
    assert.equal(code, 0, text);
    const [comment, ...others] = clone.said(opened);
    assert.deepEqual(others, []);
    assert.ok(comment!.startsWith("<!-- sgdist:plan -->\n### ✅ Can be merged: 1 environment: 1 added\n"), comment);
    assert.match(
      comment!,
      /\| \*\*added\*\* \| `trial` \| dynamic, search \| `tst-trial-x4x4` \| container main, xs \|/,
    );
    assert.match(comment!, /<code>env-trial<\/code>: \d+ added/);
    assert.match(comment!, /^\+ organizations\/Project trial$/m);
    assert.match(comment!, /Nothing mandatory is broken/);
    // The plan made nothing: neither a state nor a project.
    assert.equal(
      existsSync(join(clone.root, ".local/state/.pulumi/stacks/sourcegraph-distribution/env-trial.json")),
      false,
    );
    assert.equal(await stateOf("tst-trial-x4x4"), undefined);

    const since = clone.merge(opened);
    const deployed = await deploy(since);
    assert.deepEqual([deployed.code, deployed.actions], [0, ["done apply trial"]], deployed.stdout);
    assert.equal(await stateOf("tst-trial-x4x4"), "ACTIVE");
    const told = clone.said(opened)[1]!;
    assert.match(told, /^<!-- sgdist:deployed-nonproduction -->\n### ✅ Deployed\n/);
    assert.match(told, /\| ✅ \| `trial` \| up \| <https:\/\/trial\.dev\.example\.net> \|/);
    assert.deepEqual(
      clone.repository.deployments.map(({ environment: name, statuses }) => [name, statuses.map(({ state }) => state)]),
      [["trial", ["success"]]],
    );
    assert.deepEqual((await deploy(since)).actions, []);

    const change = clone.propose("grow", () => clone.edit("environments/trial.yaml", "budget: 150", "budget: 250"));
    assert.equal((await plan(change)).code, 0);
    assert.match(clone.said(change)[0]!, /1 environment: 1 changed/);
    assert.match(clone.said(change)[0]!, /^! {5}amount\.specifiedAmount\.units: 150 → 250$/m);
    assert.deepEqual((await deploy(clone.merge(change))).actions, ["done apply trial"]);

    const removal = clone.propose("remove", () => rmSync(join(clone.root, "environments/trial.yaml")));
    assert.equal((await plan(removal)).code, 0);
    assert.match(clone.said(removal)[0]!, /`trial` is destroyed with all its data, and `tst-trial-x4x4` is deleted/);
    const gone = await deploy(clone.merge(removal));
    assert.ok(gone.actions.includes("done destroy trial"), gone.stdout);
    assert.equal(await stateOf("tst-trial-x4x4"), "DELETE_REQUESTED");
    assert.match(clone.said(removal)[1]!, /\| 🗑 \| `trial` \| destroyed \|/);
  });

  it("says what is wrong, in the same comment that says so when it is mended", async () => {
    const pull = clone.propose("wrong", () => {
      add("wrong")();
      clone.edit("environments/wrong.yaml", "owner: search", "owner: serch");
    });
    const { code } = await plan(pull);
    assert.equal(code, 1);
    assert.match(clone.said(pull)[0]!, /### ❌ Can't be merged[\s\S]*environments\/wrong\.yaml:3: owner: found/);
    clone.git(["checkout", "--quiet", "wrong"]);
    clone.edit("environments/wrong.yaml", "owner: serch", "owner: search");
    clone.git(["commit", "--quiet", "--all", "--amend", "--no-edit"]);
    clone.git(["push", "--quiet", "--force", "origin", "wrong"]);
    clone.git(["checkout", "--quiet", "main"]);
    assert.equal((await plan(pull)).code, 0);
    assert.equal(clone.said(pull).length, 1);
    assert.match(clone.said(pull)[0]!, /### ✅ Can be merged/);
    // A plan of what was pushed over says nothing.
    const late = await clone.step([
      "ci",
      "comment",
      "--pull-request",
      `${pull.number}`,
      "--head",
      "0".repeat(40),
      "--file",
      "none",
    ]);
    assert.equal(late.code, 0);
    assert.match(late.stdout, /nothing was said/);
    // One that could not be made is told, too.
    const failed = await clone.step(["ci", "comment", "--pull-request", `${pull.number}`, "--file", "none"]);
    assert.equal(failed.code, 0);
    assert.match(
      clone.said(pull)[0]!,
      /The plan could not be made[\s\S]*https:\/\/github\.com\/example\/infrastructure\/actions\/runs\/77/,
    );
  });

  it("says whose a text is that the proposed program wrote, and no more of it than GitHub takes", async () => {
    const pull = clone.propose("forged", () => clone.write("plan/evil.ts", "\n"));
    const say = async (text: string, ...more: string[]) => {
      clone.write(".local/forged.md", text);
      const { code, stdout, stderr } = await clone.step([
        ...["ci", "comment", "--pull-request", `${pull.number}`, "--file", ".local/forged.md"],
        ...more,
      ]);
      assert.equal(code, 0, stdout + stderr);
      return clone.said(pull).at(-1)!;
    };
    const forged = await say("### ✅ Can be merged\n", "--proposed");
    assert.match(
      forged,
      /^<!-- sgdist:plan -->\n> \[!WARNING\]\n> .* the program that is proposed.*\n\n### ✅ Can be merged$/,
    );
    const long = await say("é".repeat(300_000), "--proposed");
    assert.ok(long.length <= 65_536 && long.includes("> [!WARNING]"), String(long.length));
    assert.match(await say("### ✅ Can be merged\n"), /^<!-- sgdist:plan -->\n### ✅ Can be merged$/);
    assert.match(await say("\n"), /The plan could not be made/);
    assert.equal(clone.said(pull).length, 1);
  });

  it("tells of two that take the same name or the same project", async () => {
    const [first, second] = ["one", "two"].map((branch) => clone.propose(branch, add("same"))) as [
      KeptPullRequest,
      KeptPullRequest,
    ];
    const third = clone.propose("three", () => {
      clone.write("environments/other.yaml", environment("other").replace("tst-other-x4x4", "tst-same-x4x4"));
      clone.write("ledger.yaml", clone.read("ledger.yaml") + line("other", "tst-same-x4x4"));
    });
    assert.equal((await plan(first)).code, 0);
    clone.merge(first);
    same = first;
    // The very same change goes together with itself: there is nothing left of it.
    assert.match((await plan(second)).text, /Can be merged: nothing that is deployed/);
    const { code, text } = await plan(third);
    assert.equal(code, 1);
    assert.match(text, /ledger\.yaml: found a change that contradicts one on the branch/);
  });

  it("finishes what was killed in the middle, also when two runs do it at once", async () => {
    // What a run that was cancelled or killed should have told is told by the next, which began later.
    const since = clone.git(["rev-parse", "HEAD"]);
    const run = clone.start(["ci", "deploy", "--tier", "nonproduction"], clone.workflow());
    await until("the engine at work", () => enginePid(clone, "env-same") !== undefined);
    const engine = enginePid(clone, "env-same")!;
    process.kill(run.pid, "SIGKILL");
    process.kill(engine, "SIGKILL");
    await run.ended;
    // The machine of a run that was cancelled is gone: only GitHub knows that nothing goes on there.
    const folder = join(clone.root, ".local/state");
    const locks = join(folder, ".pulumi/locks/organization/sourcegraph-distribution/env-same");
    const lock = join(locks, readdirSync(locks).find((name) => name.endsWith(".json"))!);
    writeFileSync(lock, JSON.stringify({ ...JSON.parse(readFileSync(lock, "utf8")), hostname: "runner-1" }));
    clone.write(".local/state/.sgdist/hosts/runner-1.5.json", "{}");
    clone.repository.runs[5] = "completed";
    const both = await Promise.all([deploy(since), deploy(since)]);
    for (const { code, actions, stdout } of both) {
      assert.equal(code, 0, stdout);
      assert.deepEqual(actions, ["done apply same"]);
    }
    assert.match(clone.said(same).at(-1)!, /### ✅ Deployed/);
    assert.deepEqual((await deploy(since)).actions, []);
  });

  it("is extended and destroyed by commits that say who asked", async () => {
    const extended = await clone.step(["ci", "extend", "same", "2d", "--by", "ada"]);
    assert.equal(extended.code, 0, extended.stdout + extended.stderr);
    let since = clone.pull();
    assert.match(
      clone.git(["log", "-1", "--format=%B"]),
      new RegExp(`^Extend same until ${dayIn(12)}\n\nAsked for by ada\\.$`),
    );
    assert.deepEqual((await deploy(since)).actions, ["done apply same"]);
    const outdated = await clone.step(["ci", "destroy", "same", "--by", "ada", "--plan", "0123456789abcdef"]);
    assert.equal(outdated.code, 2);
    assert.match(outdated.stderr, /same has changed since its end was asked for/);
    const guarded = await clone.step(["ci", "destroy", "live", "--by", "ada"]);
    assert.equal(guarded.code, 2);
    assert.match(guarded.stderr, /live is protected, so its file isn't removed just so/);
    const hostile = await clone.step(["ci", "destroy", "same", "--by", "ada\n\nSigned-off-by: eve"]);
    assert.equal(hostile.code, 2);
    const destroyed = await clone.step(["ci", "destroy", "same", "--by", "ada"]);
    assert.equal(destroyed.code, 0, destroyed.stdout + destroyed.stderr);
    since = clone.pull();
    assert.ok((await deploy(since)).actions.includes("done destroy same"));
    assert.equal(await stateOf("tst-same-x4x4"), "DELETE_REQUESTED");
  });

  it("holds up no other where one fails, and tells of both", async () => {
    // Two pull requests that a queue merges at once.
    const pull = clone.propose("good", add("good"));
    const other = clone.propose("bad", () => {
      clone.write("environments/bad.yaml", environment("bad"));
      clone.write("ledger.yaml", line("bad") + clone.read("ledger.yaml"));
    });
    const since = clone.merge(pull);
    clone.merge(other);
    // One of the two, whichever is first.
    await (await clone.cloud()).addFault({
      api: "cloudresourcemanager",
      method: "projects.create",
      status: 400,
      times: 1,
    });
    const { code, actions, stdout } = await deploy(since);
    assert.equal(code, 1, stdout);
    const failed = actions.find((action) => action.startsWith("failed"))!;
    const isGood = failed === "failed apply good";
    assert.deepEqual(
      actions.toSorted(),
      isGood ? ["done apply bad", "failed apply good"] : ["done apply good", "failed apply bad"],
    );
    const told = clone.said(pull).at(-1)!;
    assert.equal(clone.said(other).at(-1), told);
    assert.match(told, /### ❌ 1 of 2 not deployed/);
    assert.match(told, /What went wrong with <code>(good|bad)<\/code>/);
    await (await clone.cloud()).clearFaults();
    // A later run that is told of a later beginning tells those that haven't heard the end of it all the same.
    const later = clone.git(["rev-parse", "HEAD"]);
    assert.deepEqual((await deploy(later)).actions, [failed.replace("failed", "done")]);
    for (const each of [pull, other]) assert.match(clone.said(each).at(-1)!, /### ✅ Deployed/);
  });

  it("goes on with the next run where a token ended in the middle", async () => {
    const since = clone.merge(clone.propose("late", add("late")));
    await (await clone.cloud()).addFault({ api: "compute", method: "*", status: 401 });
    const { code, stdout } = await deploy(since);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /401/);
    await (await clone.cloud()).clearFaults();
    assert.deepEqual((await deploy(since)).actions, ["done apply late"]);
  });

  it("is deployed all the same when GitHub can't be told", async () => {
    const since = clone.merge(clone.propose("quiet", add("quiet")));
    server.faults.push({ matches: /deployments|comments/, status: 403, times: 1000 });
    const { code, actions, stdout } = await deploy(since);
    server.faults.length = 0;
    assert.deepEqual([code, actions], [0, ["done apply quiet"]], stdout);
    assert.match(stdout, /The deployment of quiet could not be told: .*403/);
  });

  it("reads nothing of a proposal but data: links, huge files and odd names are told of", async () => {
    const hostile = clone.propose("hostile", () => {
      clone.write(
        "environments/bomb.yaml",
        `${"a: &a [x]\n".repeat(1)}b: &b [${"*a,".repeat(40)}]\nc: [${"*b,".repeat(60)}]\n`,
      );
      clone.write("environments/$(touch pwned).yaml", environment("shell"));
      clone.write("environments/huge.yaml", `# ${"x".repeat(1_100_000)}\n`);
    });
    const { code, text } = await plan(hostile);
    assert.equal(code, 1);
    assert.match(text, /huge\.yaml: found 1100003 bytes/);
    assert.match(text, /\$\(touch pwned\)\.yaml: found a name that isn't plain/);
    assert.equal(existsSync(join(clone.root, "pwned")), false);
  });

  it("is planned by main's program, and says that a change of the program isn't in it, or is planned locally", async () => {
    const pull = clone.propose("program", () => clone.write("plan/evil.ts", "process.exit(7)\n"));
    const { stdout } = await clone.step(["ci", "scope", "--base", "HEAD", "--head", headOf(pull)]);
    assert.equal(stdout, "program=true\nproduction=true\naccount=previewer@tst-seed-k7m2.iam.gserviceaccount.com\n");
    assert.ok(readFileSync(join(clone.root, "organization.yaml"), "utf8").length > 0);
  });
});
