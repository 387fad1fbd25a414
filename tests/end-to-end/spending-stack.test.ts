import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { TestProject } from "../support/project.ts";

const spending = "tst-spending-h3vq";
const place = `projects/${spending}/locations/us-central1`;
const bucket = `${spending}-limits`;

interface Binding {
  role: string;
  members: string[];
}

describe("what limits spending, on the real engine", () => {
  let project: TestProject;
  before(async () => {
    project = new TestProject();
    await project.sgdist(["local", "up"]);
    const { code, stdout, stderr } = await project.sgdist(["up", "bootstrap", "organization", "spending"]);
    assert.equal(code, 0, stdout + stderr);
  });
  after(() => project.remove());

  const rolesOf = ({ bindings = [] }: { bindings?: Binding[] }, account: string) =>
    bindings
      .filter(({ members }) => members.includes(`serviceAccount:${account}@${spending}.iam.gserviceaccount.com`))
      .map(({ role }) => role);

  /** Waits until something holds: what is pushed takes a moment. */
  async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    for (const end = Date.now() + 300_000; Date.now() < end; await sleep(50)) {
      const found = await look();
      if (found !== undefined) return found;
    }
    throw new Error(`${what} didn't come`);
  }

  const revisions = async () => {
    const { functions } = await project.ask("cloudfunctions", `/v2/${place}/functions`);
    return functions.map(({ serviceConfig }: { serviceConfig: { revision: string } }) =>
      serviceConfig.revision.slice(0, -4),
    );
  };

  it("is up, and changes nothing on the second update", async () => {
    const { stacks } = await project.json(["status"]);
    const state = Object.fromEntries(stacks.map((stack: { name: string; state: string }) => [stack.name, stack.state]));
    assert.equal(state.spending, "up");
    const { code, stdout } = await project.sgdist(["preview", "spending", "--expect-no-changes"]);
    assert.equal(code, 0, stdout);
    assert.equal((await project.sgdist(["refresh", "spending"])).code, 0);
    const again = await project.sgdist(["preview", "spending", "--expect-no-changes"]);
    assert.equal(again.code, 0, again.stdout);
    assert.deepEqual(await revisions(), ["budget-message-00001", "guard-00001"]);
  });

  it("has rights that act in the folder of what ends, and nowhere else", async () => {
    const { folders } = await project.ask("cloudresourcemanager", "/v3/folders:search");
    const found: Record<string, string[]> = {};
    for (const { name, displayName } of folders) {
      const policy = await project.ask("cloudresourcemanager", `/v3/${name}:getIamPolicy`, "POST", {});
      found[displayName] = rolesOf(policy, "spending-controller").map((role) => role.split("/").at(-1)!);
    }
    assert.deepEqual(found, {
      Common: [],
      "Continuous integration": [],
      Nightly: ["spendingObserver", "spendingScaler", "spendingUnlinker"],
      Production: [],
      Testing: [],
    });
    const own = await project.ask("cloudresourcemanager", `/v3/projects/${spending}:getIamPolicy`, "POST", {});
    assert.deepEqual(rolesOf(own, "spending-controller"), []);
  });

  it("takes a budget's message, and doesn't get it again", async () => {
    const data = { costAmount: 999, budgetAmount: 100, costIntervalStart: "2026-11-01T08:00:00Z", currencyCode: "USD" };
    const message = {
      data: Buffer.from(
        JSON.stringify({ budgetDisplayName: "forged", budgetAmountType: "SPECIFIED_AMOUNT", ...data }),
      ).toString("base64"),
      attributes: { billingAccountId: "01C0DE-5EED00-CAFE42", budgetId: "none-such", schemaVersion: "1.0" },
    };
    await project.ask("pubsub", `/v1/projects/${spending}/topics/budgets:publish`, "POST", { messages: [message] });
    const journal = await until("a record of the message", async () => {
      const { items } = await project.ask("storage", `/storage/v1/b/${bucket}/o?prefix=journal/`);
      return items?.map(({ name }: { name: string }) => name) as string[] | undefined;
    });
    assert.equal(journal.length, 1);
    assert.match(journal[0]!, /ignored-a-budget-that-isn-t-there/);
    assert.match(
      project.read(`.local/functions/${spending}.budget-message/log`),
      /Nothing was done about a budget that isn't there/,
    );
  });

  it("looks at what runs when its schedule says so", async () => {
    await project.ask("cloudscheduler", `/v1/${place}/jobs/guard:run`, "POST", {});
    const status = await until("a round of the guard", async () => {
      const job = await project.ask("cloudscheduler", `/v1/${place}/jobs/guard`);
      return job.lastAttemptTime && (job.status as object);
    });
    assert.deepEqual(status, {});
  });

  it("is deployed anew when what it is told changes, and only then", async () => {
    project.edit("environments/demo.yaml", "tst-demo-d9hc", "tst-demo-d9hc\nbudget: 150");
    const [report] = await project.json(["up", "spending"]);
    assert.deepEqual(report.changes, { update: 2 });
    assert.deepEqual(await revisions(), ["budget-message-00002", "guard-00002"]);
  });

  it("is not destroyed by mistake: its journal is protected", async () => {
    const { code, stdout, stderr } = await project.sgdist(["destroy", "spending"]);
    assert.equal(code, 2);
    assert.match(stdout + stderr, /holds what is protected, so nothing was destroyed/);
  });
});
