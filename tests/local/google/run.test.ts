import assert from "node:assert/strict";
import { tarOf } from "../../../stacks/tar.ts";
import { accountOf, FunctionsCloud, functionsProject, place } from "../../support/functions.ts";

/** A server in one file, which tells who it is. */
const server = (version: string) => `
const { createServer } = require("node:http");
createServer((request, response) => {
  let body = "";
  request.on("data", (part) => { body += part; });
  request.on("end", () => response.end(JSON.stringify({
    version: "${version}", body, path: request.url, method: request.method,
    service: process.env.K_SERVICE, said: process.env.SAID, token: process.env.GOOGLE_OAUTH_ACCESS_TOKEN,
  })));
}).listen(Number(process.env.PORT));
`;

describe("local Google: services of Cloud Run", () => {
  const functions = new FunctionsCloud();
  const at = `/v2/${place}/services`;

  const upload = async (name: string, content: Uint8Array) => {
    const { environment } = functions.cloud;
    const base = environment.CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE;
    const { status } = await fetch(`${base}upload/storage/v1/b/functions-1-source/o?uploadType=media&name=${name}`, {
      method: "POST",
      headers: { authorization: `Bearer ${environment.GOOGLE_OAUTH_ACCESS_TOKEN}` },
      body: new Uint8Array(content),
    });
    assert.equal(status, 200);
  };
  const asked = (object: string, container: object = {}, more: object = {}) => ({
    invokerIamDisabled: true,
    ...more,
    template: {
      serviceAccount: accountOf("controller"),
      containers: [
        {
          image: "scratch",
          baseImageUri: "us-central1-docker.pkg.dev/serverless-runtimes/google-24-full/runtimes/nodejs24",
          command: ["node"],
          args: ["index.js"],
          env: [{ name: "SAID", value: "something" }],
          sourceCode: { cloudStorageSource: { bucket: "functions-1-source", object } },
          ...container,
        },
      ],
    },
  });
  const write = async (method: string, path: string, body?: object, token?: string) => {
    const begun = await functions.cloud.send("run", method, path, body as never, token);
    return begun.status === 200 ? functions.cloud.finish("run", `/v2/${begun.body.name}`) : begun;
  };
  const get = async () => (await functions.cloud.send("run", "GET", `${at}/hello`)).body;
  const call = async (url: string, headers = {}) => {
    const answer = await functions.cloud.cloud.web.fetch(new Request(url, { method: "POST", headers, body: "a=b" }));
    const text = await answer.text();
    return { status: answer.status, body: answer.ok ? JSON.parse(text) : text };
  };

  before(async () => {
    await functions.start();
    await upload("one.tar.gz", tarOf({ "index.js": Buffer.from(server("1")) }));
    await upload("two.tar.gz", tarOf({ "index.js": Buffer.from(server("2")) }));
  });
  after(() => functions.stop());

  it("are an archive over an image of Google's, started by the first call, as their account", async () => {
    const { body } = await write("POST", `${at}?serviceId=hello`, asked("one.tar.gz", {}, { labels: { a: "b" } }));
    assert.equal(body.error, undefined);
    const made = await get();
    assert.deepEqual(body.response, { "@type": "type.googleapis.com/google.cloud.run.v2.Service", ...made });
    assert.match(made.uri, /^https:\/\/hello-[a-z0-9]{10}-uc\.a\.run\.app$/);
    assert.deepEqual([made.ingress, made.labels, made.generation], ["INGRESS_TRAFFIC_ALL", { a: "b" }, "1"]);
    assert.equal(functions.host.pid(`${place}/services/hello`), undefined);
    assert.deepEqual(await call(`${made.uri}/some/path?q=1`), {
      status: 200,
      body: {
        version: "1",
        body: "a=b",
        path: "/some/path?q=1",
        method: "POST",
        service: "hello",
        said: "something",
        token: functions.tokenOf(accountOf("controller")),
      },
    });
  });

  it("are changed as a whole, at the same address, and listed", async () => {
    const { uri } = await get();
    const { body } = await write("PATCH", `${at}/hello`, asked("two.tar.gz"));
    assert.equal(body.error, undefined);
    const made = await get();
    assert.deepEqual([made.uri, made.generation, made.labels], [uri, "2", undefined]);
    assert.equal((await call(uri)).body.version, "2");
    const { body: listed } = await functions.cloud.send("run", "GET", at);
    assert.deepEqual(listed, { services: [made] });
  });

  it("ask who calls unless they say that they don't", async () => {
    const { uri } = await get();
    await write("PATCH", `${at}/hello`, asked("two.tar.gz", {}, { invokerIamDisabled: false }));
    assert.equal((await get()).invokerIamDisabled, undefined);
    assert.equal((await call(uri)).status, 403);
    assert.equal((await call(uri, { authorization: "Bearer none" })).status, 403);
    await write("PATCH", `${at}/hello`, asked("two.tar.gz"));
    assert.equal((await call(uri)).status, 200);
  });

  it("are opened only by who may say who calls, and run only as who they may act as", async () => {
    const builder = `serviceAccount:${accountOf("builder")}`;
    const token = functions.cloud.tokenFor(builder);
    const grant = (...roles: string[]) =>
      functions.grant(
        "cloudresourcemanager",
        `/v3/projects/${functionsProject}`,
        roles.map((role) => [role, "builder"] as [string, string]),
      );
    const attempt = (open: boolean) =>
      write("POST", `${at}?serviceId=other`, asked("one.tar.gz", {}, { invokerIamDisabled: open }), token);
    await grant("roles/run.viewer");
    assert.match((await attempt(false)).body.error.message, /run\.services\.create/);
    await grant("roles/run.admin");
    assert.match((await attempt(false)).body.error.message, /iam\.serviceAccounts\.actAs/i);
    await grant("roles/cloudfunctions.developer", "roles/iam.serviceAccountUser");
    assert.match((await attempt(true)).body.error.message, /run\.services\.setIamPolicy/);
    await grant("roles/run.admin", "roles/iam.serviceAccountUser");
    assert.equal((await attempt(true)).body.error, undefined);
    await write("DELETE", `${at}/other`);
  });

  it("refuse what isn't there, and what isn't run here", async () => {
    const refusal = async (body: object, id = "new") => {
      const { status, body: answer } = await write("POST", `${at}?serviceId=${id}`, body);
      return [status, answer.error?.message];
    };
    const nobody = asked("one.tar.gz");
    nobody.template.serviceAccount = accountOf("nobody");
    assert.deepEqual(await refusal(nobody), [
      400,
      `template.service_account: Service account ${accountOf("nobody")} does not exist.`,
    ]);
    assert.deepEqual(await refusal(asked("none.tar.gz")), [
      400,
      "Source code gs://functions-1-source/none.tar.gz could not be found.",
    ]);
    assert.equal((await refusal(asked("one.tar.gz"), "Not_a_name"))[0], 400);
    assert.equal((await refusal(asked("one.tar.gz"), "hello"))[0], 409);
    assert.equal((await refusal({ template: {} }))[0], 400);
    const notHere: object[] = [
      { command: ["python"] },
      { sourceCode: undefined, image: "us-docker.pkg.dev/cloudrun/container/hello" },
      { env: [{ name: "A", valueSource: { secretKeyRef: { secret: "s" } } }] },
    ];
    for (const each of notHere) assert.equal((await refusal(asked("one.tar.gz", each)))[0], 501, JSON.stringify(each));
    assert.equal((await functions.cloud.send("run", "GET", `${at}/new`)).status, 404);
  });

  it("are gone with their code once they are deleted", async () => {
    const { uri } = await get();
    const { body } = await write("DELETE", `${at}/hello`);
    assert.equal(body.error, undefined);
    assert.equal((await functions.cloud.send("run", "GET", `${at}/hello`)).status, 404);
    assert.equal((await call(uri)).status, 404);
    assert.deepEqual(functions.cloud.cloud.store.list("service-sources/"), []);
  });
});
