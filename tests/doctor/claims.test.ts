import assert from "node:assert/strict";
import { claims } from "../../doctor/claims.ts";
import { allShown, chosenClaims, examineClaims } from "../../doctor/examine.ts";
import { ruleDiffers } from "../../doctor/organization.ts";
import { type GoogleClient, GoogleError } from "../../google/client.ts";
import { standardExport } from "../../spending/report/schema.ts";
import { goodSpecification } from "../support/specification.ts";

const specification = goodSpecification();
const now = Date.parse("2026-11-22T12:00:00Z");

/** A client that answers by a part of the path, notes what it is asked, and knows nothing else. */
function recording(answers: Record<string, object>): { client: GoogleClient; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    client: {
      async request(host, path, { method = "GET", body } = {}) {
        asked.push(`${method} ${host}${path}`);
        assert.ok(!body || !path.includes("?"), `${path} takes its options in the query alone`);
        const key = Object.keys(answers).find((part) => path.includes(part));
        if (!key) throw new GoogleError(`${method} ${host}${path}`, 404, "", "not found");
        return answers[key] as never;
      },
    },
  };
}

const examine = async (ids: string[], answers: Record<string, object>) =>
  (await examineClaims(recording(answers).client, specification, chosenClaims(ids), now)).map(
    ({ id, verdict, wrong }) => [id, verdict, ...wrong.map(({ what, found }) => `${what}: ${found}`)],
  );

describe("the doctor", () => {
  it("sends reads and nothing else, for every claim", async () => {
    const { client, asked } = recording({});
    const examined = await examineClaims(client, specification, claims, now);
    assert.equal(examined.length, claims.length);
    assert.ok(asked.length > 100, `${asked.length}`);
    for (const request of asked) assert.match(request, /^(GET |POST \S+:getIamPolicy(\?options\.\S+)?$)/);
    const accounts = asked.filter((request) => /serviceAccounts\/\S+:getIamPolicy/.test(request));
    assert.equal(accounts.length, 4);
    for (const request of accounts) assert.match(request, /:getIamPolicy\?options\.requestedPolicyVersion=3$/);
    const reading = claims.filter(({ shownBy }) => "checks" in shownBy).map(({ id }) => id);
    const differs = examined.filter(({ verdict }) => verdict === "differs").map(({ id }) => id);
    assert.deepEqual(differs, reading);
  });

  it("tells what differs of budgets", async () => {
    const budget = (displayName: string, projects: string[], pubsubTopic?: string) => ({
      displayName,
      budgetFilter: { projects },
      notificationsRule: { pubsubTopic },
    });
    const topic = "projects/tst-spending-h3vq/topics/budgets";
    const names = [
      ...["ci", "common", "production", "testing", "nightly"].map((key) => `Folder ${key}`),
      ...Object.values(specification.organization.projects).map((project) => `Project ${project!.id}`),
    ];
    const good = names.map((name) => budget(name, ["projects/1"]));
    const own = (to: string) => [
      budget("Project tst-live-t5wk", ["projects/2"], to),
      budget("Project tst-demo-d9hc", ["projects/3"], topic),
    ];
    assert.deepEqual(await examine(["budgets"], { "/budgets": { budgets: [...good, ...own(topic)] } }), [
      ["budgets", "ok"],
    ]);
    const bad = [budget("Folder ci", []), ...good.slice(1), ...own("projects/x/topics/y"), good[1]!];
    assert.deepEqual(await examine(["budgets"], { "/budgets": { budgets: bad } }), [
      [
        "budgets",
        "differs",
        'budget "Folder ci": it counts 0 things',
        'budget "Folder common": there are 2',
        'budget "Project tst-live-t5wk": it publishes to projects/x/topics/y',
      ],
    ]);
  });

  it("tells what differs of the billing export", async () => {
    const fields = Object.keys(standardExport).map((name) => ({ name }));
    const table = { schema: { fields }, numRows: "7", lastModifiedTime: String(now - 3_600_000) };
    assert.deepEqual(await examine(["billing-export"], { gcp_billing_export: table }), [["billing-export", "ok"]]);
    const old = { ...table, schema: { fields: fields.slice(1) }, lastModifiedTime: String(now - 72 * 3_600_000) };
    assert.deepEqual(await examine(["billing-export"], { gcp_billing_export: old }), [
      [
        "billing-export",
        "differs",
        `columns of the billing export: missing: ${fields[0]!.name}`,
        "rows of the billing export: 7 rows, and nothing new for 72 hours",
      ],
    ]);
  });

  it("tells how secrets in states are encrypted", async () => {
    const state = (type: string) => ({ checkpoint: { latest: { secrets_providers: { type } } } });
    assert.deepEqual(await examine(["state-secrets"], { "alt=media": state("cloud") }), [["state-secrets", "ok"]]);
    assert.deepEqual(await examine(["state-secrets"], { "alt=media": state("passphrase") }), [
      [
        "state-secrets",
        "differs",
        "secrets in the state of bootstrap: they are encrypted by passphrase, not under a key of Cloud KMS",
      ],
    ]);
  });

  it("tells who else may act as a deployer, or owns a project", async () => {
    const policy = (role: string, ...members: string[]) => ({ bindings: [{ role, members }] });
    const [trust] = await examine(["workload-identity"], {
      ":getIamPolicy": policy("roles/iam.workloadIdentityUser", "user:eve@example.com"),
    });
    assert.deepEqual(trust!.slice(-1), ["who may act as previewer: also user:eve@example.com"]);
    const [ok] = await examine(["access"], { ":getIamPolicy": policy("roles/owner", "user:ada@example.com") });
    assert.deepEqual(ok, ["access", "ok"]);
    const [access] = await examine(["access"], { ":getIamPolicy": policy("roles/editor", "user:eve@example.com") });
    assert.equal(access![2], "basic roles on tst-seed-k7m2: editors: user:eve@example.com");
  });

  it("holds nothing for shown that differs or couldn't be read", async () => {
    const wrong = await examineClaims(recording({}).client, specification, chosenClaims(["tags"]), now);
    const refusing: GoogleClient = {
      request: async () => Promise.reject(new GoogleError("GET x", 401, "", "invalid credentials")),
    };
    const unread = await examineClaims(refusing, specification, chosenClaims(["roles"]), now);
    assert.deepEqual([wrong[0]!.verdict, unread[0]!.verdict], ["differs", "unknown"]);
    assert.deepEqual([allShown(wrong), allShown(unread)], [false, false]);
    const there = { tagKeys: [{ shortName: "environment" }] };
    const { client } = recording({ "/v3/tagKeys": there });
    assert.equal(allShown(await examineClaims(client, specification, chosenClaims(["tags", "slack"]), now)), true);
  });

  it("holds rules in force against those that were planned", () => {
    const planned = (rule: { enforce: true } | { allow: string[] } | { allowAll: true }) => ({
      constraint: "c",
      why: "",
      rule,
    });
    const values = (...allowedValues: string[]) => [{ values: { allowedValues } }];
    assert.equal(ruleDiffers(planned({ enforce: true }), [{ enforce: true }]), undefined);
    assert.equal(ruleDiffers(planned({ enforce: true }), [{ enforce: false }]), "it isn't enforced");
    assert.equal(ruleDiffers(planned({ allow: ["C1"] }), values("is:C1")), undefined);
    assert.equal(ruleDiffers(planned({ allow: ["C1"] }), [{ allowAll: true }]), "it restricts nothing");
    assert.equal(ruleDiffers(planned({ allow: ["C1"] }), values("C2")), "it doesn't allow C1");
    assert.equal(ruleDiffers(planned({ allow: ["C1"] }), values("C1", "C2")), "it also allows C2");
    assert.equal(ruleDiffers(planned({ allowAll: true }), [{ allowAll: true }]), undefined);
    assert.equal(ruleDiffers(planned({ allowAll: true }), values("C1")), "it restricts something");
  });

  it("knows its claims by name, and says which there are", () => {
    assert.deepEqual(
      chosenClaims(["budgets"]).map(({ id }) => id),
      ["budgets"],
    );
    assert.equal(new Set(claims.map(({ id }) => id)).size, claims.length);
    assert.throws(
      () => chosenClaims(["nothing"]),
      /^UserError: Nothing is called nothing\. There are: projects, state, /,
    );
  });
});
