import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportState } from "../../bootstrap/billing-export.ts";
import { runChecks } from "../../bootstrap/checks.ts";
import { credentialsOf } from "../../bootstrap/credentials.ts";
import { attempt, readOnly } from "../../bootstrap/reading.ts";
import { movedStep, stepState } from "../../bootstrap/status.ts";
import { type GoogleClient, GoogleError } from "../../google/client.ts";
import { refused } from "../support/bootstrap.ts";

const answering = (answer: unknown): GoogleClient => ({
  request: async () => {
    if (answer instanceof Error) throw answer;
    return answer as never;
  },
});
const host = "x.googleapis.com";

describe("reading", () => {
  it("lets reads and questions pass, and nothing that could change something", async () => {
    const client = readOnly(answering({ ok: true }));
    assert.deepEqual(await client.request(host, "/v1/things"), { ok: true });
    for (const verb of ["testIamPermissions", "getIamPolicy"]) {
      for (const query of ["", "?options.requestedPolicyVersion=3"]) {
        assert.deepEqual(await client.request(host, `/v1/things:${verb}${query}`, { method: "POST" }), { ok: true });
      }
    }
    for (const [method, path] of [
      ["POST", "/v1/things"],
      ["POST", "/v1/things:setIamPolicy"],
      ["POST", "/v1/things:setIamPolicy?x=:getIamPolicy"],
      ["PUT", "/v1/things:getIamPolicy"],
      ["PATCH", "/v1/things"],
      ["DELETE", "/v1/things"],
    ] as const) {
      assert.throws(() => client.request(host, path, { method }), /would change something/);
    }
  });

  it("takes a refusal for an answer, without the request before it", async () => {
    const error = new GoogleError(`GET ${host}/v1/things`, 403, "FORBIDDEN", "no: 403 times");
    assert.deepEqual(await attempt(Promise.reject(error)), {
      refused: { code: 403, reason: "FORBIDDEN", message: "no: 403 times" },
    });
    assert.deepEqual(await attempt(Promise.reject(new Error("fetch failed\nmore"))), refused(0, "fetch failed"));
  });

  it("judges what it reads, of all pages", async () => {
    const pages: GoogleClient = {
      request: async (_, path) =>
        (path.includes("pageToken=two") ? { items: [2] } : { items: [1], nextPageToken: "two" }) as never,
    };
    const check = {
      what: "things",
      host,
      path: "/v1/things",
      list: "items",
      judge: (all: number[]) => (all.length === 2 ? undefined : `${all.length}`),
    };
    assert.deepEqual(await runChecks(pages, [check]), [{ what: "things", verdict: "ok" }]);
    assert.deepEqual(await runChecks(answering({ items: [1] }), [check]), [
      { what: "things", verdict: "differs", found: "1" },
    ]);
    const refusal = (code: number) => answering(new GoogleError("GET x", code, "", "said so"));
    assert.deepEqual(await runChecks(refusal(404), [check]), [
      { what: "things", verdict: "differs", found: "it isn't there" },
    ]);
    assert.deepEqual(await runChecks(refusal(403), [check]), [
      { what: "things", verdict: "unknown", found: "403 said so" },
    ]);
    assert.deepEqual(await runChecks(refusal(401), [check]), [
      { what: "things", verdict: "unknown", found: "401 said so", isOfCaller: true },
    ]);
  });

  it("knows a step as done only by what was read of it", () => {
    const [ok, differs, unknown] = (["ok", "differs", "unknown"] as const).map((verdict) => ({ what: "x", verdict }));
    assert.equal(stepState([ok!, ok!], false), "done");
    assert.equal(stepState([ok!, differs!, unknown!], true), "open");
    assert.equal(stepState([ok!, unknown!], false), "unknown");
    assert.equal(stepState([unknown!], false), "open");
    assert.equal(stepState([unknown!], true), "unknown");
    assert.equal(stepState([{ ...unknown!, isOfCaller: true }], false), "unknown");
    const state = { backend: "gs://b", projects: [], decryptable: true };
    assert.equal(movedStep({ ...state, at: "home", moved: true }).state, "done");
    assert.deepEqual(movedStep({ ...state, at: "home", moved: false }).missing, [
      { what: "state of bootstrap", found: "in gs://b" },
    ]);
    assert.equal(movedStep({ ...state, at: "unreadable", moved: false }).state, "unknown");
    assert.deepEqual(movedStep({ ...state, at: "nowhere", moved: false }).missing, [
      { what: "state of bootstrap", found: "not begun" },
    ]);
  });
});

describe("the billing export", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  const table = (hours: number, numRows: string, more = {}) =>
    exportState({ value: { numRows, lastModifiedTime: String(now - hours * 3_600_000), ...more } }, now);

  it("is switched on once there are fresh rows, streamed ones too", () => {
    assert.deepEqual(table(48, "12"), { state: "done", found: "12 rows, the last of 2026-11-20T12:00:00.000Z" });
    assert.equal(table(1, "0", { streamingBuffer: { estimatedRows: "3" } }).state, "done");
  });

  it("is waited for where there is no table, no row, or nothing new", () => {
    assert.deepEqual(exportState(refused(404, "Not found"), now), {
      state: "waiting",
      found: "not switched on, or nothing was exported yet",
    });
    assert.deepEqual(table(1, "0"), {
      state: "waiting",
      found: "switched on, and no rows yet: the first take some hours",
    });
    assert.deepEqual(table(49, "12"), { state: "waiting", found: "12 rows, and nothing new for 49 hours" });
  });

  it("is unknown where it can't be read", () => {
    assert.deepEqual(exportState(refused(403, "no"), now), { state: "unknown", found: "403 no" });
  });
});

describe("the credentials of the caller", () => {
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), "sgdist-home-"));
    mkdirSync(join(home, ".config", "gcloud"), { recursive: true });
  });
  after(() => rmSync(home, { recursive: true }));
  const write = (text: string) =>
    writeFileSync(join(home, ".config", "gcloud", "application_default_credentials.json"), text);

  it("are told by kind, with what they are charged to", () => {
    assert.deepEqual(credentialsOf({ HOME: home }), { kind: "none", engineCharges: false });
    write('{"type":"authorized_user","quota_project_id":"mine","refresh_token":"secret"}');
    assert.deepEqual(credentialsOf({ HOME: home }), { kind: "user", quotaProject: "mine", engineCharges: false });
    const charged = { USER_PROJECT_OVERRIDE: "true", GOOGLE_BILLING_PROJECT: "mine" };
    assert.equal(credentialsOf({ HOME: home, ...charged }).engineCharges, true);
    assert.equal(credentialsOf({ HOME: home, GOOGLE_CLOUD_QUOTA_PROJECT: "other" }).quotaProject, "other");
    assert.deepEqual(credentialsOf({ HOME: home, GOOGLE_OAUTH_ACCESS_TOKEN: "t" }), {
      kind: "token",
      engineCharges: false,
    });
    write('{"type":"external_account"}');
    assert.equal(credentialsOf({ HOME: home }).kind, "other");
    write("not json");
    assert.equal(credentialsOf({ HOME: home }).kind, "none");
  });
});
