import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { guidelines } from "../../policies/index.ts";
import { until } from "../support/processes.ts";
import { TestProject } from "../support/project.ts";

interface Finding {
  guideline: string;
  level: string;
  status: string;
  found: string;
}

interface Report {
  score: number;
  broken: boolean;
  folders: { id: string; projects: number; score: number | null }[];
  projects: { id: string; folder: string | null; planned: boolean; score: number; findings: Finding[] }[];
}

const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "guideline-audit.md"), "utf8");

/** What the guide shows of a report: how far the folders are, the project that was made by hand, and what it comes to. */
function excerpt(report: string): string {
  const parts = report.trim().split("\n\n");
  return [parts[0], parts.find((part) => part.startsWith("made-by-hand-1")), "…", parts.at(-1)].join("\n\n");
}

/** Google makes whoever creates a project its owner; the program leaves that for people to take away. */
const ofTheMaker = ({ found }: Finding) =>
  found === "roles/owner for user:platform-admin@example.com" ||
  found === "access for the person platform-admin@example.com";

describe("an audit of a live organisation", () => {
  let project: TestProject;
  let untouched: Report;
  before(async () => {
    project = new TestProject();
    await project.sgdist(["local", "up"]);
    const { code, stdout, stderr } = await project.sgdist(["up", "bootstrap", "organization", "env-demo"]);
    assert.equal(code, 0, stdout + stderr);
    untouched = await project.json(["guideline", "audit"]);
  });
  after(() => project.remove());

  const made = ["billing", "keys", "logs", "seed", "spending"];

  it("finds every project of the program where it belongs, and nothing mandatory broken but by its maker", () => {
    assert.deepEqual(
      untouched.projects.map(({ id, folder, planned }) => [id.split("-")[1], folder, planned]),
      [...made.map((name) => [name, "common", true]), ["demo", "nightly", true]].toSorted(),
    );
    for (const { id, findings } of untouched.projects) {
      const unexplained = findings.filter((each) => each.level === "mandatory" && !ofTheMaker(each));
      assert.deepEqual(unexplained, [], id);
    }
  });

  it("can be of one folder, by key, and names the folders there are", async () => {
    const { projects }: Report = await project.json(["guideline", "audit", "--folder", "testing"]);
    assert.deepEqual(
      projects.map(({ id }) => id),
      ["tst-demo-d9hc"],
    );
    const { code, stderr } = await project.sgdist(["guideline", "audit", "--folder", "testin"]);
    assert.equal(code, 2);
    assert.match(stderr, /--folder: found testin, .*allowed: .*nightly.*Did you mean testing\?/);
  });

  it("names what a project breaks that was made by hand, and scores it", async () => {
    const wait = async (name: string) =>
      until(name, async () => (await project.ask("cloudresourcemanager", `/v3/${name}`)).done === true);
    const creation = await project.ask("cloudresourcemanager", "/v3/projects", "POST", {
      projectId: "made-by-hand-1",
      parent: "organizations/419083752617",
      labels: { environment: "production" },
    });
    await wait(creation.name);
    await project.ask("cloudbilling", "/v1/projects/made-by-hand-1/billingInfo", "PUT", {
      billingAccountName: "billingAccounts/01C0DE-5EED00-CAFE42",
    });
    const compute = "/v1/projects/made-by-hand-1/services/compute.googleapis.com";
    await project.ask("serviceusage", `${compute}:enable`, "POST", {});
    await until("Compute", async () => (await project.ask("serviceusage", compute)).state === "ENABLED");
    // The organisation's policies keep Google from making it.
    const networks = "/compute/v1/projects/made-by-hand-1/global/networks";
    await until("the network", async () => {
      const asked = { name: "default", autoCreateSubnetworks: true };
      const { error } = await project.ask("compute", networks, "POST", asked);
      return error === undefined || error.code === 409;
    });
    await until("the network to be there", async () => {
      const { items = [] } = await project.ask("compute", networks);
      return items.length === 1;
    });
    const path = "/v3/projects/made-by-hand-1";
    const policy = await project.ask("cloudresourcemanager", `${path}:getIamPolicy`, "POST", {});
    const bindings = [...policy.bindings, { role: "roles/editor", members: ["group:gcp-search@example.com"] }];
    await project.ask("cloudresourcemanager", `${path}:setIamPolicy`, "POST", { policy: { ...policy, bindings } });

    const { code, stdout, stderr } = await project.sgdist(["guideline", "audit"]);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /✔ listing +\d+ resources, \d+ policies, 7 projects/);
    assert.match(stdout, /^made-by-hand-1 {2}right under the organisation · made by hand: in no plan/m);
    assert.deepEqual(
      stdout.split("\n").filter((line) => line.length > 80),
      [],
    );
    const shown = /<!-- audit -->\n```\n([\s\S]*?)\n```/.exec(page)![1];
    assert.equal(shown, excerpt(stdout), "docs/guideline-audit.md shows the report as it is");
    const report: Report = await project.json(["guideline", "audit"]);
    const hand = report.projects.find(({ id }) => id === "made-by-hand-1")!;
    assert.deepEqual([hand.folder, hand.planned], [null, false]);
    const found = hand.findings.map(({ guideline, found: what }) => `${guideline}: ${what}`);
    assert.ok(found.includes("no-basic-roles: roles/editor for group:gcp-search@example.com"), found.join("\n"));
    const broken = new Set(hand.findings.map(({ guideline }) => guideline));
    const expected = ["budget-for-each-project", "never-under-organization", "no-default-network", "no-basic-roles"];
    for (const id of expected.filter((each) => guidelines.some((guideline) => guideline.id === each))) {
      assert.ok(broken.has(id), `${id} is broken`);
    }
    assert.ok(report.score < untouched.score, `${report.score} is lower than ${untouched.score}`);
    assert.ok(hand.score < report.score);
    assert.deepEqual(report.folders, untouched.folders, "folders that it isn't in are as far as before");
  });

  it("judges nothing when it may not list", async () => {
    await project.sgdist([
      "local",
      "fault",
      "add",
      "--api",
      "billingbudgets",
      "--method",
      "billingAccounts.budgets.list",
      "--status",
      "403",
    ]);
    const { code, stderr, stdout } = await project.sgdist(["guideline", "audit"]);
    assert.equal(code, 2, stdout);
    assert.match(stderr, /budgets.*: 403 .*\nWithout this nothing can be judged\. .*billing\.budgets\.list/);
  });
});
