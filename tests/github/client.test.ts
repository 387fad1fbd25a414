import assert from "node:assert/strict";
import { GithubError } from "../../github/client.ts";
import { changeBranch } from "../../github/edit.ts";
import { openRepository } from "../../github/open.ts";
import { BranchMoved, type Repository } from "../../github/repository.ts";
import { say } from "../../github/sticky-comment.ts";
import { UserError } from "../../spec/problem.ts";
import { git } from "../support/github/git.ts";
import { bot, engineer, GithubServer } from "../support/github/server.ts";
import type { KeptRepository } from "../support/github/state.ts";

describe("a repository on GitHub", () => {
  let server: GithubServer;
  let kept: KeptRepository;
  let repository: Repository;
  const reports: string[] = [];

  before(async () => {
    server = await new GithubServer().start();
  });
  after(() => server.stop());
  let count = 0;
  beforeEach(() => {
    kept = server.add(`acme/infra-${++count}`, 7000 + count);
    repository = openRepository(kept.name, server.environment, { pause: 1, report: (text) => reports.push(text) });
    server.faults.length = 0;
    server.calls.length = 0;
    server.asWorkflow = true;
    reports.length = 0;
  });

  const head = () => git(kept.bare, ["rev-parse", "main"]);
  const change = async (path: string, text: string | null, parent = head()) =>
    repository.commit({ branch: "main", parent, message: `Change ${path}`, files: new Map([[path, text]]) });

  it("makes commits of several files, and takes files away", async () => {
    const first = await repository.commit({
      branch: "main",
      parent: head(),
      message: "Add two\n\nFor a test.",
      files: new Map([
        ["environments/a.yaml", "name: a\n"],
        ["ledger.yaml", "x: 1\n"],
      ]),
    });
    assert.equal(head(), first);
    assert.equal(git(kept.bare, ["log", "-1", "--format=%B", first]), "Add two\n\nFor a test.");
    await change("environments/a.yaml", null);
    assert.equal(git(kept.bare, ["ls-tree", "-r", "--name-only", "main"]), "ledger.yaml");
    assert.equal(await repository.file("ledger.yaml", "main"), "x: 1\n");
    assert.equal(await repository.file("environments/a.yaml", "main"), undefined);
  });

  it("never overwrites what somebody else put on the branch", async () => {
    const parent = head();
    const theirs = await change("theirs", "1\n", parent);
    await assert.rejects(change("ours", "1\n", parent), BranchMoved);
    assert.equal(head(), theirs);
  });

  it("decides again when somebody else was quicker", async () => {
    const seen: string[] = [];
    const made = await changeBranch(repository, "main", async (at) => {
      seen.push(at);
      if (seen.length === 1) await change("theirs", "1\n");
      return { message: "Ours", files: new Map([["ours", `${seen.length}\n`]]) };
    });
    assert.equal(head(), made);
    assert.equal(seen.length, 2);
    assert.equal(await repository.file("ours", "main"), "2\n");
    assert.equal(await changeBranch(repository, "main", async () => undefined), undefined);
  });

  it("gives up when others are quicker each time", async () => {
    let times = 0;
    const decide = async () => {
      await change("theirs", `${++times}\n`);
      return { message: "Ours", files: new Map([["ours", "1\n"]]) };
    };
    await assert.rejects(changeBranch(repository, "main", decide), BranchMoved);
    assert.equal(times, 5);
  });

  it("says a thing once, over all pages of comments, and only changes what is its own", async () => {
    git(kept.bare, ["branch", "one", "main"]);
    const { number } = server.open(kept, "one");
    const put = (user: typeof bot, body: string) =>
      kept.comments.push({
        id: 9000 + kept.comments.length,
        issue: number,
        user,
        body,
        createdAt: "2026-11-23T10:00:00Z",
      });
    put(engineer, "<!-- sgdist:plan -->\nnot ours");
    for (let index = 0; index < 230; index++) put(engineer, `talk ${index}`);
    assert.equal(await say(repository, number, "plan", "first"), "made");
    for (let index = 0; index < 120; index++) put(engineer, `more talk ${index}`);
    assert.equal(await say(repository, number, "plan", "first"), "same");
    assert.equal(await say(repository, number, "plan", "second"), "changed");
    assert.equal(await say(repository, number, "deployed", "up"), "made");
    const own = () => kept.comments.filter(({ user }) => user.id === bot.id);
    assert.deepEqual(
      own().map(({ body }) => body),
      ["<!-- sgdist:plan -->\nsecond", "<!-- sgdist:deployed -->\nup"],
    );
    assert.equal(kept.comments[0]!.body, "<!-- sgdist:plan -->\nnot ours");
    // What somebody wrote into it goes with the next one.
    own()[0]!.body += "\nadded by somebody";
    assert.equal(await say(repository, number, "plan", "third"), "changed");
    assert.equal(own()[0]!.body, "<!-- sgdist:plan -->\nthird");
    // Without its marker it isn't known any more.
    own()[0]!.body = "somebody took the marker away";
    assert.equal(await say(repository, number, "plan", "fourth"), "made");
  });

  it("takes few calls for a comment", async () => {
    git(kept.bare, ["branch", "one", "main"]);
    const { number } = server.open(kept, "one");
    await say(repository, number, "plan", "first");
    const path = `/repos/${kept.name}/issues/${number}/comments`;
    assert.deepEqual(server.calls.toSorted(), [`GET ${path}`, "GET /user", `POST ${path}`]);
  });

  it("tells what a branch was at, newest first, without what was merged into it", async () => {
    const begin = head();
    const one = await change("one", "1\n");
    git(kept.bare, ["branch", "side", one]);
    const { number: _, ...pull } = server.open(kept, "side");
    const parent = git(kept.bare, ["rev-parse", "side"]);
    await repository.commit({ branch: "side", parent, message: "Aside", files: new Map([["side", "1\n"]]) });
    const merged = server.merge(kept, { number: 1, ...pull });
    const two = await change("two", "1\n");
    assert.deepEqual(await repository.history("main"), [two, merged, one, begin]);
    const commit = "commit refs/heads/main\ncommitter x <x@example.com> 1700000000 +0000\ndata 1\nx\n";
    git(kept.bare, ["fast-import", "--quiet"], `${commit}from ${head()}\n\n${commit.concat("\n").repeat(109)}`);
    const line = await repository.history("main");
    assert.deepEqual([line.length, line[0]], [100, head()]);
    await assert.rejects(repository.history("nowhere"), /acme\/infra-\d+: the commits of nowhere: 404 Not Found/);
  });

  it("waits as GitHub asks, and says so", async () => {
    const soon = String(Math.floor(Date.now() / 1000) + 1);
    server.faults.push({
      matches: /git\/ref/,
      status: 403,
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": soon },
      times: 1,
    });
    assert.equal(await repository.head("main"), head());
    assert.match(reports[0]!, /^GitHub's limit of calls is used up: waiting \d+ s, then GET \/repos\//);
    server.faults.push({ matches: /git\/ref/, status: 429, headers: { "retry-after": "1" }, times: 2 });
    assert.equal(await repository.head("main"), head());
  });

  it("does again what failed, within bounds, but not what was refused", async () => {
    server.faults.push({ matches: /git\/ref/, status: 502, times: 2 });
    assert.equal(await repository.head("main"), head());
    server.faults.push({ matches: /git\/ref/, status: 503, times: 100 });
    await assert.rejects(repository.head("main"), (error: GithubError) => {
      assert.ok(error instanceof GithubError);
      assert.equal(error.status, 503);
      return true;
    });
    assert.ok(server.calls.length < 12, String(server.calls.length));
    server.faults.length = 0;
    server.calls.length = 0;
    server.faults.push({ matches: /git\/ref/, status: 401, body: { message: "Bad credentials" }, times: 1 });
    await assert.rejects(repository.head("main"), /acme\/infra-\d+: the branch main: 401 Bad credentials/);
    assert.equal(server.calls.length, 1);
  });

  it("lists the open pull requests of all pages, and those with a label", async () => {
    git(kept.bare, ["branch", "one", "main"]);
    const lastCommit = head();
    for (let index = 0; index < 130; index++) {
      server.open(kept, "one", {
        lastCommit,
        labels: index % 10 === 0 ? ["preview"] : [],
        from: index === 20 ? null : kept.id,
      });
    }
    server.open(kept, "one", { state: "closed" });
    assert.equal((await repository.openPullRequests()).length, 130);
    const labelled = await repository.openPullRequests("preview");
    assert.equal(labelled.length, 13);
    assert.deepEqual(
      [labelled[0]!.head, labelled[2]!.head.repositoryId],
      [{ commit: head(), branch: "one", repositoryId: kept.id }, undefined],
    );
  });

  it("keeps one deployment for a commit and environment", async () => {
    await repository.reportDeployment("demo", head(), "in_progress");
    await repository.reportDeployment("demo", head(), "success", "https://demo.example.com");
    assert.deepEqual(
      kept.deployments.map(({ environment, statuses }) => [environment, statuses]),
      [["demo", [{ state: "in_progress" }, { state: "success", environment_url: "https://demo.example.com" }]]],
    );
  });

  it("knows who may write, which runs are over, and who it is", async () => {
    kept.permissions = { ada: "admin", bob: "write", eve: "read" };
    assert.deepEqual(await Promise.all(["ada", "bob", "eve", "nobody"].map((who) => repository.mayWrite(who))), [
      true,
      true,
      false,
      false,
    ]);
    kept.runs = { 1: "completed", 2: "in_progress" };
    assert.deepEqual(await Promise.all([1, 2, 3].map((id) => repository.isRunOver(id))), [true, false, undefined]);
    assert.equal(await repository.self(), bot.id);
    server.asWorkflow = false;
    assert.equal(await repository.self(), engineer.id);
  });

  it("knows when a label was last put on, over all pages of what happened", async () => {
    git(kept.bare, ["branch", "one", "main"]);
    const other = Array.from({ length: 250 }, (_, index) => ({ name: `l${index}`, at: "2026-11-23T12:00:00Z" }));
    const labelled = [
      { name: "preview", at: "2026-11-22T10:00:00Z" },
      ...other,
      { name: "preview", at: "2026-11-23T11:00:00Z" },
    ];
    const { number } = server.open(kept, "one", { labels: ["preview"], labelled });
    assert.equal(await repository.labelledAt(number, "preview"), "2026-11-23T11:00:00Z");
    assert.equal(await repository.labelledAt(number, "never"), undefined);
  });

  it("takes labels away, also where somebody was quicker, and starts workflows", async () => {
    git(kept.bare, ["branch", "one", "main"]);
    const pull = server.open(kept, "one", { labels: ["preview", "other"] });
    await repository.removeLabel(pull.number, "preview");
    await repository.removeLabel(pull.number, "preview");
    assert.deepEqual(pull.labels, ["other"]);
    await repository.dispatch("deploy.yml", "main", { name: "demo" });
    assert.deepEqual(kept.dispatches, [{ workflow: "deploy.yml", ref: "main", inputs: { name: "demo" } }]);
  });

  it("is refused without a token, and by a name that is none", () => {
    assert.throws(() => openRepository("acme/infra", {}), UserError);
    for (const name of ["acme", "acme/infra/more", "/infra", ""]) {
      assert.throws(() => openRepository(name, server.environment), /is no repository/);
    }
  });
});
