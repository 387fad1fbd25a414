import assert from "node:assert/strict";
import { type GoogleClient, GoogleError } from "../../google/client.ts";
import { UnreadableAnswer } from "../../google/inventory/answer.ts";
import { takeInventory } from "../../google/inventory/index.ts";
import { inParallel } from "../../google/inventory/parallel.ts";
import { UserError } from "../../spec/problem.ts";

const top = "organizations/9";
const asset = (name: string, kind: string, data: object) => ({
  name: `//cloudresourcemanager.googleapis.com/${name}`,
  assetType: `cloudresourcemanager.googleapis.com/${kind}`,
  ancestors: name === top ? [top] : [name, top],
  resource: { data },
});
const organization = asset(top, "Organization", { name: top });
const project = asset("projects/1", "Project", { projectId: "one", lifecycleState: "ACTIVE" });
const gone = asset("projects/2", "Project", { projectId: "two", lifecycleState: "DELETE_REQUESTED" });

type Answers = Record<string, unknown>;

/** A client that answers by a part of what is asked, the last that fits, and keeps what was asked. */
function clientOf(answers: Answers): { client: GoogleClient; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    client: {
      async request(host, path) {
        asked.push(`${host.split(".")[0]}${path}`);
        const key = Object.keys(answers).findLast((each) => `${host.split(".")[0]}${path}`.includes(each));
        const answer = key === undefined ? {} : answers[key];
        if (answer instanceof Error) throw answer;
        return answer as never;
      },
    },
  };
}

const good: Answers = {
  "contentType=RESOURCE": { assets: [organization, project, gone] },
  "contentType=IAM_POLICY": {
    assets: [
      { ...organization, resource: undefined, iamPolicy: { bindings: [{ role: "roles/x", members: ["a:b"] }] } },
    ],
  },
};
const take = (answers: Answers) =>
  takeInventory(clientOf({ ...good, ...answers }).client, { organization: "9", billingAccount: "01" });
const refusal = (code: number) => new GoogleError("GET some.call", code, "", "The caller does not have permission");

describe("the inventory of an organisation", () => {
  it("asks about projects that live, and no others", async () => {
    const { client, asked } = clientOf(good);
    const { projects } = await takeInventory(client, { organization: "9", billingAccount: "01" });
    assert.deepEqual([...projects.keys()], ["1"]);
    assert.ok(!asked.some((path) => path.includes("projects/2")));
    assert.ok(asked.includes("cloudresourcemanager/v3/liens?parent=projects%2F1&pageSize=100"));
  });

  it("takes all pages", async () => {
    const { resources } = await take({
      "contentType=RESOURCE": { assets: [organization], nextPageToken: "more/2" },
      "pageToken=more%2F2": { assets: [project] },
    });
    assert.equal(resources.length, 2);
  });

  it("keeps what was refused of one project as that", async () => {
    const { projects } = await take({ "essentialcontacts/": refusal(403) });
    const { contacts, liens } = projects.get("1")!;
    assert.deepEqual(contacts, { refused: "GET some.call: 403 The caller does not have permission" });
    assert.deepEqual(liens, { is: [] });
  });

  for (const [call, permission] of [
    ["contentType=RESOURCE", "cloudasset.assets.listResource"],
    ["contentType=IAM_POLICY", "cloudasset.assets.listIamPolicy"],
    ["billingbudgets/", "billing.budgets.list"],
  ] as const) {
    it(`ends, and names ${permission}, when that is refused`, async () => {
      await assert.rejects(take({ [call]: refusal(403) }), (error: Error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /some\.call: 403/);
        assert.ok(error.message.includes(permission));
        return true;
      });
    });
  }

  it("passes on what fails otherwise", async () => {
    await assert.rejects(take({ "serviceusage/": refusal(503) }), /503/);
  });

  it("names the call that got no answer", async () => {
    await assert.rejects(
      take({ "billingbudgets/": new Error("ECONNREFUSED") }),
      /^Error: GET billingbudgets\.googleapis\.com.*ECONNREFUSED/,
    );
  });

  for (const [what, answers] of [
    ["a page that is no object", { "contentType=RESOURCE": "<html>" }],
    ["a page that is nothing", { "contentType=IAM_POLICY": null }],
    ["a list that is none", { "billingbudgets/": { budgets: {} } }],
    ["a list of other things", { "liens?": { liens: ["lien"] } }],
    ["an asset without a resource", { "contentType=RESOURCE": { assets: [{ ...organization, resource: {} }] } }],
    ["an asset without ancestors", { "contentType=RESOURCE": { assets: [{ ...organization, ancestors: 1 }] } }],
    ["a list without the organisation", { "contentType=RESOURCE": { assets: [project] } }],
    ["no assets at all", { "contentType=RESOURCE": {} }],
    ["a policy that is none", { "contentType=IAM_POLICY": { assets: [{ ...organization, iamPolicy: [] }] } }],
    [
      "a binding without a role",
      { "contentType=IAM_POLICY": { assets: [{ ...organization, iamPolicy: { bindings: [{ members: [] }] } }] } },
    ],
    ["the same page for ever", { "billingbudgets/": { budgets: [], nextPageToken: "again" } }],
  ] as [string, Answers][]) {
    it(`concludes nothing from ${what}`, async () => {
      await assert.rejects(take(answers), (error) => error instanceof UnreadableAnswer && /GET /.test(error.message));
    });
  }
});

describe("doing the same with many", () => {
  it("keeps their order, and does no more at once than it may", async () => {
    let [now, most] = [0, 0];
    const results = await inParallel([5, 1, 4, 2, 3], 2, async (item) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, item));
      now--;
      return item * 10;
    });
    assert.deepEqual([results, most], [[50, 10, 40, 20, 30], 2]);
  });
});
