import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Action } from "../../reconcile/action.ts";
import { planChanges, type Unit, unitsOf } from "../../reconcile/changes.ts";
import { type ProgramFingerprints, programFingerprints } from "../../reconcile/fingerprint.ts";
import { nothingPlanned, withChanges } from "../../reconcile/plan.ts";
import { parseSpecification } from "../../spec/load.ts";
import { freshState, type LimitState } from "../../spending/limits/state.ts";
import { at } from "../support/reconcile.ts";
import { goodFiles, replace } from "../support/specification.ts";

const now = at("2026-11-23");
const files = goodFiles();

function units(
  given: {
    files?: ReadonlyMap<string, string>;
    limits?: LimitState[];
    program?: Partial<ProgramFingerprints>;
    now?: number;
  } = {},
) {
  const specification = parseSpecification(given.files ?? files, "2026-11-23");
  const limits = new Map((given.limits ?? []).map((state) => [state.environment, state]));
  const inputs = {
    specification,
    limits,
    program: { spending: "s", others: "o", ...given.program },
    now: given.now ?? now,
  };
  return [...unitsOf(inputs, "production"), ...unitsOf(inputs, "nonproduction")];
}

const applied = (all: readonly Unit[]) => new Map(all.map(({ name, fingerprint }) => [name, [fingerprint]]));
const ids = (all: readonly Unit[], marks: ReadonlyMap<string, readonly string[]>, others?: readonly Action[]) =>
  planChanges(all, marks, others).actions.map(({ id }) => id);
const names = (given: Parameters<typeof units>[0]) => ids(units(given), applied(units()));

const limited = (step: LimitState["step"]): LimitState => ({
  ...freshState("demo", "tst-demo-d9hc", "2026-11", "2026-11-20T00:00:00Z"),
  step,
});

describe("what changed", () => {
  it("is everything at first, what all share before it", () => {
    const all = units();
    const { actions } = planChanges(all, new Map());
    assert.deepEqual(
      actions.map(({ id, after }) => [id, after]),
      all.map(({ name }) => [`apply ${name}`, name === "organization" ? [] : ["apply organization"]]),
    );
    assert.deepEqual(
      actions.slice(0, 3).map(({ environment }) => environment),
      ["organization", "ci", "spending"],
    );
  });

  it("is nothing where all was brought up as it is written", () => {
    const all = units();
    assert.deepEqual(planChanges(all, applied(all)), { actions: [], findings: [] });
  });

  it("is the one environment whose file says something else, and what all share where that has it too", () => {
    const bigger = replace(files, "environments/demo.yaml", "size: xs", "size: s");
    assert.deepEqual(names({ files: bigger }), ["apply env-demo"]);
    const dearer = replace(files, "environments/demo.yaml", "expires:", "budget: 150\nexpires:");
    assert.deepEqual(names({ files: dearer }), ["apply spending", "apply env-demo"]);
  });

  it("is the environments that a change of the organisation reaches, and no others", () => {
    const changed = replace(files, "organization.yaml", "email: search@example.com", "email: finders@example.com");
    const reached = names({ files: changed });
    assert.ok(reached.includes("apply env-demo"), reached.join());
    assert.ok(reached.length < units().length, reached.join());
  });

  it("is all when the program is another", () => {
    assert.equal(names({ program: { spending: "t", others: "q" } }).length, units().length);
  });

  it("is spending control alone when the function or the prices are others", () => {
    assert.deepEqual(names({ program: { spending: "t" } }), ["apply spending"]);
  });

  it("is nothing by the day alone, and environments that are over are left to their end", () => {
    const all = units();
    const later = units({ now: at("2026-11-24") });
    assert.deepEqual(ids(later, applied(all)), []);
    assert.ok(!units({ now: at("2026-12-02") }).some(({ name }) => name === "env-demo"));
  });

  it("is what two runs ended at the same time", () => {
    const all = units();
    const marks = applied(all).set("env-demo", [all.find(({ name }) => name === "env-demo")!.fingerprint, "other"]);
    const { actions } = planChanges(all, marks);
    assert.deepEqual(
      actions.map(({ id, reason }) => [id, reason]),
      [["apply env-demo", "two updates ended at the same time"]],
    );
  });

  it("waits where a limit froze it, and says so", () => {
    const frozen = [limited("freeze")];
    assert.deepEqual(planChanges(units({ limits: frozen }), applied(units())).findings, []);
    const changed = replace(files, "environments/demo.yaml", "size: xs", "size: s");
    const all = units({ files: changed, limits: frozen });
    const marks = applied(all).set("env-demo", ["another"]);
    const { actions, findings } = planChanges(all, marks);
    assert.deepEqual(actions, []);
    assert.deepEqual(
      findings.map(({ environment, kind, reason }) => [environment, kind, reason]),
      [["demo", "refused", "its file or its program changed, but a limit froze it"]],
    );
    assert.match(findings[0]!.remedy!, /sgdist limits lift demo --reason TEXT/);
  });

  it("isn't that somebody was only told of a limit", () => {
    const told = units({ limits: [limited("notify")] });
    assert.deepEqual(planChanges(told, applied(units())), { actions: [], findings: [] });
  });

  it("comes after another project of the same name was taken down", () => {
    const all = units();
    const marks = applied(all);
    marks.delete("env-demo");
    const destroy = { id: "destroy tst-old-a2b3", environment: "demo", do: "destroy" } as Action;
    const warn = { id: "warn tst-demo-d9hc 3", environment: "demo", do: "warn" } as Action;
    const { actions } = planChanges(all, marks, [destroy, warn]);
    assert.deepEqual(
      actions.map(({ id, after }) => [id, after]),
      [["apply env-demo", ["destroy tst-old-a2b3"]]],
    );
  });
});

describe("a plan with changes", () => {
  it("holds back what waits for something that is held back", () => {
    const all = units().filter(({ name }) => name === "env-demo");
    const destroy = { id: "destroy tst-old-a2b3", environment: "demo", do: "destroy" } as Action;
    const plan = withChanges({ ...nothingPlanned, withheld: [destroy] }, { is: { units: all, applied: new Map() } });
    assert.deepEqual(
      [plan.actions, plan.withheld.map(({ id }) => id)],
      [[], ["destroy tst-old-a2b3", "apply env-demo"]],
    );
  });

  it("says what couldn't be read, and does nothing", () => {
    const plan = withChanges(nothingPlanned, { failed: "503 later" });
    assert.deepEqual(plan.actions, []);
    assert.deepEqual(plan.unread, [{ reading: "applied", what: "what was brought up last", why: "503 later" }]);
  });
});

describe("the fingerprints of the program", () => {
  const checkout = join(import.meta.dirname, "..", "..");
  const folders = ["stacks", "components", "plan", "spec", "sourcegraph", "machine", "spending"];
  let root: string;

  before(() => {
    root = mkdtempSync(join(tmpdir(), "sgdist-program-"));
    for (const name of [...folders, "Pulumi.yaml", "package-lock.json"])
      cpSync(join(checkout, name), join(root, name), { recursive: true });
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it("are those of its files, wherever they are", () => {
    const { others, spending } = programFingerprints(root);
    assert.deepEqual({ others, spending }, programFingerprints(checkout));
    assert.match(others, /^[0-9a-f]{32}$/);
    assert.match(spending, /^[0-9a-f]{32}$/);
  });

  it("change both with what environments are made by, and one with what only spending control is made by", () => {
    const start = programFingerprints(root);
    writeFileSync(join(root, "spending/prices/book.yaml"), "prices: {}\n");
    const dearer = programFingerprints(root);
    assert.equal(dearer.others, start.others);
    assert.notEqual(dearer.spending, start.spending);
    writeFileSync(join(root, "plan/new.ts"), "export {};\n");
    const changed = programFingerprints(root);
    assert.notEqual(changed.others, start.others);
    assert.notEqual(changed.spending, dearer.spending);
  });
});
