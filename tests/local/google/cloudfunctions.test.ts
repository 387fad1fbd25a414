import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { unzip } from "../../../local/google/apis/cloudfunctions/unzip.ts";
import { accountOf, FunctionsCloud, fixture, functionsProject, place, zipOf } from "../../support/functions.ts";

const minute = 60_000;

describe("local Google: functions", () => {
  const functions = new FunctionsCloud();
  const name = (id: string) => `${place}/functions/${id}`;
  const get = async (id: string) => (await functions.cloud.send("cloudfunctions", "GET", `/v2/${name(id)}`)).body;
  const idle = () => functions.cloud.cloud.work.idle();

  before(async () => {
    await functions.start();
    await functions.upload("one.zip", fixture("1"));
    await functions.upload("two.zip", fixture("2"));
  });
  after(() => functions.stop());

  describe("that are set off by messages", () => {
    const trigger = {
      eventType: "google.cloud.pubsub.topic.v1.messagePublished",
      pubsubTopic: `projects/${functionsProject}/topics/budgets`,
      serviceAccountEmail: accountOf("trigger"),
      retryPolicy: "RETRY_POLICY_RETRY",
    };
    const asked = (object = "one.zip") => ({ ...functions.asked("budgetMessage", object), eventTrigger: trigger });
    const publish = async (...texts: string[]) => {
      const messages = texts.map((text) => ({ data: Buffer.from(text).toString("base64") }));
      const path = `/v1/projects/${functionsProject}/topics/budgets:publish`;
      const { body } = await functions.cloud.send("pubsub", "POST", path, { messages });
      await idle();
      return body.messageIds as string[];
    };
    const left = () => functions.cloud.cloud.store.list("pubsub-messages/").length;
    const advance = async (milliseconds: number) => {
      const { clock } = functions.cloud.cloud;
      clock.move(clock.offset + milliseconds);
      await idle();
    };

    it("are deployed as Google does, without being started", async () => {
      const { body } = await functions.deploy("budget-message", asked());
      assert.equal(body.error, undefined);
      assert.equal(body.metadata["@type"], "type.googleapis.com/google.cloud.functions.v2.OperationMetadata");
      const made = await get("budget-message");
      assert.deepEqual(body.response, { "@type": "type.googleapis.com/google.cloud.functions.v2.Function", ...made });
      assert.equal(made.state, "ACTIVE");
      assert.equal(made.environment, "GEN_2");
      assert.equal(made.url, `https://us-central1-${functionsProject}.cloudfunctions.net/budget-message`);
      assert.match(made.serviceConfig.uri, /^https:\/\/budget-message-[a-z0-9]{10}-uc\.a\.run\.app$/);
      assert.equal(made.serviceConfig.service, `${place}/services/budget-message`);
      assert.equal(made.buildConfig.dockerRepository, `${place}/repositories/gcf-artifacts`);
      assert.match(made.eventTrigger.trigger, /\/triggers\/budget-message-\d{6}$/);
      assert.equal(functions.host.pid(name("budget-message")), undefined);
      const { body: listed } = await functions.cloud.send("cloudfunctions", "GET", `/v2/${place}/functions`);
      assert.deepEqual(listed.functions, [made]);
    });

    it("have a trigger of Eventarc with a subscription that pushes", async () => {
      const { eventTrigger, serviceConfig } = await get("budget-message");
      const { body: made } = await functions.cloud.send("eventarc", "GET", `/v1/${eventTrigger.trigger}`);
      assert.equal(made.transport.pubsub.topic, trigger.pubsubTopic);
      const { body: subscription } = await functions.cloud.send(
        "pubsub",
        "GET",
        `/v1/${made.transport.pubsub.subscription}`,
      );
      assert.match(subscription.name, /\/subscriptions\/eventarc-us-central1-budget-message-\d{6}-sub-\d{3}$/);
      assert.deepEqual(subscription.pushConfig.oidcToken, {
        serviceAccountEmail: accountOf("trigger"),
        audience: serviceConfig.uri,
      });
    });

    it("get nothing from an identity that may not call them", async () => {
      await publish("forged");
      assert.deepEqual([functions.noted, left()], [[], 1]);
      assert.equal(functions.host.pid(name("budget-message")), undefined);
      await functions.grant("run", `/v2/${place}/services/budget-message`, [["roles/run.invoker", "trigger"]]);
      await advance(10 * minute);
      assert.deepEqual([functions.noted.map(({ text }) => text), left()], [["forged"], 0]);
    });

    it("get each message as an event, with a token of the account that they run as", async () => {
      const [id] = await publish("hello");
      const { text, type, source, token, id: event } = functions.noted.at(-1);
      assert.deepEqual(
        { text, type, source, event, token },
        {
          text: "hello",
          type: "google.cloud.pubsub.topic.v1.messagePublished",
          source: `//pubsub.googleapis.com/${trigger.pubsubTopic}`,
          event: id,
          token: functions.tokenOf(accountOf("controller")),
        },
      );
      assert.equal(left(), 0);
    });

    const times = (wanted: string) => functions.noted.filter(({ text }) => text === wanted).length;
    const forget = () => {
      const { store } = functions.cloud.cloud;
      for (const { name: key } of store.list("pubsub-messages/")) store.delete(key);
    };

    it("get a message again that they died of, in a process that was started anew", async () => {
      const before = functions.host.pid(name("budget-message"));
      await publish("die");
      assert.deepEqual([times("die"), left()], [1, 1]);
      assert.equal(functions.host.pid(name("budget-message")), undefined);
      await advance(minute);
      assert.deepEqual([times("die"), left()], [2, 1]);
      forget();
      await publish("after");
      assert.deepEqual([times("after"), left()], [1, 0]);
      assert.notEqual(functions.host.pid(name("budget-message")), before);
    });

    it("get a message again that they failed with, and are started anew when somebody kills them", async () => {
      process.kill(functions.host.pid(name("budget-message"))!, "SIGKILL");
      while (functions.host.pid(name("budget-message")) !== undefined) await sleep(5);
      await publish("fail");
      assert.deepEqual([times("fail"), left()], [1, 1]);
      await advance(minute);
      assert.deepEqual([times("fail"), left()], [2, 1]);
      forget();
    });

    it("write what they print to a log", () => {
      const log = join(functions.directory, "functions", `${functionsProject}.budget-message`, "log");
      assert.match(readFileSync(log, "utf8"), /told to fail/);
    });

    it("run what was deployed last", async () => {
      const { body } = await functions.deploy("budget-message", asked("two.zip"), "PATCH");
      assert.equal(body.error, undefined);
      assert.match((await get("budget-message")).serviceConfig.revision, /^budget-message-00002-/);
      await publish("new");
      assert.equal(functions.noted.at(-1).version, "2");
    });

    it("go with their service, their trigger and their subscription", async () => {
      const { eventTrigger } = await get("budget-message");
      const { body } = await functions.cloud.send("cloudfunctions", "DELETE", `/v2/${name("budget-message")}`);
      await functions.cloud.finish("cloudfunctions", `/v2/${body.name}`);
      const found = async (api: string, path: string) => (await functions.cloud.send(api, "GET", path)).status;
      assert.deepEqual(
        [
          await found("cloudfunctions", `/v2/${name("budget-message")}`),
          await found("run", `/v2/${place}/services/budget-message`),
          await found("eventarc", `/v1/${eventTrigger.trigger}`),
        ],
        [404, 404, 404],
      );
      const { body: subscriptions } = await functions.cloud.send(
        "pubsub",
        "GET",
        `/v1/projects/${functionsProject}/subscriptions`,
      );
      assert.deepEqual(subscriptions, {});
      assert.equal(functions.cloud.cloud.store.any(`function-sources/${name("budget-message")}`), false);
    });
  });

  describe("that are called by a schedule", () => {
    const job = `${place}/jobs/guard`;
    const send = (method: string, path: string, body?: object) =>
      functions.cloud.send("cloudscheduler", method, `/v1/${path}`, body as never);
    const status = async () => (await send("GET", job)).body;
    let uri: string;

    before(async () => {
      await functions.deploy("guard", functions.asked("guard", "one.zip", { ingressSettings: "ALLOW_INTERNAL_ONLY" }));
      await functions.grant("run", `/v2/${place}/services/guard`, [["roles/run.invoker", "caller"]]);
      uri = (await get("guard")).serviceConfig.uri;
    });

    it("are called when the clock gets there, as the account of the job", async () => {
      const { clock } = functions.cloud.cloud;
      const made = await send("POST", `${place}/jobs`, {
        name: job,
        schedule: "*/5 * * * *",
        timeZone: "Etc/UTC",
        attemptDeadline: "540s",
        httpTarget: { uri, httpMethod: "POST", oidcToken: { serviceAccountEmail: accountOf("caller"), audience: uri } },
      });
      assert.equal(made.status, 200);
      assert.equal(made.body.state, "ENABLED");
      const next = Date.parse(made.body.scheduleTime);
      assert.ok(next > clock.now() && next <= clock.now() + 5 * minute && next % (5 * minute) === 0);
      clock.move(clock.offset + next - clock.now());
      await idle();
      const { job: by, time } = functions.noted.at(-1);
      assert.deepEqual([by, Date.parse(time)], ["guard", next]);
      const after = await status();
      assert.deepEqual(after.status, {});
      assert.equal(Date.parse(after.scheduleTime), next + 5 * minute);
    });

    it("are called once for all that a jump passed over, and no more when paused", async () => {
      const { clock } = functions.cloud.cloud;
      const calls = () => functions.noted.filter(({ job: by }) => by === "guard").length;
      const before = calls();
      clock.move(clock.offset + 86_400_000);
      await idle();
      assert.equal(calls(), before + 1);
      assert.equal((await send("POST", `${job}:pause`, {})).body.state, "PAUSED");
      clock.move(clock.offset + 86_400_000);
      await idle();
      assert.equal(calls(), before + 1);
      assert.equal((await send("POST", `${job}:run`, {})).status, 200);
      await idle();
      assert.equal(calls(), before + 2);
      assert.equal((await send("POST", `${job}:resume`, {})).body.state, "ENABLED");
    });

    it("are not called by an account that may not, which the job tells", async () => {
      await functions.grant("run", `/v2/${place}/services/guard`, [["roles/run.invoker", "trigger"]]);
      await send("POST", `${job}:run`, {});
      await idle();
      assert.deepEqual((await status()).status, { code: 7 });
      await functions.grant("run", `/v2/${place}/services/guard`, [["roles/run.invoker", "caller"]]);
    });

    it("are tried again as often as the job says", async () => {
      await send("PATCH", job, { ...(await status()), retryConfig: { retryCount: 2, minBackoffDuration: "10s" } });
      functions.cloud.cloud.store.put("//run.googleapis.com/hidden", {});
      const policy = (accounts: string) =>
        functions.grant("run", `/v2/${place}/services/guard`, [["roles/run.invoker", accounts]]);
      await policy("trigger");
      const { clock } = functions.cloud.cloud;
      clock.move(Date.parse((await status()).scheduleTime) - Date.now());
      await idle();
      const failed = (await status()).lastAttemptTime;
      clock.move(clock.offset + 10_000);
      await idle();
      assert.ok((await status()).lastAttemptTime > failed);
      await policy("caller");
      clock.move(clock.offset + 20_000);
      await idle();
      assert.deepEqual((await status()).status, {});
    });

    it("end when nobody calls them, and with the cloud", async () => {
      const { pid } = functions.noted.at(-1);
      assert.equal(functions.host.pid(name("guard")), pid);
      await functions.host.stopAll();
      assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
    });
  });

  describe("that can't be deployed", () => {
    const refusal = async (asked: object): Promise<string> => {
      const { status, body } = await functions.deploy("refused", asked);
      assert.equal((await functions.cloud.send("cloudfunctions", "GET", `/v2/${name("refused")}`)).status, 404);
      return status === 200 ? body.error.message : body.error.message;
    };

    it("are refused for want of their code, of an account or of a runtime", async () => {
      const good = functions.asked("guard", "one.zip");
      assert.match(
        await refusal(functions.asked("guard", "none.zip")),
        /gs:\/\/functions-1-source\/none.zip does not exist/,
      );
      assert.match(
        await refusal({ ...good, buildConfig: { ...good.buildConfig, runtime: "nodejs99" } }),
        /nodejs99.* is not supported/,
      );
      assert.match(
        await refusal(functions.asked("guard", "one.zip", { serviceAccountEmail: accountOf("nobody") })),
        /Service account projects\/-\/serviceAccounts\/nobody@.* was not found/,
      );
      assert.match(
        await refusal(functions.asked("guard", "one.zip", { environmentVariables: { BIG: "x".repeat(32_769) } })),
        /longer than 32 KiB/,
      );
    });

    it("fail to build as an account without rights, as the default one is where it gets none", async () => {
      const { buildConfig, ...rest } = functions.asked("guard", "one.zip");
      const { serviceAccount: _, ...byDefault } = buildConfig;
      assert.match(
        await refusal({ ...rest, buildConfig: byDefault }),
        /missing permission on the build service account/,
      );
    });

    it("need the APIs that they use", async () => {
      await functions.cloud.project("functions-2", ["cloudfunctions"]);
      const path = "/v2/projects/functions-2/locations/us-central1/functions?functionId=early";
      const { status, body } = await functions.cloud.send(
        "cloudfunctions",
        "POST",
        path,
        functions.asked("guard", "one.zip"),
      );
      assert.equal(status, 403);
      assert.match(body.error.message, /^Cloud Build API has not been used in project/);
    });
  });
});

describe("local Google: the archives of functions", () => {
  it("are read with what is in them", () => {
    const files = unzip(zipOf({ "index.js": "1", "deep/er/file.txt": "two".repeat(100) }));
    assert.deepEqual(
      [...files].map(([path, bytes]) => [path, bytes.toString()]),
      [
        ["deep/er/file.txt", "two".repeat(100)],
        ["index.js", "1"],
      ],
    );
  });

  it("are refused when they are none, or would write elsewhere", () => {
    assert.throws(() => unzip(Buffer.from("nothing")), /no ZIP file/);
    assert.throws(() => unzip(zipOf({ "../outside": "x" })), /the path \.\.\/outside/);
    assert.equal(existsSync("../outside"), false);
  });
});
