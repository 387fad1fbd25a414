import assert from "node:assert/strict";
import type { Action } from "../../reconcile/action.ts";
import { planReconciliation } from "../../reconcile/plan.ts";
import { parseSpecification } from "../../spec/load.ts";
import { application, at, entry, gone, project, stack, up, worldOf } from "../support/reconcile.ts";
import { goodFiles, goodSpecification, replace, today } from "../support/specification.ts";

const specification = goodSpecification();
const file = "environments/demo.yaml";
const extended = parseSpecification(replace(goodFiles(), file, "2026-12-01", "2026-12-10"), today);

const plan = (given: Parameters<typeof worldOf>[0], now: number, of = specification) =>
  planReconciliation(of, worldOf(given), now);
const brief = ({ actions }: { actions: readonly Action[] }) =>
  actions.map(({ do: verb, environment, reason }) => `${verb} ${environment}: ${reason}`);

const ended = entry("ended", at("2026-12-02", "00:10"));
const scaledDown = entry("scaledDown", at("2026-12-02", "00:12"));
const warnings = [entry("warned", at("2026-11-28"), { stage: 3 }), entry("warned", at("2026-11-30"), { stage: 1 })];

describe("an environment that comes to its end", () => {
  for (const [what, day, journal, expected] of [
    ["is left alone four days before its last", "2026-11-27", [], []],
    ["is warned three days before", "2026-11-28", [], ["warn demo: it ends on 2026-12-01: 3 days are left"]],
    ["is warned late rather than never", "2026-11-29", [], ["warn demo: it ends on 2026-12-01: 2 days are left"]],
    ["is warned of that once", "2026-11-29", warnings.slice(0, 1), []],
    [
      "is warned a day before",
      "2026-11-30",
      warnings.slice(0, 1),
      ["warn demo: it ends on 2026-12-01: tomorrow is its last day"],
    ],
    ["is warned of that once, too", "2026-11-30", warnings, []],
    [
      "is warned on its last day if it never was",
      "2026-12-01",
      [],
      ["warn demo: it ends on 2026-12-01: today is its last day"],
    ],
    ["is not warned of three days when it was of one", "2026-12-01", warnings.slice(1), []],
    ["lives to the last minute of its last day", "2026-12-01", warnings, []],
  ] as const) {
    it(what, () => assert.deepEqual(brief(plan({ ...up, journal: [...journal] }, at(day, "23:59"))), expected));
  }

  it("names who is told, and which warning it is", () => {
    const { actions } = plan(up, at("2026-11-28"));
    assert.deepEqual(actions, [
      {
        id: "warn tst-demo-d9hc 3",
        do: "warn",
        environment: "demo",
        project: "tst-demo-d9hc",
        cause: "expired",
        expires: "2026-12-01",
        stage: 3,
        tell: "search@example.com",
        reason: "it ends on 2026-12-01: 3 days are left",
        after: [],
      },
    ]);
  });

  it("is told its end and scaled down from the first minute of the next day on", () => {
    const { actions } = plan({ ...up, journal: warnings }, at("2026-12-02", "00:00"));
    assert.deepEqual(
      actions.map(({ id, after }) => [id, after]),
      [
        ["end tst-demo-d9hc", []],
        ["scaleDown tst-demo-d9hc", ["end tst-demo-d9hc"]],
      ],
    );
    const [first] = actions;
    assert.equal(first?.do === "end" && first.destroyedFrom, "2026-12-03T00:00:00.000Z");
  });

  it("is scaled down by the next run when that failed, without its grace beginning anew", () => {
    assert.deepEqual(brief(plan({ ...up, journal: [ended] }, at("2026-12-02"))), [
      "scaleDown demo: it ended on 2026-12-01: nothing runs from now on, and its data is kept until it is destroyed",
    ]);
  });

  it("is left alone until a day after it was told", () => {
    assert.deepEqual(plan({ ...up, journal: [ended, scaledDown] }, at("2026-12-03", "00:09")).actions, []);
  });

  it("is destroyed a day after it was told, what runs in it first", () => {
    const { actions } = plan({ ...up, journal: [ended, scaledDown] }, at("2026-12-03", "00:10"));
    assert.deepEqual(actions, [
      {
        id: "destroy tst-demo-d9hc",
        do: "destroy",
        environment: "demo",
        project: "tst-demo-d9hc",
        cause: "expired",
        reason: "it ended on 2026-12-01, and its owners were told at 2026-12-02 00:10 UTC",
        after: [],
        stacks: ["app-demo", "env-demo"],
        alive: true,
        tell: "search@example.com",
      },
    ]);
  });

  it("is destroyed even if it could never be scaled down", () => {
    assert.match(brief(plan({ ...up, journal: [ended] }, at("2026-12-03")))[0]!, /^destroy demo: /);
  });

  it("has its day of grace however late it was found: a month without the reconciler, or a clock that jumped", () => {
    assert.deepEqual(
      plan(up, at("2027-01-20")).actions.map(({ do: verb }) => verb),
      ["end", "scaleDown"],
    );
  });

  it("isn't scaled down when nothing runs that could be", () => {
    const projects = [project()];
    assert.deepEqual(
      plan({ projects }, at("2026-12-02")).actions.map(({ do: verb }) => verb),
      ["end"],
    );
  });

  it("is neither warned nor destroyed when it never came up", () => {
    assert.deepEqual(plan({}, at("2026-11-30")), { actions: [], withheld: [], findings: [], unread: [] });
  });

  it("leaves a file that can go", () => {
    const { actions, findings } = plan(gone, at("2026-12-04"));
    assert.deepEqual(actions, []);
    assert.deepEqual(findings, [
      {
        what: "the file of demo",
        environment: "demo",
        kind: "note",
        reason: "it ended on 2026-12-01, and nothing of it is there",
        remedy: "Delete the file, and write `retired` into the line tst-demo-d9hc of ledger.yaml.",
      },
    ]);
  });
});

describe("an environment that is extended", () => {
  it("lives: by its file, though its project doesn't say so yet", () => {
    assert.deepEqual(plan({ ...up, journal: warnings }, at("2026-12-02"), extended).actions, []);
  });

  it("lives by its project, though the file at hand is older", () => {
    const projects = [project({ labels: { ...project().labels, expires: "2026-12-10" } })];
    assert.deepEqual(plan({ ...up, projects, journal: warnings }, at("2026-12-05")).actions, []);
  });

  it("is warned anew before its new last day", () => {
    assert.deepEqual(brief(plan({ ...up, journal: warnings }, at("2026-12-09"), extended)), [
      "warn demo: it ends on 2026-12-10: tomorrow is its last day",
    ]);
  });

  it("is brought back after it had ended, once", () => {
    const journal = [...warnings, ended, scaledDown];
    assert.deepEqual(brief(plan({ ...up, journal }, at("2026-12-03"), extended)), [
      "restore demo: it lives until 2026-12-10 now, and was ended before",
    ]);
    const restored = entry("restored", at("2026-12-03"), { expires: "2026-12-10" });
    assert.deepEqual(plan({ ...up, journal: [...journal, restored] }, at("2026-12-03"), extended).actions, []);
  });

  it("has a day of grace again when its last day is put back to one that it had ended on", () => {
    const restored = entry("restored", at("2026-12-03"), { expires: "2026-12-10" });
    assert.deepEqual(
      plan({ ...up, journal: [ended, scaledDown, restored] }, at("2026-12-05")).actions.map(({ do: verb }) => verb),
      ["end", "scaleDown"],
    );
  });
});

describe("an environment that ended", () => {
  const journal = [ended, scaledDown];
  const late = at("2026-12-04");
  const refused = (given: Parameters<typeof worldOf>[0]) => {
    const { actions, findings } = plan({ ...up, journal, ...given }, late);
    assert.deepEqual(actions, []);
    assert.deepEqual(
      findings.map(({ kind }) => kind),
      ["refused"],
    );
    return findings[0]!.reason;
  };

  it("is kept when its project's labels don't say that it is ours", () => {
    const { "managed-by": _, ...labels } = project().labels;
    assert.equal(
      refused({ projects: [project({ labels })] }),
      "the ledger says that it is ours, but its label managed-by says nothing, not sourcegraph-distribution",
    );
    const others = { ...project().labels, "environment-name": "other" };
    assert.match(refused({ projects: [project({ labels: others })] }), /label environment-name says other, not demo$/);
  });

  it("is kept when somebody has moved its project to production", () => {
    assert.match(refused({ projects: [project({ folders: ["Production"] })] }), /folder Production, which is/);
    const labels = { ...project().labels, environment: "production" };
    assert.match(refused({ projects: [project({ labels })] }), /label environment says production$/);
  });

  it("is kept when a lien of somebody else forbids its deletion", () => {
    const lien = { name: "liens/p1-l2", project: "tst-demo-d9hc", origin: "legal", reason: "evidence" };
    assert.equal(refused({ liens: [lien] }), "legal forbids its deletion by a lien: evidence");
  });

  it("loses a lien of ours before its project goes", () => {
    const lien = { name: "liens/p1-l2", project: "tst-demo-d9hc", origin: "sourcegraph-distribution", reason: "kept" };
    const { actions } = plan({ ...up, journal, liens: [lien] }, late);
    assert.deepEqual(
      actions.map(({ id, after }) => [id, after]),
      [
        ["sweep liens/p1-l2", []],
        ["destroy tst-demo-d9hc", ["sweep liens/p1-l2"]],
      ],
    );
  });

  it("is kept when a state holds what is protected", () => {
    assert.equal(refused({ stacks: [application, stack({ protected: 2 })] }), "env-demo hold what is protected");
  });

  it("is kept when its project can't be seen", () => {
    assert.match(refused({ projects: [] }), /hold something, but the project can't be seen$/);
  });

  it("is left to whoever works on it", () => {
    const busy = "process 7 of ada on there since 2026-12-04T11:59:00Z";
    const { actions, findings } = plan({ ...up, journal, stacks: [stack({ busy }), application] }, late);
    assert.deepEqual(actions, []);
    assert.deepEqual(
      findings.map(({ kind, reason }) => [kind, reason]),
      [["note", `${busy} works on env-demo, so it is left alone this time`]],
    );
  });

  it("is finished at once when its project is being deleted already", () => {
    const projects = [project({ state: "DELETE_REQUESTED" })];
    const { actions } = plan({ ...up, projects }, late);
    assert.deepEqual(
      actions.map((action) => [action.do, action.do === "destroy" && action.alive, action.reason]),
      [["destroy", false, "it ended on 2026-12-01, and its project is being deleted already"]],
    );
  });
});

describe("an environment that is to live", () => {
  it("is told of when somebody has its project deleted, and nothing is done", () => {
    const projects = [project({ state: "DELETE_REQUESTED" })];
    const { actions, findings } = plan({ ...up, projects }, at("2026-11-23"));
    assert.deepEqual(actions, []);
    assert.deepEqual(
      findings.map(({ what, kind }) => [what, kind]),
      [["the project tst-demo-d9hc", "refused"]],
    );
  });
});
