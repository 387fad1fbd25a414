import assert from "node:assert/strict";
import { type GoogleClient, googleClient } from "../../../google/client.ts";
import { ensureBucket } from "../../../migration/copying/bucket.ts";
import { TestCloud } from "../../support/cloud.ts";

describe("the bucket that a copy goes to", () => {
  let cloud: TestCloud;
  let google: GoogleClient;
  let target: { id: string; number: string };
  beforeEach(async () => {
    cloud = await TestCloud.start();
    await cloud.project("old-ci");
    target = { id: "new-ci", number: await cloud.project("new-ci") };
    google = googleClient(cloud.environment, 0);
    await cloud.send("storage", "POST", "/storage/v1/b?project=old-ci", {
      name: "old-logs",
      location: "EUROPE-WEST1",
      storageClass: "NEARLINE",
      lifecycle: { rule: [{ action: { type: "Delete" }, condition: { age: 30 } }] },
    });
  });
  afterEach(() => cloud.stop());

  const bucket = async (name: string) => (await cloud.send("storage", "GET", `/storage/v1/b/${name}`)).body;
  async function put(name: string): Promise<void> {
    const base = cloud.environment.CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE!;
    const { status } = await fetch(`${base}upload/storage/v1/b/${name}/o?uploadType=media&name=a`, {
      method: "POST",
      headers: { authorization: `Bearer ${cloud.token}` },
      body: "a",
    });
    assert.equal(status, 200);
  }

  it("is made where the other is, and found again when it has objects", async () => {
    const ensured = { notCopied: ["who may read it", "lifecycle rules"] };
    assert.deepEqual(await ensureBucket(google, "old-logs", "new-logs", target), ensured);
    const { location, storageClass, labels, iamConfiguration } = await bucket("new-logs");
    assert.deepEqual([location, storageClass, labels], ["EUROPE-WEST1", "NEARLINE", { "moved-from": "old-logs" }]);
    assert.equal(iamConfiguration.publicAccessPrevention, "enforced");
    await put("new-logs");
    assert.deepEqual(await ensureBucket(google, "old-logs", "new-logs", target), ensured);
  });

  it("is none that the target has for something else, unless it is empty", async () => {
    await cloud.send("storage", "POST", "/storage/v1/b?project=new-ci", { name: "new-logs" });
    assert.ok("notCopied" in (await ensureBucket(google, "old-logs", "new-logs", target)));
    await put("new-logs");
    assert.deepEqual(await ensureBucket(google, "old-logs", "new-logs", target), {
      left:
        "new-ci has a bucket new-logs with objects in it, and nothing says that it is the copy. If it is: " +
        "gcloud storage buckets update gs://new-logs --update-labels=moved-from=old-logs",
    });
  });

  it("is none of somebody else's", async () => {
    await cloud.project("third-one");
    await cloud.send("storage", "POST", "/storage/v1/b?project=third-one", { name: "new-logs" });
    await assert.rejects(ensureBucket(google, "old-logs", "new-logs", target), /new-logs is taken by another project/);
  });
});
