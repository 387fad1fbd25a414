import assert from "node:assert/strict";
import { type Answer, TestCloud } from "../../support/cloud.ts";

interface Raw {
  headers?: Record<string, string>;
  body?: string | Buffer;
}

const day = 24 * 60 * 60 * 1000;

describe("local Google: Cloud Storage", () => {
  let cloud: TestCloud;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    number = await cloud.project("storage-1", ["cloudkms"]);
    await cloud.project("storage-2");
  });
  after(() => cloud.stop());

  const b = "/storage/v1/b";
  const send = (method: string, path: string, body?: object) => cloud.send("storage", method, path, body as never);
  const insert = (name: string, rest: object = {}, project = "storage-1") =>
    send("POST", `${b}?project=${project}`, { name, ...rest });

  /** Sends bytes and shows the reply as it came. */
  async function raw(method: string, path: string, { headers = {}, body }: Raw = {}): Promise<Response> {
    const base = cloud.environment.CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE!.replace(/\/$/, "");
    return fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${cloud.token}`, ...headers },
      ...(body !== undefined && { body: new Uint8Array(Buffer.from(body)) }),
    });
  }

  /** Writes an object in one request. */
  async function put(bucket: string, name: string, text: string, query = ""): Promise<Answer> {
    const path = `/upload${b}/${bucket}/o?uploadType=media&name=${encodeURIComponent(name)}${query}`;
    const response = await raw("POST", path, { headers: { "content-type": "text/plain" }, body: text });
    return { status: response.status, body: await response.json() };
  }

  const refusal = (code: number, message: string, reason: string, extra: object = {}) => ({
    status: code,
    body: { error: { code, message, errors: [{ message, domain: "global", reason, ...extra }] } },
  });

  describe("buckets", () => {
    it("fills in what Google does", async () => {
      const { status, body } = await insert("defaults-1", { lifecycle: { rule: [] } });
      assert.equal(status, 200);
      assert.match(body.timeCreated, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.deepEqual(body, {
        kind: "storage#bucket",
        selfLink: "https://www.googleapis.com/storage/v1/b/defaults-1",
        id: "defaults-1",
        name: "defaults-1",
        projectNumber: number,
        metageneration: "1",
        etag: "CAE=",
        timeCreated: body.timeCreated,
        updated: body.timeCreated,
        location: "US",
        locationType: "multi-region",
        rpo: "DEFAULT",
        storageClass: "STANDARD",
        softDeletePolicy: { retentionDurationSeconds: "604800", effectiveTime: body.timeCreated },
        iamConfiguration: {
          bucketPolicyOnly: { enabled: false },
          uniformBucketLevelAccess: { enabled: false },
          publicAccessPrevention: "inherited",
        },
      });
      assert.deepEqual(await send("GET", `${b}/defaults-1`), { status: 200, body });
    });

    it("locks uniform access after 90 days, and knows regions from places that are more than one", async () => {
      const { body } = await insert("regional-1", {
        location: "europe-west3",
        iamConfiguration: { uniformBucketLevelAccess: { enabled: true } },
      });
      assert.equal(body.location, "EUROPE-WEST3");
      assert.equal(body.locationType, "region");
      assert.equal(body.rpo, undefined);
      const { lockedTime } = body.iamConfiguration.uniformBucketLevelAccess;
      assert.equal(Math.round((Date.parse(lockedTime) - Date.parse(body.timeCreated)) / day), 90);
      const dual = await insert("dual-1", {
        location: "EU",
        customPlacementConfig: { dataLocations: ["europe-west1", "europe-west4"] },
      });
      assert.equal(dual.body.locationType, "dual-region");
    });

    it("gives a name once, to everybody", async () => {
      await insert("unique-1");
      const mine = "Your previous request to create the named bucket succeeded and you already own it.";
      assert.deepEqual(await insert("unique-1"), refusal(409, mine, "conflict"));
      const foreign =
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. " +
        "Please select a different name and try again.";
      assert.deepEqual(await insert("unique-1", {}, "storage-2"), refusal(409, foreign, "conflict"));
      assert.equal((await send("DELETE", `${b}/unique-1`)).status, 204);
      assert.equal((await insert("unique-1", {}, "storage-2")).status, 200);
    });

    for (const [mistake, name, rest, project, expected] of [
      ["a name with capitals", "Capital", {}, "storage-1", ["Invalid bucket name: 'Capital'", "invalid"]],
      [
        "a name of Google's",
        "my-google-bucket",
        {},
        "storage-1",
        ["Invalid bucket name: 'my-google-bucket'", "invalid"],
      ],
      ["no name", "", {}, "storage-1", ["Required", "required"]],
      ["a project that isn't there", "fine-1", {}, "nowhere-1", ["Unknown project id: nowhere-1", "invalid"]],
      [
        "a place that isn't there",
        "fine-1",
        { location: "moon" },
        "storage-1",
        ["The specified location constraint is not valid.", "invalid"],
      ],
      [
        "a storage class that isn't there",
        "fine-1",
        { storageClass: "WARM" },
        "storage-1",
        ["Invalid argument.", "invalid"],
      ],
    ] as const) {
      it(`refuses ${mistake}`, async () => {
        assert.deepEqual(await insert(name, rest, project), refusal(400, expected[0], expected[1]));
      });
    }

    it("answers for a bucket that isn't there", async () => {
      const message = "The specified bucket does not exist.";
      assert.deepEqual(await send("GET", `${b}/missing-1`), refusal(404, message, "notFound"));
      assert.deepEqual(await send("GET", `${b}/missing-1/o`), refusal(404, message, "notFound"));
    });

    it("changes by merging, with a new metageneration, and only under conditions that hold", async () => {
      await insert("changing-1", { labels: { a: "1", b: "2" }, versioning: { enabled: true } });
      const at = `${b}/changing-1`;
      const patch = await send("PATCH", `${at}?ifMetagenerationMatch=1`, { labels: { a: null, c: "3" } });
      assert.deepEqual(patch.body.labels, { b: "2", c: "3" });
      assert.deepEqual(patch.body.versioning, { enabled: true });
      assert.equal(patch.body.metageneration, "2");
      assert.equal(patch.body.etag, "CAI=");
      const stale = await send("PATCH", `${at}?ifMetagenerationMatch=1`, { labels: null });
      const message = "At least one of the pre-conditions you specified did not hold.";
      const where = { location: "If-Match", locationType: "header" };
      assert.deepEqual(stale, refusal(412, message, "conditionNotMet", where));
      const update = await send("PUT", at, { versioning: { enabled: false } });
      assert.equal(update.body.labels, undefined);
      assert.deepEqual(update.body.versioning, { enabled: false });
      assert.equal((await raw("GET", `${at}?ifMetagenerationNotMatch=3`)).status, 304);
      assert.equal((await raw("GET", at, { headers: { "if-none-match": "CAM=" } })).status, 304);
    });

    it("lists those of a project, in pages", async () => {
      const names = ["page-1", "page-2", "page-3"];
      for (const name of names) await insert(name, {}, "storage-2");
      const first = await send("GET", `${b}?project=storage-2&prefix=page-&maxResults=2`);
      assert.deepEqual(
        first.body.items.map(({ name }: { name: string }) => name),
        ["page-1", "page-2"],
      );
      const token = first.body.nextPageToken;
      const rest = await send("GET", `${b}?project=storage-2&prefix=page-&maxResults=2&pageToken=${token}`);
      assert.deepEqual(Object.keys(rest.body), ["kind", "items"]);
      assert.deepEqual(await send("GET", `${b}?project=storage-2&prefix=none`), {
        status: 200,
        body: { kind: "storage#buckets" },
      });
    });

    it("are not deleted while there is something in them", async () => {
      await insert("full-1");
      await put("full-1", "a", "x");
      const message = "The bucket you tried to delete is not empty.";
      assert.deepEqual(await send("DELETE", `${b}/full-1`), refusal(409, message, "conflict"));
      assert.equal((await send("DELETE", `${b}/full-1/o/a`)).status, 204);
      assert.equal((await send("DELETE", `${b}/full-1`)).status, 204);
    });

    it("can't be made or read from when nobody pays, but are still listed", async () => {
      await cloud.project("unpaid-1");
      await insert("unpaid-bucket", {}, "unpaid-1");
      await put("unpaid-bucket", "a", "x");
      await cloud.send("cloudbilling", "PUT", "/v1/projects/unpaid-1/billingInfo", { billingAccountName: "" });
      const message = "The billing account for the owning project is disabled in state absent";
      const where = { location: "Authorization", locationType: "header" };
      const expected = refusal(403, message, "accountDisabled", where);
      assert.deepEqual(await insert("unpaid-2", {}, "unpaid-1"), expected);
      assert.deepEqual(await send("GET", `${b}/unpaid-bucket/o/a`), expected);
      assert.equal((await send("GET", `${b}?project=unpaid-1`)).body.items.length, 1);
    });

    it("takes a key only once the project's storage account may use it", async () => {
      const ring = "projects/storage-1/locations/us/keyRings/r";
      await cloud.send("cloudkms", "POST", "/v1/projects/storage-1/locations/us/keyRings?keyRingId=r", {});
      await cloud.send("cloudkms", "POST", `/v1/${ring}/cryptoKeys?cryptoKeyId=k`, { purpose: "ENCRYPT_DECRYPT" });
      const key = `${ring}/cryptoKeys/k`;
      const early = await insert("encrypted-1", { encryption: { defaultKmsKeyName: key } });
      assert.equal(early.status, 403);
      assert.match(early.body.error.message, /^Permission denied on Cloud KMS key\./);
      const agent = await send("GET", "/storage/v1/projects/storage-1/serviceAccount");
      assert.equal(agent.body.email_address, `service-${number}@gs-project-accounts.iam.gserviceaccount.com`);
      const role = "roles/cloudkms.cryptoKeyEncrypterDecrypter";
      const bindings = [{ role, members: [`serviceAccount:${agent.body.email_address}`] }];
      await cloud.send("cloudkms", "POST", `/v1/${key}:setIamPolicy`, { policy: { bindings } });
      assert.equal((await insert("encrypted-1", { encryption: { defaultKmsKeyName: key } })).status, 200);
      const { body } = await put("encrypted-1", "o", "secret");
      assert.equal(body.kmsKeyName, `${key}/cryptoKeyVersions/1`);
    });

    it("refuses calls where the API was switched off, and only there", async () => {
      await cloud.project("switched-off-1", ["storage"]);
      const path = "/v1/projects/switched-off-1/services/storage.googleapis.com:disable";
      const { body } = await cloud.send("serviceusage", "POST", path, {});
      await cloud.finish("serviceusage", `/v1/${body.name}`);
      const answer = await insert("switched-off", {}, "switched-off-1");
      assert.equal(answer.status, 403);
      assert.equal(answer.body.error.errors[0].reason, "accessNotConfigured");
    });
  });

  describe("policies of buckets", () => {
    it("begin with the basic roles of the project, and change the bucket's metageneration", async () => {
      await insert("policy-1", { iamConfiguration: { uniformBucketLevelAccess: { enabled: true } } });
      const before = await send("GET", `${b}/policy-1/iam?optionsRequestedPolicyVersion=3`);
      assert.deepEqual(before.body, {
        kind: "storage#policy",
        resourceId: "projects/_/buckets/policy-1",
        version: 1,
        etag: "CAE=",
        bindings: [
          {
            role: "roles/storage.legacyBucketOwner",
            members: ["projectEditor:storage-1", "projectOwner:storage-1"],
          },
          { role: "roles/storage.legacyBucketReader", members: ["projectViewer:storage-1"] },
          {
            role: "roles/storage.legacyObjectOwner",
            members: ["projectEditor:storage-1", "projectOwner:storage-1"],
          },
          { role: "roles/storage.legacyObjectReader", members: ["projectViewer:storage-1"] },
        ],
      });
      const bindings = [{ role: "roles/storage.objectViewer", members: ["user:ada@example.com"] }];
      const set = await send("PUT", `${b}/policy-1/iam`, { bindings, etag: "CAE=" });
      assert.deepEqual(set.body.bindings, bindings);
      assert.equal(set.body.etag, "CAI=");
      assert.equal((await send("GET", `${b}/policy-1`)).body.metageneration, "2");
      const stale = await send("PUT", `${b}/policy-1/iam`, { bindings, etag: "CAE=" });
      assert.equal(stale.status, 412);
      assert.equal(stale.body.error.errors[0].reason, "conditionNotMet");
    });

    it("tell which permissions the caller has, and take conditions only with uniform access", async () => {
      await insert("policy-2");
      const path = `${b}/policy-2/iam/testPermissions?permissions=storage.buckets.get&permissions=storage.buckets.delete`;
      assert.deepEqual((await send("GET", path)).body, {
        kind: "storage#testIamPermissionsResponse",
        permissions: ["storage.buckets.get", "storage.buckets.delete"],
      });
      const binding = {
        role: "roles/storage.objectViewer",
        members: ["user:ada@example.com"],
        condition: { title: "t", expression: "true" },
      };
      assert.equal((await send("PUT", `${b}/policy-2/iam`, { version: 3, bindings: [binding] })).status, 400);
    });
  });

  describe("objects", () => {
    before(() => insert("objects-1"));
    const o = `${b}/objects-1/o`;

    it("are written in one request and described", async () => {
      const { body } = await put("objects-1", "dir/hello.txt", "hello");
      assert.match(body.generation, /^\d{16}$/);
      assert.deepEqual(body, {
        kind: "storage#object",
        id: `objects-1/dir/hello.txt/${body.generation}`,
        selfLink: "https://www.googleapis.com/storage/v1/b/objects-1/o/dir%2Fhello.txt",
        mediaLink:
          "https://storage.googleapis.com/download/storage/v1/b/objects-1/o/dir%2Fhello.txt?generation=" +
          `${body.generation}&alt=media`,
        name: "dir/hello.txt",
        bucket: "objects-1",
        generation: body.generation,
        metageneration: "1",
        storageClass: "STANDARD",
        contentType: "text/plain",
        size: "5",
        md5Hash: "XUFAKrxLKna5cZ2REBfFkg==",
        crc32c: "mnG7TA==",
        etag: body.etag,
        timeCreated: body.timeCreated,
        updated: body.timeCreated,
        timeStorageClassUpdated: body.timeCreated,
        timeFinalized: body.timeCreated,
      });
      assert.deepEqual((await send("GET", `${o}/dir%2Fhello.txt`)).body, body);
    });

    it("are read whole or in part, with their checksums, by the JSON API and the XML API", async () => {
      const { body } = await put("objects-1", "range", "0123456789");
      for (const path of [`${o}/range?alt=media`, `/download${o}/range?alt=media`, "/objects-1/range"]) {
        const whole = await raw("GET", path);
        assert.equal(await whole.text(), "0123456789");
        assert.equal(whole.headers.get("content-type"), "text/plain");
        assert.equal(whole.headers.get("x-goog-hash"), `crc32c=${body.crc32c}, md5=${body.md5Hash}`);
        assert.equal(whole.headers.get("x-goog-generation"), body.generation);
        const part = await raw("GET", path, { headers: { range: "bytes=2-4" } });
        assert.equal(part.status, 206);
        assert.equal(part.headers.get("content-range"), "bytes 2-4/10");
        assert.equal(await part.text(), "234");
        const end = await raw("GET", path, { headers: { range: "bytes=-3" } });
        assert.equal(await end.text(), "789");
        assert.equal((await raw("GET", path, { headers: { range: "bytes=10-" } })).status, 416);
      }
      const head = await raw("HEAD", "/objects-1/range");
      assert.equal(head.headers.get("content-length"), "10");
      assert.equal(head.headers.get("etag"), '"781e5e245d69b566979b86e28d23f2c7"');
      assert.equal(await head.text(), "");
    });

    it("answer for one that isn't there in the words of the API that is asked", async () => {
      const message = "No such object: objects-1/none";
      assert.deepEqual(await send("GET", `${o}/none`), refusal(404, message, "notFound"));
      const xml = await raw("GET", "/objects-1/none");
      assert.equal(xml.status, 404);
      assert.match(xml.headers.get("content-type") ?? "", /^application\/xml/);
      assert.match(await xml.text(), /<Code>NoSuchKey<\/Code>.*<Details>No such object: objects-1\/none<\/Details>/);
      assert.match(await (await raw("GET", "/no-bucket/none")).text(), /<Code>NoSuchBucket<\/Code>/);
      assert.equal((await raw("GET", "/storage/v1/nothing")).status, 404);
    });

    it("are written only under conditions that hold", async () => {
      const first = await put("objects-1", "once", "1", "&ifGenerationMatch=0");
      assert.equal(first.status, 200);
      assert.equal((await put("objects-1", "once", "2", "&ifGenerationMatch=0")).status, 412);
      const { generation } = first.body;
      assert.equal((await put("objects-1", "once", "2", `&ifGenerationMatch=${generation}`)).status, 200);
      assert.equal((await send("DELETE", `${o}/once?ifGenerationMatch=${generation}`)).status, 412);
      assert.equal((await raw("GET", `${o}/once?ifMetagenerationNotMatch=1`)).status, 304);
      assert.equal((await send("GET", `${o}/once?ifGenerationMatch=x`)).status, 400);
    });

    for (const [mistake, name, message] of [
      ["no name", "", "Required"],
      ["a line break in a name", "a\nb", "Disallowed unicode characters present in object name 'a\nb'"],
      ["a dot as a name", ".", "Invalid object name: '.'"],
    ] as const) {
      it(`are refused with ${mistake}`, async () => {
        const answer = await put("objects-1", name, "x");
        assert.equal(answer.status, 400);
        assert.equal(answer.body.error.message, message);
      });
    }

    it("are listed by prefix, gathered by delimiter, in the order of their bytes and in pages", async () => {
      await insert("listed-1");
      for (const name of ["a/1", "a/2", "b", "c/x/1", "c/y", "\u{ffff}", "\u{10000}"]) await put("listed-1", name, "x");
      const list = async (query: string) => (await send("GET", `${b}/listed-1/o?${query}`)).body;
      const names = ({ items = [] }: { items?: { name: string }[] }) => items.map(({ name }) => name);
      const top = await list("delimiter=/");
      assert.deepEqual(top.prefixes, ["a/", "c/"]);
      assert.deepEqual(names(top), ["b", "\u{ffff}", "\u{10000}"]);
      const under = await list("prefix=c/&delimiter=/");
      assert.deepEqual([under.prefixes, names(under)], [["c/x/"], ["c/y"]]);
      assert.deepEqual(names(await list("startOffset=a/2&endOffset=c/y")), ["a/2", "b", "c/x/1"]);
      assert.deepEqual(names(await list("matchGlob=c/**")), ["c/x/1", "c/y"]);
      const pages: string[] = [];
      let token = "";
      do {
        const page = await list(`delimiter=/&maxResults=2&pageToken=${encodeURIComponent(token)}`);
        pages.push([...(page.prefixes ?? []), ...names(page)].join(" "));
        token = page.nextPageToken ?? "";
      } while (token);
      assert.deepEqual(pages, ["a/ b", "c/ \u{ffff}", "\u{10000}"]);
      assert.deepEqual(await list("prefix=zzz"), { kind: "storage#objects" });
      assert.deepEqual(await list("prefix=b&fields=items(name)"), { items: [{ name: "b" }] });
    });

    it("keep their metadata, which can be changed without the content", async () => {
      await put("objects-1", "described", "x");
      const at = `${o}/described`;
      const patch = await send("PATCH", at, { metadata: { a: "1", b: "2" }, cacheControl: "no-store" });
      assert.equal(patch.body.metageneration, "2");
      const next = await send("PATCH", at, { metadata: { a: null } });
      assert.deepEqual(next.body.metadata, { b: "2" });
      assert.equal(next.body.contentType, "text/plain");
      const read = await raw("GET", "/objects-1/described");
      assert.equal(read.headers.get("x-goog-meta-b"), "2");
      assert.equal(read.headers.get("cache-control"), "no-store");
      const update = await send("PUT", at, { contentType: "text/html" });
      assert.equal(update.body.metadata, undefined);
    });

    it("are copied with their metadata, and joined", async () => {
      await put("objects-1", "source", "one ");
      await send("PATCH", `${o}/source`, { metadata: { kept: "yes" } });
      const rewritten = await send("POST", `${o}/source/rewriteTo/b/objects-1/o/copies%2F1`, {});
      assert.deepEqual(Object.keys(rewritten.body), ["kind", "totalBytesRewritten", "objectSize", "done", "resource"]);
      assert.deepEqual(rewritten.body.resource.metadata, { kept: "yes" });
      const copied = await send("POST", `${o}/source/copyTo/b/objects-1/o/copies%2F2`, { contentType: "text/html" });
      assert.equal(copied.body.metadata, undefined);
      assert.equal((await send("POST", `${o}/none/rewriteTo/b/objects-1/o/x`, {})).status, 404);
      await put("objects-1", "more", "two");
      const sourceObjects = [{ name: "source" }, { name: "more" }];
      await send("POST", `${o}/joined/compose`, { sourceObjects });
      assert.equal(await (await raw("GET", "/objects-1/joined")).text(), "one two");
    });

    it("are expanded for those who don't take compressed content", async () => {
      const compressed = Buffer.from("H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==", "base64");
      const path = `/upload${o}?uploadType=media&name=zipped&contentEncoding=gzip`;
      await raw("POST", path, { headers: { "content-type": "text/plain" }, body: compressed });
      const plain = await raw("GET", "/objects-1/zipped", { headers: { "accept-encoding": "identity" } });
      assert.equal(await plain.text(), "hello");
      assert.equal(plain.headers.get("content-encoding"), null);
      const packed = await raw("GET", "/objects-1/zipped", { headers: { "accept-encoding": "gzip" } });
      assert.equal(packed.headers.get("content-encoding"), "gzip");
    });

    it("keep JSON that is none", async () => {
      const path = `/upload${o}?uploadType=media&name=broken.json`;
      const response = await raw("POST", path, { headers: { "content-type": "application/json" }, body: "{" });
      assert.equal(response.status, 200);
    });
  });

  describe("versions", () => {
    it("of an object stay where the bucket keeps them, until each is deleted", async () => {
      await insert("versions-1", { versioning: { enabled: true } });
      const o = `${b}/versions-1/o`;
      const first = await put("versions-1", "doc", "one");
      await put("versions-1", "doc", "two");
      assert.equal((await send("GET", o)).body.items.length, 1);
      const all = await send("GET", `${o}?versions=true`);
      assert.deepEqual(
        all.body.items.map((item: { timeDeleted?: string }) => item.timeDeleted !== undefined),
        [true, false],
      );
      const { generation } = first.body;
      assert.equal(await (await raw("GET", `/versions-1/doc?generation=${generation}`)).text(), "one");
      assert.equal((await send("DELETE", `${o}/doc`)).status, 204);
      assert.equal((await send("GET", `${o}/doc`)).status, 404);
      assert.equal((await send("GET", `${o}?versions=true`)).body.items.length, 2);
      assert.equal((await send("DELETE", `${o}/doc?generation=${generation}`)).status, 204);
      assert.equal((await send("GET", `${o}?versions=true`)).body.items.length, 1);
    });

    it("are not deleted before their time under a retention policy, which a lock makes final", async () => {
      await insert("retained-1", { retentionPolicy: { retentionPeriod: 3600 } });
      await put("retained-1", "doc", "x");
      const early = await send("DELETE", `${b}/retained-1/o/doc`);
      assert.equal(early.status, 403);
      assert.equal(early.body.error.errors[0].reason, "retentionPolicyNotMet");
      assert.equal((await put("retained-1", "doc", "y")).status, 403);
      const locked = await send("POST", `${b}/retained-1/lockRetentionPolicy?ifMetagenerationMatch=1`, {});
      assert.equal(locked.body.retentionPolicy.isLocked, true);
      const shorter = await send("PATCH", `${b}/retained-1`, { retentionPolicy: { retentionPeriod: 60 } });
      assert.equal(shorter.status, 400);
      assert.equal((await send("PATCH", `${b}/retained-1`, { retentionPolicy: null })).status, 400);
      cloud.cloud.clock.move(3601 * 1000);
      assert.equal((await send("DELETE", `${b}/retained-1/o/doc`)).status, 204);
      cloud.cloud.clock.move(0);
    });

    it("are not touched while they are held", async () => {
      await insert("held-1");
      await put("held-1", "doc", "x");
      await send("PATCH", `${b}/held-1/o/doc`, { temporaryHold: true });
      const held = await send("DELETE", `${b}/held-1/o/doc`);
      assert.equal(held.status, 403);
      assert.match(held.body.error.message, /^Object 'held-1\/doc' is under active Temporary hold/);
      await send("PATCH", `${b}/held-1/o/doc`, { temporaryHold: false });
      assert.equal((await send("DELETE", `${b}/held-1/o/doc`)).status, 204);
    });
  });

  describe("uploads", () => {
    before(() => insert("uploads-1"));
    const path = `/upload${b}/uploads-1/o`;

    it("with metadata and content in one request check the checksums that come with them", async () => {
      const multipart = (metadata: object) => ({
        headers: { "content-type": 'multipart/related; boundary="cut"' },
        body:
          `--cut\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(metadata)}\r\n` +
          "--cut\r\nContent-Type: image/png\r\n\r\nline\r\n\r\nline\n\r\n--cut--\r\n",
      });
      const good = await raw("POST", `${path}?uploadType=multipart`, multipart({ name: "m", metadata: { a: "b" } }));
      const { contentType, metadata, size } = (await good.json()) as Record<string, unknown>;
      assert.deepEqual({ contentType, metadata, size }, { contentType: "image/png", metadata: { a: "b" }, size: "13" });
      assert.equal(await (await raw("GET", "/uploads-1/m")).text(), "line\r\n\r\nline\n");
      const bad = await raw("POST", `${path}?uploadType=multipart`, multipart({ name: "m", md5Hash: "AAAA" }));
      assert.equal(bad.status, 400);
      const one = { headers: { "content-type": "multipart/related; boundary=cut" }, body: "--cut\r\n\r\nx\r\n--cut--" };
      assert.equal((await raw("POST", `${path}?uploadType=multipart`, one)).status, 400);
    });

    it("in several requests say how far they are, and go on from there", async () => {
      const start = await raw("POST", `${path}?uploadType=resumable&name=big&ifGenerationMatch=0`, {
        headers: { "content-type": "application/json", "x-upload-content-type": "text/csv" },
        body: JSON.stringify({ metadata: { a: "b" } }),
      });
      const location = new URL(start.headers.get("location")!);
      const next = (range: string, body?: string) =>
        raw("PUT", location.pathname + location.search, {
          headers: { "content-range": range },
          ...(body && { body }),
        });
      const none = await next("bytes */6");
      assert.deepEqual([none.status, none.headers.get("range")], [308, null]);
      const half = await next("bytes 0-2/6", "abc");
      assert.deepEqual([half.status, half.headers.get("range")], [308, "bytes=0-2"]);
      assert.equal((await next("bytes 5-5/6", "f")).status, 400);
      const done = await next("bytes 1-5/6", "bcdef");
      const object = (await done.json()) as { size: string; contentType: string };
      assert.deepEqual([done.status, object.size, object.contentType], [200, "6", "text/csv"]);
      assert.equal(await (await raw("GET", "/uploads-1/big")).text(), "abcdef");
      assert.equal((await next("bytes */6")).status, 200);
    });

    it("can be given up, and are refused without a way of uploading", async () => {
      const start = await raw("POST", `${path}?uploadType=resumable&name=cancelled`);
      const location = new URL(start.headers.get("location")!);
      assert.equal((await raw("DELETE", location.pathname + location.search)).status, 499);
      assert.equal((await raw("PUT", location.pathname + location.search, { body: "x" })).status, 400);
      assert.equal((await raw("POST", `${path}?name=x`, { body: "x" })).status, 400);
    });
  });

  it("refuses calls without a token, by either API", async () => {
    for (const path of [`${b}?project=storage-1`, "/objects-1/range"]) {
      assert.equal((await raw("GET", path, { headers: { authorization: "" } })).status, 401);
    }
  });
});
