import assert from "node:assert/strict";
import type { SlackMessage } from "../../notices/slack-text.ts";
import { destructionDigest } from "../../spec/edit.ts";
import { TestApp } from "../support/github/app.ts";
import { GithubServer } from "../support/github/server.ts";
import type { KeptRepository } from "../support/github/state.ts";
import { TestProject } from "../support/project.ts";
import { ResponseUrls, SlackStand, signingSecret, valueIn } from "../support/slack.ts";
import { commandingFiles, SlackServer } from "../support/slack-server.ts";
import { current, replace } from "../support/specification.ts";

const [ci, slackProject] = ["tst-ci-r8fd", "tst-slack-q5jx"];
const services = `/v2/projects/${slackProject}/locations/us-central1/services`;
const account = `serviceAccount:slack-commands@${slackProject}.iam.gserviceaccount.com`;

describe("/sgdist in Slack, deployed by the real engine", () => {
  let project: TestProject;
  let github: GithubServer;
  let repository: KeptRepository;
  let app: TestApp;
  let urls: ResponseUrls;
  let slack: SlackServer;
  let stand: SlackStand;
  let url: string;

  /** Sends what somebody on the internet sends, as Slack signs it unless `headers` say otherwise. */
  const send = async (body: string, headers: Record<string, string> = {}) => {
    stand.now = Date.now();
    const signed = stand.signed(body).headers as Record<string, string>;
    const type = { "content-type": "application/x-www-form-urlencoded" };
    return (await project.cloud()).web(url, { method: "POST", headers: { ...type, ...signed, ...headers }, body });
  };
  const ask = async (text: string): Promise<SlackMessage> => {
    const { status, body } = await send(stand.commandBody(text));
    assert.equal(status, 200, body);
    return JSON.parse(body);
  };
  const putSecret = (id: string, value: string) =>
    project.ask("secretmanager", `/v1/projects/${ci}/secrets/${id}:addVersion`, "POST", {
      payload: { data: Buffer.from(value).toString("base64") },
    });
  /** As one of the program's accounts, with the rights that it has and no others. */
  const as = async (account: string) => ({
    GOOGLE_OAUTH_ACCESS_TOKEN: await (await project.cloud()).token(
      `serviceAccount:${account}@tst-seed-k7m2.iam.gserviceaccount.com`,
    ),
  });
  const up = async (stacks: string[], environment: NodeJS.ProcessEnv = {}) => {
    const { code, stdout, stderr } = await project.sgdist(["up", ...stacks], environment);
    assert.equal(code, 0, stdout + stderr);
  };
  const tell = async () => {
    const environment = { SGDIST_SLACK_TOKEN: "xoxb-test", SGDIST_SLACK_URL: slack.url };
    const args = ["reconcile", "--only", "expired", "--tier", "nonproduction", "--json"];
    return project.sgdist(args, { ...environment, ...(await as("deployer-nonproduction")) });
  };

  before(async () => {
    const withoutMail = replace(commandingFiles(), "organization.yaml", "  mail: { from: sgdist@example.com }\n", "");
    project = new TestProject(current(withoutMail));
    github = await new GithubServer().start();
    repository = github.add("example/infrastructure", 611284903);
    repository.permissions.ada = "write";
    app = new TestApp(["infrastructure"], { actions: "write", contents: "write", metadata: "read" });
    github.app = app;
    [urls, slack] = await Promise.all([new ResponseUrls().start(), new SlackServer().start()]);
    stand = new SlackStand(urls.origin);
    const { GITHUB_API_URL } = github.environment;
    await project.sgdist(["local", "up"], { GITHUB_API_URL, SLACK_RESPONSE_ORIGIN: urls.origin });
    await up(["bootstrap", "organization"]);
  });
  after(async () => {
    await project.remove();
    await Promise.all([github.stop(), urls.stop(), slack.stop()]);
  });

  it("warns of what can't be told yet, and does its work all the same", async () => {
    const { code, stderr } = await tell();
    assert.equal(code, 0);
    assert.match(stderr, /Warning: \/sgdist in Slack knows of no changes: there is no bucket tst-slack-q5jx-facts yet/);
  });

  it("is deployed with the stack ci, and changes nothing on the second update", async () => {
    await up(["ci"], await as("deployer-production"));
    const again = await project.sgdist(["preview", "ci", "--expect-no-changes"]);
    assert.equal(again.code, 0, again.stdout);
    assert.equal((await project.sgdist(["refresh", "ci"])).code, 0);
    const watched = await project.sgdist(
      ["preview", "ci", "--refresh", "--expect-no-changes"],
      await as("watcher-production"),
    );
    assert.equal(watched.code, 0, watched.stdout + watched.stderr);
    const refreshed = await project.sgdist(["preview", "ci", "--expect-no-changes"]);
    assert.equal(refreshed.code, 0, refreshed.stdout);
    const service = await project.ask("run", `${services}/slack-commands`);
    assert.deepEqual(
      [service.invokerIamDisabled, service.ingress, service.template.scaling, service.template.serviceAccount],
      [true, "INGRESS_TRAFFIC_ALL", { maxInstanceCount: 1 }, account.replace("serviceAccount:", "")],
    );
    url = service.uri;
    const { stdout } = await project.pulumi(["stack", "output", "slackRequestUrl", "--stack", "ci"]);
    assert.equal(stdout.trim(), url);
  });

  it("may read two secrets and what is published for it, and nothing else", async () => {
    const rolesIn = ({ bindings = [] }: { bindings?: { role: string; members: string[] }[] }) =>
      bindings.filter(({ members }) => members.includes(account)).map(({ role }) => role);
    for (const [secret, roles] of [
      ["slack-signing-secret", ["roles/secretmanager.secretAccessor"]],
      ["github-app-key", ["roles/secretmanager.secretAccessor"]],
      ["slack-token", []],
    ] as const) {
      const policy = await project.ask("secretmanager", `/v1/projects/${ci}/secrets/${secret}:getIamPolicy`);
      assert.deepEqual(rolesIn(policy), roles, secret);
    }
    const facts = await project.ask("storage", `/storage/v1/b/${slackProject}-facts/iam`);
    assert.deepEqual(rolesIn(facts), ["roles/storage.objectViewer"]);
    assert.deepEqual(rolesIn(await project.ask("storage", `/storage/v1/b/${slackProject}-source/iam`)), []);
    for (const each of [ci, slackProject]) {
      const policy = await project.ask("cloudresourcemanager", `/v3/projects/${each}:getIamPolicy`, "POST", {});
      assert.deepEqual(rolesIn(policy), [], each);
    }
  });

  it("fails until somebody has put its secrets there, which are in no state", async () => {
    assert.equal((await send(stand.commandBody("help"))).status, 500);
    await putSecret("slack-signing-secret", `${signingSecret}\n`);
    await putSecret("github-app-key", app.privateKey);
    // What couldn't be read is asked for again after a while, and at once by a process that is new.
    project.edit("organization.yaml", "U0000BOB0: bob-the-builder", "U0000BOB0: bob");
    await up(["ci"], await as("deployer-production"));
    const { stdout } = await project.pulumi(["stack", "export", "--show-secrets", "--stack", "ci"]);
    assert.ok(stdout.includes("slack-commands"));
    assert.ok(!stdout.includes(signingSecret) && !stdout.includes("PRIVATE KEY"));
  });

  it("answers a signed command from what the last run published", async () => {
    assert.match((await ask("env list")).text, /^That failed/);
    const { code, stderr } = await tell();
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal((await ask("env list")).text, "2 environments");
    assert.match(JSON.stringify(await ask("env show demo")), /Shows search to somebody\./);
  });

  it("refuses what isn't signed, is wrongly signed, isn't of now, or came before", async () => {
    const body = stand.commandBody("env list");
    const none = { "x-slack-signature": "", "x-slack-request-timestamp": "" };
    assert.deepEqual(await send(body, none), { status: 401, body: "" });
    assert.equal((await send(body, { "x-slack-signature": `v0=${"0".repeat(64)}` })).status, 401);
    for (const minutes of [-6, 6]) {
      const old = stand.signed(body, { time: Date.now() + minutes * 60_000 }).headers as Record<string, string>;
      assert.equal((await send(body, old)).status, 401, String(minutes));
    }
    const good = stand.signed(body, { time: Date.now() }).headers as Record<string, string>;
    assert.deepEqual([(await send(body, good)).status, (await send(body, good)).status], [200, 401]);
    assert.equal((await (await project.cloud()).web(url, { method: "GET" })).status, 405);
    assert.match(
      project.read(`.local/functions/${slackProject}.slack-commands/log`),
      /A request was refused: it came before/,
    );
  });

  it("destroys what was confirmed, as it was shown, by the workflow and in the name of who asked", async () => {
    const shown = await ask("env destroy demo");
    assert.deepEqual(repository.dispatches, []);
    const press = valueIn({ body: shown });
    // Somebody changes it meanwhile, and that was published: what is confirmed is something else.
    project.edit("environments/demo.yaml", "Shows search to somebody.", "Shows search to everybody.");
    assert.equal((await tell()).code, 0);
    assert.equal((await send(stand.pressBody(press))).status, 200);
    assert.match(urls.got.at(-1)!.text, /is not what was shown any more/);
    assert.deepEqual(repository.dispatches, []);
    const value = valueIn({ body: await ask("env destroy demo") });
    assert.deepEqual(await send(stand.pressBody(value)), { status: 200, body: "" });
    const plan = destructionDigest("environments/demo.yaml", project.read("environments/demo.yaml"));
    assert.deepEqual(
      repository.dispatches.map(({ workflow, inputs }) => [workflow, inputs]),
      [["environment.yml", { verb: "destroy", name: "demo", plan, by: "ada" }]],
    );
    assert.match(urls.got.at(-1)!.text, /^demo is destroyed with its project/);
    // What its token may do is no more than that takes.
    assert.deepEqual(app.minted.at(-1)!.permissions, { actions: "write", metadata: "read" });
  });

  it("knows of no environment any more whose file is gone", async () => {
    project.removeFile("environments/demo.yaml");
    assert.equal((await tell()).code, 0);
    assert.match((await ask("env show demo")).text, /^There is no environment demo\./);
    assert.equal((await ask("env list")).text, "1 environment");
  });

  it("is taken away with the opt-in, and its project and secrets stay", async () => {
    project.edit("organization.yaml", "    commands: true\n", "");
    await up(["ci"], await as("deployer-production"));
    assert.deepEqual(await project.ask("run", services), {});
    assert.equal((await (await project.cloud()).web(url, { method: "POST", body: "" })).status, 404);
    const { error } = await project.ask("storage", `/storage/v1/b/${slackProject}-facts`);
    assert.equal(error.code, 404);
    const policy = await project.ask("secretmanager", `/v1/projects/${ci}/secrets/github-app-key:getIamPolicy`);
    assert.ok(!JSON.stringify(policy).includes("slack-commands"), JSON.stringify(policy));
    const { name } = await project.ask("secretmanager", `/v1/projects/${ci}/secrets/slack-signing-secret`);
    assert.match(name, /slack-signing-secret$/);
    const { code, stderr } = await tell();
    assert.deepEqual([code, stderr], [0, ""]);
  });
});
