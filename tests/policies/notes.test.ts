import assert from "node:assert/strict";
import { budgetTellsPeople } from "../../policies/guidelines/budget-tells-people.ts";
import { noBasicRoles } from "../../policies/guidelines/no-basic-roles.ts";
import { productionApart } from "../../policies/guidelines/production-apart.ts";
import { notesOnAll, unknownProjects, unused, weakened } from "../../policies/settings/notes.ts";
import type { SettingsFile } from "../../policies/settings/schema.ts";
import { Settings } from "../../policies/settings/settings.ts";

const guidelines = [budgetTellsPeople, noBasicRoles, productionApart];
const exception = {
  guideline: "no-basic-roles",
  project: "tst-demo-d9hc",
  owner: "search",
  reason: "It is given up soon.",
  until: "2026-12-31",
};
const settings = (file: SettingsFile) => new Settings(file);
const named = "the exception of tst-demo-d9hc from no-basic-roles (search, until 2026-12-31)";

describe("what policies.yaml makes of guidelines", () => {
  it("is nothing to speak of where it says nothing, or the same", () => {
    assert.deepEqual(weakened(guidelines, settings({})), []);
    const same = { "production-apart": { shared: ["common", "ci"] } };
    assert.deepEqual(
      weakened(guidelines, settings({ levels: { "no-basic-roles": "mandatory" }, parameters: same })),
      [],
    );
  });

  it("is told: disabled, only told of, and hollowed out by parameters", () => {
    const file = {
      levels: { "no-basic-roles": "disabled", "budget-tells-people": "advisory" },
      parameters: { "production-apart": { shared: ["common", "ci", "production"] } },
    } as const;
    assert.deepEqual(weakened(guidelines, settings(structuredClone(file) as unknown as SettingsFile)), [
      "policies.yaml: the guideline budget-tells-people is advisory, so what breaks it is only told.",
      "policies.yaml: the guideline no-basic-roles is disabled, so nothing is held to it.",
      'policies.yaml: the guideline production-apart has parameters of its own: {"shared":["common","ci","production"]}.',
    ]);
  });

  it("is told of single stacks once", () => {
    const file: SettingsFile = { stacks: { "env-demo": { levels: { "no-basic-roles": "disabled" } } } };
    assert.deepEqual(notesOnAll(guidelines, settings(file), new Set()), [
      "policies.yaml: in env-demo, the guideline no-basic-roles is disabled, so nothing is held to it.",
    ]);
    assert.deepEqual(weakened(guidelines, settings(file), "env-live"), []);
  });
});

describe("exceptions", () => {
  const finding = { place: { name: "grant" }, project: exception.project, found: "a", allowed: "b" };
  const own = settings({ exceptions: [exception] });

  it("that cover something are in order, and those of what isn't looked at too", () => {
    const verdict = { guideline: noBasicRoles, level: "mandatory", finding, status: "excepted" } as const;
    assert.deepEqual(unused(own, new Set([exception.project]), [{ ...verdict, exception: own.exceptions[0]! }]), []);
    assert.deepEqual(unused(own, new Set(["tst-live-t5wk"]), []), []);
  });

  it("that may cover what nobody can decide yet, or what isn't held, are left alone", () => {
    const verdict = { guideline: noBasicRoles, level: "mandatory", finding, status: "undecided" } as const;
    assert.deepEqual(unused(own, new Set([exception.project]), [verdict]), []);
    const { project: _, ...nowhere } = finding;
    assert.deepEqual(unused(own, new Set([exception.project]), [{ ...verdict, finding: nowhere }]), []);
    assert.deepEqual(
      unused(own, new Set([exception.project]), [], () => false),
      [],
    );
  });

  it("that cover nothing are told", () => {
    assert.deepEqual(unused(own, new Set([exception.project]), []), [
      `policies.yaml: ${named} covers nothing that is seen here. Is it needed still?`,
    ]);
  });

  it("of projects that nobody knows are told", () => {
    assert.deepEqual(unknownProjects(own, new Set([exception.project])), []);
    assert.deepEqual(unknownProjects(own, new Set()), [
      `policies.yaml: ${named} is for a project that isn't there and that no file names.`,
    ]);
  });
});
