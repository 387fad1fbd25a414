import assert from "node:assert/strict";
import { Cloud } from "../../../../local/google/core/cloud.ts";
import { TestCloud } from "../../../support/cloud.ts";

const host = "pubsub.googleapis.com";

describe("local Google: faults", () => {
  describe("which calls are struck", () => {
    let cloud: Cloud;
    beforeEach(() => {
      cloud = new Cloud(":memory:");
    });
    afterEach(() => cloud.store.close());

    const strikes = (method: string, calls: number, on = host) =>
      Array.from({ length: calls }, () => cloud.faults.strike(on, method) !== undefined);

    it("strikes the methods that are named, with a star for any part", () => {
      cloud.faults.add({ api: "pubsub", method: "*.create", status: 503 });
      assert.deepEqual(strikes("projects.topics.create", 1), [true]);
      assert.deepEqual(strikes("projects.topics.get", 1), [false]);
      assert.deepEqual(strikes("projects.topics.create", 1, "storage.googleapis.com"), [false]);
    });

    it("strikes so many times", () => {
      cloud.faults.add({ api: host, method: "*", status: 503, times: 2 });
      assert.deepEqual(strikes("a", 4), [true, true, false, false]);
    });

    it("strikes every n-th time", () => {
      cloud.faults.add({ api: "pubsub", method: "*", status: 503, every: 3, times: 2 });
      assert.deepEqual(strikes("a", 9), [false, false, true, false, false, true, false, false, false]);
    });

    it("counts what it has seen, and forgets what is cleared", () => {
      const { id } = cloud.faults.add({ api: "pubsub", method: "*", status: 503, times: 1 });
      cloud.faults.add({ api: "storage", method: "*", status: 500 });
      strikes("a", 3);
      assert.deepEqual(
        cloud.faults.list().map(({ seen, struck }) => [seen, struck]),
        [
          [3, 1],
          [0, 0],
        ],
      );
      assert.equal(cloud.faults.clear(id), 1);
      assert.equal(cloud.faults.clear(id), 0);
      assert.equal(cloud.faults.clear(), 1);
      assert.deepEqual(strikes("a", 1), [false]);
    });

    it("strikes no call by being unready, but says for how long", () => {
      cloud.faults.add({ api: "pubsub", method: "*", unready: 20 });
      cloud.faults.add({ api: "pubsub", method: "*", unready: 30 });
      assert.deepEqual(strikes("a", 1), [false]);
      assert.equal(cloud.faults.unready(host), 30);
      assert.equal(cloud.faults.unready("storage.googleapis.com"), 0);
    });
  });

  describe("what callers see of them", () => {
    let cloud: TestCloud;
    before(async () => {
      cloud = await TestCloud.start();
      await cloud.project("faulty-1", ["secretmanager"]);
    });
    afterEach(() => cloud.cloud.faults.clear());
    after(() => cloud.stop());

    const base = "/v1/projects/faulty-1/secrets";
    const get = () => cloud.send("secretmanager", "GET", base);
    const create = (id: string) =>
      cloud.send("secretmanager", "POST", `${base}?secretId=${id}`, { replication: { automatic: {} } });
    const fault = (rest: object) => cloud.cloud.faults.add({ api: "secretmanager", method: "*", ...rest });

    for (const [status, name, message] of [
      [403, "PERMISSION_DENIED", "The caller does not have permission"],
      [
        429,
        "RESOURCE_EXHAUSTED",
        "Quota exceeded for quota metric 'Requests' and limit 'Requests per minute' of this service.",
      ],
      [500, "INTERNAL", "Internal error encountered."],
      [503, "UNAVAILABLE", "The service is currently unavailable."],
    ] as const) {
      it(`answers ${status} in Google's words`, async () => {
        fault({ status, times: 1 });
        const { body, ...answer } = await get();
        assert.equal(answer.status, status);
        assert.deepEqual(body.error, { code: status, message, status: name });
        assert.equal((await get()).status, 200);
      });
    }

    it("answers what it was told to", async () => {
      fault({ status: 503, message: "Come back later." });
      assert.equal((await get()).body.error.message, "Come back later.");
    });

    it("does nothing of what a struck call asked for", async () => {
      fault({ status: 503, times: 1 });
      await create("refused");
      assert.equal((await cloud.send("secretmanager", "GET", `${base}/refused`)).status, 404);
    });

    it("cuts the connection after the work was done", async () => {
      fault({ cut: true, times: 1, method: "projects.secrets.create" });
      await assert.rejects(create("cut"), /fetch failed/);
      assert.equal((await cloud.send("secretmanager", "GET", `${base}/cut`)).status, 200);
      assert.equal((await create("cut")).status, 409);
    });

    it("delays answers without changing them", async () => {
      fault({ delay: 60, times: 1 });
      const started = performance.now();
      assert.equal((await get()).status, 200);
      assert.ok(performance.now() - started >= 50);
    });

    it("checks who calls before anything goes wrong", async () => {
      fault({ status: 503 });
      assert.equal((await cloud.send("secretmanager", "GET", base, undefined, "wrong")).status, 401);
    });
  });
});
