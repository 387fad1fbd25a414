import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { SlackMessage } from "../../notices/slack-text.ts";
import { configVariable, parseConfig } from "../../slack/config.ts";
import { TestCloud } from "../support/cloud.ts";
import { FunctionProcess, removeBundle, unpackServer } from "../support/function-process.ts";
import { demo, facts, ResponseUrls, SlackStand, signingSecret, valueIn } from "../support/slack.ts";

const config = {
  team: "T0000EXAMPLE",
  people: { U0000ADA0: "ada" },
  repository: "example/infrastructure",
  branch: "main",
  app: { id: "12", installation: "34" },
  facts: { bucket: "tst-slack", object: "facts.json" },
  secrets: { project: "tst-ci", signing: "slack-signing-secret", appKey: "github-app-key" },
};

/** The part of GitHub's API that the function uses, with tokens that must be the app's. */
class Github {
  readonly started: object[] = [];
  readonly server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const answer = (status: number, content?: object) =>
        response
          .writeHead(status, { "content-type": "application/json" })
          .end(content === undefined ? undefined : JSON.stringify(content));
      const call = `${request.method} ${request.url}`;
      if (call === "POST /app/installations/34/access_tokens") {
        return answer(201, { token: "ghs_app", expires_at: new Date(Date.now() + 3_600_000).toISOString() });
      }
      if (request.headers.authorization !== "token ghs_app") return answer(401, { message: "Bad credentials" });
      const repository = "/repos/example/infrastructure";
      if (call === `GET ${repository}/collaborators/ada/permission`) return answer(200, { permission: "write" });
      if (call === `POST ${repository}/actions/workflows/environment.yml/dispatches`) {
        this.started.push(JSON.parse(body));
        return answer(204);
      }
      return answer(404, { message: "Not Found" });
    });
  });

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

describe("/sgdist as a process", () => {
  let folder: string;
  let cloud: TestCloud;
  let github: Github;
  let urls: ResponseUrls;
  let running: FunctionProcess;
  let stand: SlackStand;

  const send = (body: string, headers: Record<string, string> = {}) => {
    const signed = stand.signed(body);
    return fetch(running.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...(signed.headers as Record<string, string>),
        ...headers,
      },
      body,
    });
  };
  const putSecret = async (secretId: string, value: string) => {
    const path = "/v1/projects/tst-ci/secrets";
    await cloud.send("secretmanager", "POST", `${path}?secretId=${secretId}`, { replication: { automatic: {} } });
    const payload = { data: Buffer.from(value).toString("base64") };
    const { status } = await cloud.send("secretmanager", "POST", `${path}/${secretId}:addVersion`, { payload });
    assert.equal(status, 200);
  };
  const textOf = async (response: Response) => ((await response.json()) as SlackMessage).text;

  before(async () => {
    folder = await unpackServer("slack/index.ts");
    cloud = await TestCloud.start();
    await cloud.project("tst-ci", ["secretmanager", "storage"]);
    github = new Github();
    await new Promise<void>((resolve) => github.server.listen(0, "127.0.0.1", resolve));
    urls = await new ResponseUrls().start();
    stand = new SlackStand(urls.origin);
    stand.now = Date.now();
    const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" });
    await putSecret("github-app-key", String(key));
    await putSecret("slack-signing-secret", `${signingSecret}\n`);
    running = await FunctionProcess.startServer(folder, {
      ...cloud.environment,
      [configVariable]: JSON.stringify(config),
      SLACK_RESPONSE_ORIGIN: urls.origin,
      GITHUB_API_URL: github.url,
    });
  });
  after(async () => {
    await running?.kill();
    await Promise.all([cloud.stop(), urls.stop()]);
    github.server.closeAllConnections();
    await new Promise((resolve) => github.server.close(resolve));
    removeBundle(folder);
  });

  it("says that it failed while it isn't known what there is", async () => {
    assert.match(await textOf(await send(stand.commandBody("env list"))), /^That failed; the log/);
    assert.match(running.output, /"severity":"ERROR","message":"A request failed: .*tst-slack/);
  });

  it("answers from what was published, and destroys what was confirmed", async () => {
    const bucket = await cloud.send("storage", "POST", "/storage/v1/b?project=tst-ci", {
      name: "tst-slack",
      location: "US",
    });
    assert.equal(bucket.status, 200, JSON.stringify(bucket.body));
    const path = "/upload/storage/v1/b/tst-slack/o?uploadType=media&name=facts.json";
    assert.equal((await cloud.send("storage", "POST", path, facts as never)).status, 200);

    assert.equal(await textOf(await send(stand.commandBody("env list"))), "3 environments");
    const asked = (await (await send(stand.commandBody("env destroy demo"))).json()) as SlackMessage;
    const pressed = await send(stand.pressBody(valueIn({ body: asked })));
    assert.deepEqual([pressed.status, await pressed.text()], [200, ""]);
    assert.deepEqual(github.started, [
      { ref: "main", inputs: { verb: "destroy", name: "demo", plan: demo.digest, by: "ada" } },
    ]);
    assert.match(urls.got.at(-1)!.text, /^demo is destroyed with its project/);
  });

  it("takes the bytes as they came, and refuses others", async () => {
    const body = `${stand.commandBody("help")}&odd=%7e+%20%C3%A9`;
    assert.equal((await send(body)).status, 200);
    assert.equal((await send(body)).status, 401);
    assert.equal((await send(stand.commandBody("help"), { "x-slack-signature": `v0=${"0".repeat(64)}` })).status, 401);
    assert.equal((await fetch(running.url)).status, 405);
    assert.equal((await send(`${stand.commandBody("help")}&long=${"x".repeat(65_536)}`)).status, 413);
    assert.ok(!running.output.includes(signingSecret));
  });

  it("reads no more of a request than Slack could send, however it is sent", async () => {
    const parts = Array.from({ length: 40 }, () => new Uint8Array(4096).fill(120));
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const part = parts[sent++];
        if (part) controller.enqueue(part);
        else controller.close();
      },
    });
    const endless = { method: "POST", body, duplex: "half" } as RequestInit;
    // It may be refused while it is still being sent.
    const status = await fetch(running.url, endless).then(
      (answer) => answer.status,
      () => 413,
    );
    assert.equal(status, 413);
    assert.equal((await send(stand.commandBody("help"))).status, 200);
  });

  it("fails, and says why in its log, while nobody has put a secret there", async () => {
    const secrets = { ...config.secrets, signing: "none" };
    const environment = { ...cloud.environment, [configVariable]: JSON.stringify({ ...config, secrets }) };
    const other = await FunctionProcess.startServer(folder, environment);
    try {
      const { status } = await fetch(other.url, { method: "POST", body: "" });
      assert.equal(status, 500);
      assert.match(
        other.output,
        /"severity":"ERROR","message":"A request failed: the secret none of tst-ci has no version"/,
      );
    } finally {
      await other.kill();
    }
  });

  it("doesn't start without a configuration", async () => {
    await assert.rejects(FunctionProcess.startServer(folder, cloud.environment), /SLACK_CONFIG is not set/);
  });

  it("says what is wrong with its configuration", () => {
    assert.throws(() => parseConfig(undefined), /^Error: SLACK_CONFIG is not set/);
    assert.throws(() => parseConfig("{"), /^Error: SLACK_CONFIG is no JSON/);
    assert.throws(() => parseConfig(JSON.stringify({ ...config, team: 1 })), /SLACK_CONFIG is wrong:.*team/s);
  });
});
