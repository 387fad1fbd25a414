import assert from "node:assert/strict";
import { accountOf } from "../../reconcile/leaks/grants.ts";
import { planReconciliation } from "../../reconcile/plan.ts";
import type { BudgetFound, GrantFound, RecordFound } from "../../reconcile/world.ts";
import { parseSpecification } from "../../spec/load.ts";
import { at, entry, gone, project, stack, up, worldOf } from "../support/reconcile.ts";
import { publicFiles, publicSpecification, today } from "../support/specification.ts";

const specification = publicSpecification();
const now = at("2026-11-25");
const plan = (given: Parameters<typeof worldOf>[0], of = specification) => planReconciliation(of, worldOf(given), now);

/** What is swept, and what is told of. */
const both = (given: Parameters<typeof worldOf>[0], of = specification) => {
  const { actions, findings } = plan(given, of);
  return {
    swept: actions.map(({ id }) => id),
    told: findings.filter(({ kind }) => kind === "leak").map(({ what, reason }) => `${what}: ${reason}`),
  };
};

const budget = (given: Partial<BudgetFound> = {}): BudgetFound => ({
  name: "billingAccounts/A/budgets/b1",
  displayName: "Project tst-demo-d9hc",
  projects: ["1001"],
  ...given,
});

const grant = (given: Partial<GrantFound> = {}): GrantFound => ({
  resource: "//storage.googleapis.com/tst-logs",
  type: "storage.googleapis.com/Bucket",
  role: "roles/storage.objectViewer",
  member: "deleted:serviceAccount:machine@tst-demo-d9hc.iam.gserviceaccount.com?uid=7",
  project: "tst-logs-b6zn",
  production: false,
  ...given,
});

const record = (given: Partial<RecordFound> = {}): RecordFound => ({
  zone: { project: "tst-dns-v8pm", name: "nonproduction" },
  name: "demo.dev.example.net.",
  type: "A",
  ttl: 300,
  data: ["203.0.113.7"],
  ...given,
});

describe("a budget", () => {
  it("without its project is swept, with the reason", () => {
    const { actions } = plan({ ...gone, budgets: [budget()] });
    assert.deepEqual(actions, [
      {
        id: "sweep billingAccounts/A/budgets/b1",
        do: "sweep",
        environment: "demo",
        project: "tst-demo-d9hc",
        cause: "leaks",
        reason: "the budget Project tst-demo-d9hc: it watches the project of demo, which is gone",
        after: [],
        leftover: { kind: "budget", budget: budget() },
      },
    ]);
  });

  for (const [what, given, told] of [
    ["of a project that is there", { ...up, budgets: [budget()] }, []],
    ["of folders", { ...gone, budgets: [budget({ displayName: "Folder nightly", projects: [] })] }, []],
    ["of somebody else", { budgets: [budget({ displayName: "Project other-one" })] }, []],
    ["that nobody can know to be without its project", { budgets: [budget()] }, []],
    [
      "that is called like ours and watches another project",
      {
        projects: [...gone.projects, project({ id: "other-one", number: "55" })],
        budgets: [budget({ projects: ["55"] })],
      },
      [
        "the budget Project tst-demo-d9hc: it is called after the project of demo, which is gone, but watches projects 55",
      ],
    ],
    [
      "that watches everything",
      { ...gone, budgets: [budget({ projects: [] })] },
      [
        "the budget Project tst-demo-d9hc: it is called after the project of demo, which is gone, but watches the whole billing account",
      ],
    ],
    [
      "with our prefix that the ledger doesn't know",
      { budgets: [budget({ displayName: "Project tst-lost-x2x3" })] },
      ["the budget Project tst-lost-x2x3: it is called after the project tst-lost-x2x3, which the ledger doesn't know"],
    ],
  ] as const) {
    it(`${what} stays`, () => {
      const found = both(given as never);
      assert.deepEqual(found.swept, []);
      assert.deepEqual(
        found.told.filter((text) => text.startsWith("the budget")),
        told,
      );
    });
  }

  it("whose project was purged is swept when the journal says that we destroyed it", () => {
    const journal = [entry("destroyed", at("2026-10-01"))];
    assert.deepEqual(both({ journal, budgets: [budget()] }).swept, ["sweep billingAccounts/A/budgets/b1"]);
  });

  it("that the state holds goes with it; one that it doesn't know goes after it", () => {
    const journal = [entry("ended", at("2026-12-02"))];
    const stacks = [stack({ holds: ["billingAccounts/A/budgets/b1"] })];
    const budgets = [budget(), budget({ name: "billingAccounts/A/budgets/b2" })];
    const given = worldOf({ projects: [project()], stacks, journal, budgets });
    const { actions } = planReconciliation(specification, given, at("2026-12-04"));
    assert.deepEqual(
      actions.map(({ id, after, cause }) => [id, after, cause]),
      [
        ["destroy tst-demo-d9hc", [], "expired"],
        ["sweep billingAccounts/A/budgets/b2", ["destroy tst-demo-d9hc"], "expired"],
      ],
    );
  });
});

describe("a member of a policy", () => {
  it("is read by its name", () => {
    assert.deepEqual(
      [
        "serviceAccount:a@tst-demo-d9hc.iam.gserviceaccount.com",
        "deleted:serviceAccount:a@tst-demo-d9hc.iam.gserviceaccount.com?uid=1",
        "serviceAccount:1001-compute@developer.gserviceaccount.com",
        "serviceAccount:service-1001@container-engine-robot.iam.gserviceaccount.com",
        "serviceAccount:1001@cloudbuild.gserviceaccount.com",
        "group:a@example.com",
        "deleted:user:a@example.com?uid=1",
      ].map((member) => {
        const account = accountOf(member);
        return account && [account.deleted, account.project, account.number];
      }),
      [
        [false, "tst-demo-d9hc", undefined],
        [true, "tst-demo-d9hc", undefined],
        [false, undefined, "1001"],
        [false, undefined, "1001"],
        [false, undefined, "1001"],
        undefined,
        undefined,
      ],
    );
  });

  it("that was of a project that is gone is swept, whether it says deleted or not", () => {
    const agent = "serviceAccount:service-1001@container-engine-robot.iam.gserviceaccount.com";
    const grants = [grant(), grant({ member: agent })];
    assert.equal(both({ ...gone, grants }).swept.length, 2);
  });

  for (const [what, given, expected] of [
    ["of production", { production: true }, /is gone; that is of production, where nothing is changed here$/],
    [
      "of the organisation",
      {
        type: "cloudresourcemanager.googleapis.com/Organization",
        resource: "//cloudresourcemanager.googleapis.com/organizations/1",
      },
      /is gone; policies of that type are not changed here$/,
    ],
    ["in a project that isn't ours", { project: "elsewhere-1" }, /is gone; the ledger doesn't know that project$/],
  ] as const) {
    it(`in a policy ${what} is only told of`, () => {
      const { swept, told } = both({ ...gone, grants: [grant(given)] });
      assert.deepEqual(swept, []);
      assert.equal(told.length, 1);
      assert.match(told[0]!, expected);
    });
  }

  it("in the project itself goes with that", () => {
    assert.deepEqual(both({ ...gone, grants: [grant({ project: "tst-demo-d9hc" })] }), { swept: [], told: [] });
  });

  it("that was deleted though its project is there is only told of: it can be brought back", () => {
    const { swept, told } = both({ ...up, grants: [grant()] });
    assert.deepEqual(swept, []);
    assert.match(told[0]!, /of the project tst-demo-d9hc, which isn't known to be gone$/);
  });

  it("that is alive, of a project that is there, is nobody's business", () => {
    const member = "serviceAccount:machine@tst-demo-d9hc.iam.gserviceaccount.com";
    assert.deepEqual(both({ ...up, grants: [grant({ member })] }), { swept: [], told: [] });
  });
});

describe("a DNS record", () => {
  it("of an environment that is gone is swept", () => {
    assert.deepEqual(both({ ...gone, records: [record()] }).swept, ["sweep nonproduction demo.dev.example.net. A"]);
  });

  for (const [what, given] of [
    ["of another type", { type: "CNAME", data: ["elsewhere.example."] }],
    ["that lives longer than ours", { ttl: 3600 }],
    ["of several addresses", { data: ["203.0.113.7", "203.0.113.8"] }],
  ] as const) {
    it(`${what} under its name is only told of`, () => {
      const { swept, told } = both({ ...gone, records: [record(given as never)] });
      assert.deepEqual([swept.length, told.length], [0, 1]);
    });
  }

  it("of an environment that is there, or of nobody we know, stays", () => {
    assert.deepEqual(both({ ...up, records: [record()] }), { swept: [], told: [] });
    assert.deepEqual(both({ ...gone, records: [record({ name: "docs.dev.example.net." })] }), { swept: [], told: [] });
  });
});

describe("what else was left", () => {
  it("liens of ours on a project that is being deleted are swept, others are left", () => {
    const lien = (name: string, origin: string) => ({ name, project: "tst-demo-d9hc", origin, reason: "" });
    const liens = [lien("liens/a", "sourcegraph-distribution"), lien("liens/b", "legal")];
    assert.deepEqual(both({ ...gone, liens }).swept, ["sweep liens/a"]);
  });

  it("outputs in the shared bucket are swept, those of strangers told of", () => {
    const object = (name: string) => ({ bucket: "tst-seed-k7m2-outputs", name: `outputs/${name}.json` });
    const objects = ["organization", "env-demo", "app-demo", "env-live", "env-lost"].map(object);
    const found = both({ ...gone, objects });
    assert.deepEqual(found.swept, [
      "sweep gs://tst-seed-k7m2-outputs/outputs/env-demo.json",
      "sweep gs://tst-seed-k7m2-outputs/outputs/app-demo.json",
    ]);
    assert.deepEqual(found.told, [
      "gs://tst-seed-k7m2-outputs/outputs/env-lost.json: it is of the environment lost, which neither a file nor the ledger knows",
    ]);
  });

  it("a limit is forgotten, so that no later environment of the name begins with it", () => {
    const limits = [{ environment: "demo", project: "tst-demo-d9hc" }];
    assert.deepEqual(both({ ...gone, limits }).swept, ["sweep limit tst-demo-d9hc"]);
    assert.deepEqual(both({ ...up, limits }).swept, []);
  });

  it("projects and stacks that nobody knows are told of", () => {
    const labels = { "managed-by": "sourcegraph-distribution", "environment-name": "lost" };
    const projects = [
      project({ id: "tst-lost-x2x3", number: "9", labels }),
      project({ id: "other-1", number: "8", labels: {} }),
    ];
    const stacks = [stack({ name: "env-lost", environment: "lost", project: "tst-lost-x2x3" })];
    assert.deepEqual(both({ projects, stacks }), {
      swept: [],
      told: [
        "the project tst-lost-x2x3: it carries our label, but the ledger doesn't know it, so it may be somebody else's",
        "the stack env-lost: neither a file nor the ledger knows its environment, and it holds 38 resources",
      ],
    });
  });

  it("of production is told of, and never swept", () => {
    const files = publicFiles();
    files.delete("environments/live.yaml");
    const retired = files
      .get("ledger.yaml")!
      .replace('kind: production, since: "2026-01-01"', '$&, retired: "2026-11-01"');
    const of = parseSpecification(files.set("ledger.yaml", retired), today);
    const found = both({ budgets: [budget({ displayName: "Project tst-live-t5wk", projects: ["1002"] })] }, of);
    assert.deepEqual(found, {
      swept: [],
      told: [
        "the budget Project tst-live-t5wk: it watches the project of live, which is gone; nothing of production is swept here",
      ],
    });
  });
});

describe("asking for one cause only", () => {
  const journal = [entry("ended", at("2026-12-02"))];
  const budgets = [budget({ name: "billingAccounts/A/budgets/b2" })];
  const world = worldOf({ ...up, journal, budgets });
  const ids = (only: "expired" | "leaks" | "removed") =>
    planReconciliation(specification, world, at("2026-12-04"), [only]).actions.map(({ id }) => id);

  it("leaves out the others, and what waits for them", () => {
    assert.deepEqual(ids("leaks"), []);
    assert.deepEqual(ids("removed"), []);
    assert.deepEqual(ids("expired"), ["destroy tst-demo-d9hc", "sweep billingAccounts/A/budgets/b2"]);
  });
});
