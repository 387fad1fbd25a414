import assert from "node:assert/strict";
import { planReconciliation } from "../../reconcile/plan.ts";
import { parseSpecification } from "../../spec/load.ts";
import { at, entry, project, stack, up, worldOf } from "../support/reconcile.ts";
import { goodFiles, replace, today } from "../support/specification.ts";

/** The good specification without the file of the demo, whose line says that it was of a kind, or something else. */
function withoutFile(line = "kind: dynamic") {
  const files = replace(goodFiles(), "ledger.yaml", 'demo, kind: dynamic, since: "2026-11-20"', `demo, ${line}`);
  files.delete("environments/demo.yaml");
  return parseSpecification(files, today);
}

const now = at("2026-11-25");
const plan = (given: Parameters<typeof worldOf>[0], of = withoutFile('kind: dynamic, since: "2026-11-20"')) =>
  planReconciliation(of, worldOf(given), now);

describe("an environment whose file was removed", () => {
  it("goes at once when it is disposable", () => {
    const { actions } = plan(up);
    assert.deepEqual(
      actions.map(({ id, cause, reason }) => [id, cause, reason]),
      [["destroy tst-demo-d9hc", "removed", "its file was removed"]],
    );
  });

  it("goes with its project when no state holds it", () => {
    const { actions } = plan({ projects: [project()] });
    assert.deepEqual(
      actions.map(({ id, cause, reason }) => [id, cause, reason]),
      [["destroy tst-demo-d9hc", "leaks", "no file names its project, and no state holds it"]],
    );
  });

  it("goes on where it was interrupted when its project is being deleted and a state remembers more", () => {
    const { actions } = plan({ ...up, projects: [project({ state: "DELETE_REQUESTED" })] });
    assert.deepEqual(
      actions.map((action) => [action.reason, action.do === "destroy" && action.alive]),
      [["its file was removed, and its project is being deleted already", false]],
    );
  });

  it("goes when the journal says that it was destroyed, though its purged project isn't seen any more", () => {
    const journal = [entry("destroyed", at("2026-10-01"))];
    assert.deepEqual(
      plan({ stacks: up.stacks, journal }).actions.map(({ id }) => id),
      ["destroy tst-demo-d9hc"],
    );
    assert.deepEqual(plan({ stacks: up.stacks }).actions, []);
  });

  const guarded = withoutFile('kind: replica, since: "2026-11-20", retired: "2026-11-24"');

  it("is kept when it is guarded and wasn't retired, whatever the ledger says", () => {
    const { actions, findings } = plan(up, guarded);
    assert.deepEqual(actions, []);
    assert.deepEqual(findings, [
      {
        what: "the environment demo (tst-demo-d9hc)",
        environment: "demo",
        kind: "refused",
        reason: "its file was removed, but it is guarded, and was not retired before that",
        remedy: "Bring its file back, and follow docs/deletion.md.",
      },
    ]);
  });

  it("goes when it is guarded and was retired before", () => {
    const projects = [project({ labels: { ...project().labels, retired: "true" } })];
    assert.deepEqual(
      plan({ ...up, projects }, guarded).actions.map(({ id }) => id),
      ["destroy tst-demo-d9hc"],
    );
  });

  it("is kept when it is guarded, retired, and still protected", () => {
    const projects = [project({ labels: { ...project().labels, retired: "true" } })];
    const { actions, findings } = plan({ projects, stacks: [stack({ protected: 1 })] }, guarded);
    assert.deepEqual(actions, []);
    assert.deepEqual(
      findings.map(({ reason }) => reason),
      ["env-demo hold what is protected"],
    );
  });

  for (const [what, line] of [
    ["it is of production", 'kind: production, since: "2026-11-20", retired: "2026-11-24"'],
    ["nobody knows its kind any more", 'kind: forgotten, since: "2026-11-20", retired: "2026-11-24"'],
    ["the ledger doesn't say its kind", 'since: "2026-11-20", retired: "2026-11-24"'],
  ] as const) {
    it(`is kept when ${what}`, () => {
      const projects = [project({ labels: { ...project().labels, retired: "true" } })];
      const { actions, findings } = plan({ ...up, projects }, withoutFile(line));
      assert.deepEqual(actions, []);
      assert.match(findings[0]!.reason, /^it is production's, or of a kind that isn't known/);
    });
  }

  it("is not there when neither a state nor Google has anything", () => {
    assert.deepEqual(plan({}), { actions: [], withheld: [], findings: [], unread: [] });
  });

  it("leaves empty states, which are swept", () => {
    const stacks = [stack({ resources: 0 })];
    assert.deepEqual(
      plan({ stacks, projects: [project({ state: "DELETE_REQUESTED" })] }).actions.map(({ id, reason }) => [
        id,
        reason,
      ]),
      [["sweep stack env-demo", "the stack env-demo: it holds nothing, and no file names demo"]],
    );
  });
});

describe("a name that is used again", () => {
  const files = replace(goodFiles(), "environments/demo.yaml", "tst-demo-d9hc", "tst-demo-n3w3");
  const line = 'tst-demo-n3w3: { for: environment/demo, kind: dynamic, since: "2026-11-22" }\n';
  const old = files
    .get("ledger.yaml")!
    .replace('since: "2026-11-20" }', 'since: "2026-11-20", retired: "2026-11-21" }');
  files.set("ledger.yaml", old + line);
  const specification = parseSpecification(files, today);

  it("belongs to the project that its state holds", () => {
    const next = project({ id: "tst-demo-n3w3", number: "1002" });
    const stacks = [stack({ project: "tst-demo-n3w3" })];
    const projects = [project({ state: "DELETE_REQUESTED" }), next];
    assert.deepEqual(plan({ stacks, projects }, specification).actions, []);
  });

  it("keeps what the earlier project left from being mistaken for its own", () => {
    const projects = [project()];
    assert.deepEqual(
      plan({ projects, stacks: [stack({ project: "tst-demo-n3w3" })] }, specification).actions.map((action) => [
        action.id,
        action.do === "destroy" && action.stacks,
      ]),
      [["destroy tst-demo-d9hc", []]],
    );
  });
});
