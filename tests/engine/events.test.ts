import assert from "node:assert/strict";
import {
  type EngineEvent,
  nameOf,
  newRunState,
  type StepMetadata,
  shortType,
  takeEvent,
  typeOf,
} from "../../engine/events.ts";

const urn = "urn:pulumi:organization::sourcegraph-distribution::sgdist:Project$gcp:organizations/project:Project::acme";

const step = (op: string, more: Partial<StepMetadata> = {}): StepMetadata => ({
  op,
  urn,
  type: typeOf(urn),
  new: { custom: true },
  ...more,
});

const event = (more: Partial<EngineEvent>): EngineEvent => ({ sequence: 1, timestamp: 0, ...more });

/** The state after events, taken one millisecond apart. */
function stateAfter(...events: Partial<EngineEvent>[]) {
  const state = newRunState();
  for (const [index, each] of events.entries()) takeEvent(state, event(each), index);
  return state;
}

describe("the names in a URN", () => {
  it("are told apart", () => {
    assert.equal(nameOf(urn), "acme");
    assert.equal(typeOf(urn), "gcp:organizations/project:Project");
    assert.equal(shortType(typeOf(urn)), "Project");
  });

  it("may hold its separator", () => assert.equal(nameOf("urn:pulumi:s::p::t::a::b"), "a::b"));
});

describe("the events of the engine", () => {
  it("tell what is being worked on, and since when", () => {
    const state = stateAfter({}, { resourcePreEvent: { metadata: step("create") } });
    assert.deepEqual([...state.active.values()], [{ urn, op: "create", since: 1 }]);
    assert.deepEqual(state.steps, [step("create")]);
    assert.equal(state.finished, 0);
  });

  it("count what was done once it is over", () => {
    const state = stateAfter(
      { resourcePreEvent: { metadata: step("create") } },
      { resOutputsEvent: { metadata: step("create") } },
    );
    assert.deepEqual([state.finished, state.changes, state.active.size], [1, { create: 1 }, 0]);
  });

  it("tell what a policy refuses, and what it only tells", () => {
    const state = stateAfter(
      {
        policyEvent: {
          message: "A stack breaks a guideline.\nno-keys: None.\n  → Use none.\n",
          enforcementLevel: "mandatory",
        },
      },
      { policyEvent: { message: "A guideline has something to say.\nlabels: All.\n", enforcementLevel: "advisory" } },
    );
    assert.deepEqual([state.errors, state.warnings], [["no-keys: None.\n  → Use none."], ["labels: All."]]);
  });

  it("count no failure as done", () => {
    const state = stateAfter(
      { resourcePreEvent: { metadata: step("create") } },
      { resOpFailedEvent: { metadata: step("create") } },
    );
    assert.deepEqual([state.finished, state.changes, state.active.size], [0, {}, 0]);
  });

  for (const [what, metadata] of [
    ["an unchanged resource", step("same")],
    ["one half of a replacement", step("create-replacement")],
    ["a component", step("create", { new: { custom: false } })],
    ["a provider", step("create", { type: "pulumi:providers:gcp" })],
  ] as const) {
    it(`count ${what} as no change`, () => {
      const state = stateAfter({ resourcePreEvent: { metadata } }, { resOutputsEvent: { metadata } });
      assert.deepEqual([state.steps, state.changes, state.finished], [[], {}, 1]);
    });
  }

  it("count a deletion by what was there", () => {
    const metadata = step("delete", { old: { custom: true }, new: null });
    assert.deepEqual(stateAfter({ resOutputsEvent: { metadata } }).changes, { delete: 1 });
  });

  it("tell what is waited for until something ends", () => {
    const waiting = { diagnosticEvent: { message: "waiting for compute\n", severity: "info", ephemeral: true } };
    assert.equal(stateAfter(waiting).waiting, "waiting for compute");
    assert.equal(stateAfter(waiting, { resOutputsEvent: { metadata: step("create") } }).waiting, undefined);
  });

  it("name the resource that an error is about, once", () => {
    const state = stateAfter(
      { diagnosticEvent: { urn, message: "403 denied", severity: "error" } },
      { diagnosticEvent: { message: "update failed", severity: "error" } },
      { diagnosticEvent: { urn: "urn:pulumi:s::p::pulumi:pulumi:Stack::s", message: "boom", severity: "error" } },
    );
    assert.deepEqual(state.errors, ["Project acme: 403 denied", "boom"]);
  });

  it("keep warnings, but not of what is taken care of", () => {
    const state = stateAfter(
      { diagnosticEvent: { message: "deprecated", severity: "warning" } },
      { diagnosticEvent: { message: "Found 2 pending operations from previous deployment", severity: "warning" } },
    );
    assert.deepEqual(state.warnings, ["deprecated"]);
  });
});

describe("the resources of a run", () => {
  const told = (...steps: StepMetadata[]) => [
    ...stateAfter(...steps.map((metadata) => ({ resourcePreEvent: { metadata } }))).resources.values(),
  ];
  const side = (size: number) => ({ custom: true, inputs: { size } });

  it("are as they were and as they would be", () => {
    const type = typeOf(urn);
    const before = { size: 1 };
    const after = { size: 2 };
    const [old, next] = [side(1), side(2)];
    assert.deepEqual(told(step("create", { new: next })), [{ type, name: "acme", after }]);
    assert.deepEqual(told(step("update", { old, new: next })), [{ type, name: "acme", before, after }]);
    assert.deepEqual(told(step("delete", { old, new: null })), [{ type, name: "acme", before }]);
    assert.deepEqual(told(step("same", { old, new: old })), [{ type, name: "acme", before, after: before }]);
  });

  it("are told of a replacement once, and not of components", () => {
    const [old, next] = [side(1), side(2)];
    const all = told(
      step("create-replacement", { old, new: next }),
      step("replace", { old, new: next }),
      step("delete-replaced", { old, new: next }),
      step("create", { urn: `${urn}x`, new: { custom: false, inputs: {} } }),
    );
    assert.deepEqual(
      all.map(({ before, after }) => [before, after]),
      [[{ size: 1 }, { size: 2 }]],
    );
  });
});
