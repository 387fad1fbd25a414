import assert from "node:assert/strict";
import { type IncomingHttpHeaders, request } from "node:http";
import { TestCloud } from "../../support/cloud.ts";

interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** The name that stands for the local Storage: no resolver knows it, so nothing leaves the machine by mistake. */
const authority = "http://storage.googleapis.invalid";

/**
 * The requests with which the engine keeps its state in a bucket. Google's Go client sends no token to an address of
 * one's own (STORAGE_EMULATOR_HOST), but it goes through a proxy (HTTP_PROXY), whose password is the token.
 */
describe("local Google: Cloud Storage, as the engine keeps its state in it", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("seed-1");
    await cloud.send("storage", "POST", "/storage/v1/b?project=seed-1", {
      name: "state",
      versioning: { enabled: true },
    });
  });
  after(() => cloud.stop());

  /** Sends a request as a client does that goes through a proxy. */
  function send(
    method: string,
    path: string,
    { body, headers = {}, token = cloud.token }: { body?: Buffer; headers?: object; token?: string } = {},
  ): Promise<Reply> {
    const proxy = new URL(cloud.environment.CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE!);
    const credentials = Buffer.from(`token:${token}`).toString("base64");
    return new Promise((resolve, reject) => {
      const call = request({
        host: proxy.hostname,
        port: proxy.port,
        method,
        path: authority + path,
        headers: { host: "storage.googleapis.invalid", "proxy-authorization": `Basic ${credentials}`, ...headers },
      });
      call.on("error", reject).on("response", async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode!, headers: response.headers, text });
      });
      call.end(body);
    });
  }

  const query = "alt=json&prettyPrint=false&projection=full";
  const stack = ".pulumi/stacks/sourcegraph-distribution/organization.json";
  const at = `/storage/v1/b/state/o/${encodeURIComponent(stack)}`;

  function upload(name: string, content: string): Promise<Reply> {
    const type = "text/plain; charset=utf-8";
    const metadata = JSON.stringify({ bucket: "state", contentType: type, name });
    const body =
      `--cut\r\nContent-Type: application/json\r\n\r\n${metadata}\r\n` +
      `--cut\r\nContent-Type: ${type}\r\n\r\n${content}\r\n--cut--\r\n`;
    const path = `/upload/storage/v1/b/state/o?${query}&name=${encodeURIComponent(name)}&uploadType=multipart`;
    return send("POST", path, {
      body: Buffer.from(body),
      headers: { "content-type": "multipart/related; boundary=cut", "transfer-encoding": "chunked" },
    });
  }

  const read = (name: string) =>
    send("GET", `/state/${encodeURIComponent(name)}`, { headers: { "accept-encoding": "gzip" } });

  const list = async (prefix: string, delimiter = "%2F") => {
    const path =
      `/storage/v1/b/state/o?${query}&delimiter=${delimiter}&endOffset=&includeFoldersAsPrefixes=false` +
      "&includeTrailingDelimiter=false&matchGlob=&maxResults=1000&pageToken=&startOffset=&versions=false" +
      `&prefix=${encodeURIComponent(prefix)}`;
    return JSON.parse((await send("GET", path)).text);
  };

  it("reads state that isn't there as such", async () => {
    const { status, headers } = await read(".pulumi/meta.yaml");
    assert.equal(status, 404);
    assert.match(headers["content-type"] ?? "", /xml/);
    assert.equal((await send("GET", `${at}?${query}`)).status, 404);
    assert.deepEqual(await list(".pulumi/stacks/"), { kind: "storage#objects" });
  });

  it("writes, reads, lists, copies and deletes state", async () => {
    assert.equal((await upload(stack, '{"version":3}')).status, 200);
    const { text, headers } = await read(stack);
    assert.equal(text, '{"version":3}');
    const attributes = JSON.parse((await send("GET", `${at}?${query}`)).text);
    assert.equal(headers["x-goog-hash"], `crc32c=${attributes.crc32c}, md5=${attributes.md5Hash}`);
    assert.equal(headers["x-goog-generation"], attributes.generation);
    assert.equal(headers["content-length"], "13");

    const listed = await list(".pulumi/stacks/");
    assert.deepEqual(listed, { kind: "storage#objects", prefixes: [".pulumi/stacks/sourcegraph-distribution/"] });
    const found = await list(stack);
    assert.deepEqual([found.items[0].name, found.items[0].size], [stack, "13"]);

    const copy = encodeURIComponent(`${stack}.bak`);
    const rewrite = await send("POST", `${at}/rewriteTo/b/state/o/${copy}?${query}`, {
      body: Buffer.from("{}\n"),
      headers: { "content-type": "application/json" },
    });
    assert.equal(JSON.parse(rewrite.text).done, true);
    assert.equal((await read(`${stack}.bak`)).text, '{"version":3}');

    const gone = await send("DELETE", `/storage/v1/b/state/o/${copy}?alt=json&prettyPrint=false`);
    assert.deepEqual([gone.status, gone.text], [204, ""]);
    assert.equal((await read(`${stack}.bak`)).status, 404);
  });

  it("takes large state in parts, which the client sends with POST and without a 308", async () => {
    const metadata = Buffer.from(JSON.stringify({ bucket: "state", name: "large" }));
    const start = await send("POST", `/upload/storage/v1/b/state/o?${query}&name=large&uploadType=resumable`, {
      body: metadata,
      headers: { "content-type": "application/json", "x-upload-content-type": "text/plain" },
    });
    const location = start.headers.location!;
    assert.ok(location.startsWith(authority), location);
    const part = (range: string, text: string) =>
      send("POST", location.slice(authority.length), {
        body: Buffer.from(text),
        headers: { "content-range": range, "content-type": "text/plain", "x-guploader-no-308": "yes" },
      });
    const first = await part("bytes 0-3/*", "abcd");
    assert.equal(first.status, 200);
    assert.equal(first.headers["x-http-status-code-override"], "308");
    assert.equal(first.headers.range, "bytes=0-3");
    const last = await part("bytes 4-5/6", "ef");
    assert.equal(last.headers["x-http-status-code-override"], undefined);
    assert.equal(JSON.parse(last.text).size, "6");
    assert.equal((await read("large")).text, "abcdef");
  });

  it("refuses who has no token or another", async () => {
    assert.equal((await send("GET", `${at}?${query}`, { token: "" })).status, 401);
    assert.equal((await send("GET", `/state/large`, { token: "made-up" })).status, 401);
    assert.equal((await send("GET", `/state/large`, { headers: { "proxy-authorization": "" } })).status, 401);
  });
});
