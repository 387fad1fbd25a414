import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openStateStore } from "../../engine/state-store.ts";
import { googleClient } from "../../google/client.ts";
import { localDirectory } from "../../local/directory.ts";
import { readEndpoints } from "../../local/endpoints.ts";
import type { NewEntry } from "../../reconcile/journal.ts";
import { Journal } from "../../reconcile/journal-store.ts";
import { TestProject } from "../support/project.ts";
import { notifyingFiles, SlackServer } from "../support/slack-server.ts";
import { current, replace } from "../support/specification.ts";

describe("telling people from the command line", () => {
  let project: TestProject;
  let slack: SlackServer;
  let environment: NodeJS.ProcessEnv;

  const write = (entry: Partial<NewEntry> = {}) => {
    const store = openStateStore(pathToFileURL(join(project.root, ".local/state")).href, googleClient({}));
    const common = {
      environment: "demo",
      project: "tst-demo-d9hc",
      deed: "warned",
      reason: "3 days are left",
    } as const;
    return new Journal(store, Date.now).add({ ...common, ...entry });
  };

  before(async () => {
    const withoutMail = replace(notifyingFiles(), "organization.yaml", "  mail: { from: sgdist@example.com }\n", "");
    project = new TestProject(current(withoutMail));
    slack = await new SlackServer().start();
    environment = { SGDIST_SLACK_TOKEN: "xoxb-test", SGDIST_SLACK_URL: slack.url };
    await project.sgdist(["local", "up"]);
    // Makes the folder of the states.
    await project.sgdist(["notify", "--dry-run"]);
  });
  after(async () => {
    await project.remove();
    await slack.stop();
  });

  it("tells what the journal has, once", async () => {
    await write();
    const shown = await project.json(["notify", "--dry-run"]);
    assert.deepEqual(
      shown.notices.map(({ id, tell }: { id: string; tell: string }) => [id, tell]),
      [["tst-demo-d9hc.00000001", "search"]],
    );
    assert.equal(slack.calls, 0);
    const first = await project.sgdist(["notify"], environment);
    assert.deepEqual([first.code, first.stdout, first.stderr], [0, "✔ 1 sent.\n", ""]);
    const second = await project.sgdist(["notify"], environment);
    assert.deepEqual([second.code, second.stdout], [0, "✔ Everybody was told already.\n"]);
    assert.deepEqual(
      slack.posted.map(({ channel }) => channel),
      ["C0000SEARCH"],
    );
  });

  it("says what failed, and fails itself", async () => {
    await write({ deed: "ended" });
    slack.faults.push({ status: 200, body: { ok: false, error: "channel_not_found" } });
    const { code, stdout, stderr } = await project.sgdist(["notify"], environment);
    assert.deepEqual([code, stdout], [1, "✘ 0 sent, 1 failed.\n"]);
    assert.equal(
      stderr,
      "Warning: tst-demo-d9hc.00000002 was not sent to C0000SEARCH by slack: Slack refused it: channel_not_found, " +
        "there is no such channel that the app can see: look at the ID, and invite the app.\n" +
        "Warning: the next run, or `sgdist notify`, tries again what the journal tells of.\n",
    );
    const without = await project.sgdist(["notify"]);
    without.stderr = without.stderr.replace(/(?<=can't be read): .*(?=\.\n)/, "");
    assert.deepEqual(
      [without.code, without.stderr],
      [
        1,
        "Warning: nobody is told by Slack: SGDIST_SLACK_TOKEN is not set, and the secret slack-token of tst-ci-r8fd can't " +
          "be read.\n",
      ],
    );
  });

  it("doesn't change how a reconciliation ended, whether or not it can tell of it", async () => {
    const up = await project.sgdist(["up", "bootstrap", "organization"]);
    assert.equal(up.code, 0, up.stdout + up.stderr);
    const args = ["reconcile", "--only", "expired", "--json"];
    const unreachable = { ...environment, SGDIST_SLACK_URL: "http://127.0.0.1:1/" };
    const alone = await project.sgdist([...args, "--dry-run"], unreachable);
    const failing = await project.sgdist(args, unreachable);
    assert.deepEqual([alone.code, failing.code], [0, 0], failing.stdout);
    assert.match(
      failing.stderr,
      /Warning: tst-demo-d9hc\.00000002 was not sent to C0000SEARCH by slack: Slack can't be reached/,
    );
    const before = slack.posted.length;
    const telling = await project.sgdist(args, environment);
    assert.deepEqual([telling.code, telling.stderr], [0, ""]);
    assert.equal(slack.posted.length, before + 1);
    assert.deepEqual(slack.posted.at(-1)!.text, "demo has ended. A day from now it is destroyed with all its data.");
  });

  it("tells what limits on spending did, once, and works on where their journal can't be read", async () => {
    const name = "tst-spending-h3vq-limits";
    const path = "/storage/v1/b?project=tst-spending-h3vq";
    await project.ask("storage", path, "POST", { name, location: "US-CENTRAL1" });
    const at = new Date().toISOString();
    const record = {
      version: 1,
      id: "demo-2-1a2b3c4d",
      kind: "outcome",
      at,
      environment: "demo",
      project: "tst-demo-d9hc",
      step: "freeze",
      who: "the spending controller",
      why: "91.00 EUR of 100.00 EUR (91 %) were spent by Google's figures",
      result: "done",
    };
    const upload = `/upload/storage/v1/b/${name}/o?uploadType=media&name=journal/${at}-`;
    await project.ask("storage", `${upload}demo-2-1a2b3c4d-3-outcome.json`, "POST", record);
    const args = ["reconcile", "--only", "expired", "--json"];
    const before = slack.posted.length;
    const [first, second] = [await project.sgdist(args, environment), await project.sgdist(args, environment)];
    assert.deepEqual([first.code, first.stderr, second.code, second.stderr], [0, "", 0, ""]);
    assert.deepEqual(
      slack.posted.slice(before).map(({ channel, text }) => [channel, text]),
      [
        [
          "C0000SEARCH",
          "demo is frozen. Its deployments are refused until the month is over or somebody lifts the limit.",
        ],
      ],
    );
    // No record at all, which is nothing that could be read.
    const { endpoints, token } = readEndpoints(localDirectory(project.root))!;
    const headers = { authorization: `Bearer ${token}` };
    await fetch(`${endpoints["storage.googleapis.com"]}${upload}zzz.json`, { method: "POST", headers, body: "{" });
    const [unread, alone] = [await project.sgdist(args, environment), await project.sgdist(["notify"], environment)];
    assert.deepEqual([unread.code, alone.code, slack.posted.length], [0, 1, before + 1]);
    for (const { stderr } of [unread, alone]) {
      assert.match(
        stderr,
        /^Warning: nobody is told what limits on spending did, as their journal can't be read: gs:\/\/tst-spending-h3vq-limits: /,
      );
    }
    await project.ask("storage", `/storage/v1/b/${name}/o/${encodeURIComponent(`journal/${at}-zzz.json`)}`, "DELETE");
  });

  it("finds the token in Secret Manager, once somebody has put it there", async () => {
    const up = await project.sgdist(["up", "ci"]);
    assert.equal(up.code, 0, up.stdout + up.stderr);
    await write({ deed: "destroyed" });
    const { SGDIST_SLACK_TOKEN: _, ...rest } = environment;
    const empty = await project.sgdist(["notify"], rest);
    assert.deepEqual(
      [empty.code, empty.stderr],
      [
        1,
        "Warning: nobody is told by Slack: SGDIST_SLACK_TOKEN is not set, and the secret slack-token of tst-ci-r8fd has " +
          "no version.\n",
      ],
    );
    await project.ask("secretmanager", "/v1/projects/tst-ci-r8fd/secrets/slack-token:addVersion", "POST", {
      payload: { data: Buffer.from("xoxb-test\n").toString("base64") },
    });
    const { code, stdout, stderr } = await project.sgdist(["notify"], rest);
    assert.deepEqual([code, stdout, stderr], [0, "✔ 1 sent.\n", ""]);
    assert.equal(slack.posted.at(-1)!.text, "demo is gone. Its project tst-demo-d9hc was destroyed with all its data.");
    const again = await project.json(["preview", "ci"]);
    assert.ok(!JSON.stringify(again).includes("xoxb-test"));
  });

  it("tells what came up by a merge, at which commit and where", async () => {
    const git = (args: string[]) => execFileSync("git", args, { cwd: project.root, encoding: "utf8" }).trim();
    git(["init", "--quiet"]);
    git(["add", "organization.yaml", "environments", "ledger.yaml"]);
    git(["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "--message", "Begin"]);
    const before = slack.posted.length;
    const { code, stdout, stderr } = await project.sgdist(["ci", "deploy", "--tier", "nonproduction"], {
      ...environment,
      GITHUB_ACTOR: "ada",
    });
    assert.deepEqual([code, stderr.includes("Warning")], [0, false], stdout + stderr);
    assert.deepEqual(
      slack.posted.slice(before).map(({ channel, text }) => [channel, text]),
      [["C0000SEARCH", "demo is up. It was brought up as its file says."]],
    );
    const shown = JSON.stringify(slack.posted.at(-1)!.blocks);
    assert.ok(shown.includes(`Commit: ${git(["rev-parse", "HEAD"]).slice(0, 12)} by ada`), shown);
    assert.ok(shown.includes("What: container main xs"), shown);
    assert.ok(shown.includes("gcloud compute start-iap-tunnel"), shown);
  });

  it("is refused where nobody is to be told", async () => {
    const silent = new TestProject();
    try {
      await silent.sgdist(["local", "up"]);
      const { code, stderr } = await silent.sgdist(["notify"]);
      assert.equal(code, 2);
      assert.match(stderr, /^Nobody is told: organization\.yaml has no `notifications`\. docs\/notifications\.md/);
    } finally {
      await silent.remove();
    }
  });
});
