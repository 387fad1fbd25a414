import assert from "node:assert/strict";
import { examine } from "../../proposal/examine.ts";
import { compareResources } from "../../proposal/resources.ts";
import { describeProblem } from "../../spec/problem.ts";
import { loadBook } from "../../spending/prices/load.ts";
import { goodFiles, replace, today } from "../support/specification.ts";

const book = loadBook(".");
const base = goodFiles();

const examined = (head: ReadonlyMap<string, string>, from: ReadonlyMap<string, string> = base) =>
  examine({ base: from, head, today, book });
const problems = (head: ReadonlyMap<string, string>, from?: ReadonlyMap<string, string>) =>
  examined(head, from).problems.map(describeProblem);

const without = (file: string) => new Map([...base].filter(([name]) => name !== file));
const edited = (file: string, from: string, to: string) => replace(base, file, from, to);

describe("a change that is right by itself", () => {
  it("may not remove what is protected, unless that was retired before", () => {
    const given = 'tst-live-t5wk: { for: environment/live, kind: production, since: "2026-01-01"';
    const free = (files: Map<string, string>) => replace(files, "ledger.yaml", given, `${given}, retired: "${today}"`);
    assert.deepEqual(problems(free(without("environments/live.yaml"))), [
      "environments/live.yaml: found the removal of live, which is protected; allowed: removing what was retired before, by a " +
        "change of its own. `sgdist env retire live`, merge that, then remove the file: docs/deletion.md.",
    ]);
    const retired = edited("environments/live.yaml", "budget: 5000", "budget: 5000\nretired: true");
    const gone = new Map([...retired].filter(([name]) => name !== "environments/live.yaml"));
    assert.deepEqual(problems(free(gone), retired), []);
  });

  it("may remove what is disposable", () => {
    const { problems: found, environments } = examined(without("environments/demo.yaml"));
    assert.deepEqual(found, []);
    assert.deepEqual(
      environments.map(({ change, environment }) => [change, environment.name]),
      [["removed", "demo"]],
    );
  });

  it("may not give an environment another project", () => {
    const line = 'tst-demo-d9hc: { for: environment/demo, kind: dynamic, since: "2026-11-20"';
    const another = `tst-demo-x2x2: { for: environment/demo, kind: dynamic, since: "${today}" }`;
    const head = replace(
      edited("environments/demo.yaml", "tst-demo-d9hc", "tst-demo-x2x2"),
      "ledger.yaml",
      line,
      `${another}\n${line}, retired: "${today}"`,
    );
    assert.match(
      problems(head).join("\n"),
      /demo\.yaml:6: project: found tst-demo-x2x2; allowed: tst-demo-d9hc, as it is/,
    );
  });

  it("may not move an environment to another region or tier", () => {
    const moved = edited("environments/demo.yaml", "deployment:", "region: europe-west1\ndeployment:");
    assert.match(problems(moved).join("\n"), /region: found europe-west1; allowed: us-central1, where its data is/);
    const promoted = replace(
      edited("environments/live.yaml", "kind: production", "kind: replica"),
      "environments/live.yaml",
      "budget: 5000",
      "budget: 1500",
    );
    assert.match(problems(promoted).join("\n"), /kind: found replica; allowed: a kind of the tier production/);
  });

  it("may not go back over a migration, nor skip one", () => {
    const back = edited("environments/live.yaml", "7.5.4453", "7.2.1943");
    assert.match(
      problems(back).join("\n"),
      /deployment\.version: found 7\.5\.4453 to 7\.2\.1943; allowed: a step that can be made/,
    );
  });

  it("may not take lines out of the ledger, nor give them to others", () => {
    const gone = edited(
      "ledger.yaml",
      'tst-demo-d9hc: { for: environment/demo, kind: dynamic, since: "2026-11-20" }\n',
      "",
    );
    const head = new Map([...gone].filter(([name]) => name !== "environments/demo.yaml"));
    assert.match(problems(head).join("\n"), /ledger\.yaml: found the removal of tst-demo-d9hc/);
    const given = edited(
      "ledger.yaml",
      'tst-keys-w4xr: { for: shared/keys, since: "2026-01-01" }',
      'tst-keys-w4xr: { for: shared/keys, since: "2026-01-02" }',
    );
    assert.match(
      problems(given).join("\n"),
      /tst-keys-w4xr: found shared\/keys since 2026-01-02; allowed: shared\/keys since 2026-01-01/,
    );
  });

  it("may not cost more than it may", () => {
    const big = edited("environments/demo.yaml", "size: xs", "size: l");
    assert.match(problems(big).join("\n"), /found an environment that costs at least \d+ USD/);
  });
});

describe("an examination", () => {
  it("finds what a change of the organisation reaches", () => {
    const { environments, units } = examined(
      edited("organization.yaml", "email: search@example.com", "email: find@example.com"),
    );
    assert.deepEqual(
      environments.map(({ change, environment }) => [change, environment.name]),
      [["reached", "demo"]],
    );
    assert.ok(units.some(({ name }) => name === "env-demo"));
  });

  it("prices both sides", () => {
    const { environments } = examined(edited("environments/demo.yaml", "type: container", "type: compose"));
    const [{ before, after }] = environments as [(typeof environments)[number]];
    assert.ok(before!.estimate.monthly.low < after!.estimate.monthly.low);
  });

  it("tells new verdicts from old ones, and mistakes in policies.yaml with the rest", () => {
    const head = new Map([...base, ["policies.yaml", "levels: { no-such-guideline: advisory }\n"]]);
    assert.match(problems(head).join("\n"), /policies\.yaml:1: .*found the unknown guideline "no-such-guideline"/);
  });

  it("lets a proposal mend a branch that is broken", () => {
    const broken = edited("environments/demo.yaml", "owner: search", "owner: nobody");
    const { problems: found, notes } = examined(base, broken);
    assert.deepEqual(found, []);
    assert.deepEqual(notes, ["What is on the branch can't be read, so there is nothing to hold this against."]);
  });
});

describe("resources of two sides", () => {
  const resource = (name: string, after: Record<string, unknown>) => ({ type: "t", name, after });

  it("are told apart by type and name, down to single properties", () => {
    const before = [
      resource("a", { x: 1 }),
      resource("b", { x: { y: 1, z: [1] }, text: '{"k":1,"l":2}' }),
      resource("c", {}),
    ];
    const after = [
      resource("b", { x: { y: 2, z: [1, 2] }, text: '{"k":1,"l":3}', w: "n" }),
      resource("c", {}),
      resource("d", {}),
    ];
    assert.deepEqual(compareResources(before, after), [
      { change: "removed", type: "t", name: "a", properties: [] },
      {
        change: "changed",
        type: "t",
        name: "b",
        properties: [
          { path: "text.l", before: "2", after: "3" },
          { path: "w", after: "n" },
          { path: "x.y", before: "1", after: "2" },
          { path: "x.z", before: "[1]", after: "[1,2]" },
        ],
      },
      { change: "added", type: "t", name: "d", properties: [] },
    ]);
  });

  it("find things in lists by their names", () => {
    const [found] = compareResources(
      [resource("a", { list: [{ name: "x", v: 1 }, { name: "y" }] })],
      [resource("a", { list: [{ name: "z" }, { name: "x", v: 2 }] })],
    );
    assert.deepEqual(found!.properties, [
      { path: "list.x.v", before: "1", after: "2" },
      { path: "list.y", before: '{"name":"y"}' },
      { path: "list.z", after: '{"name":"z"}' },
    ]);
  });

  it("show long values in short", () => {
    const [found] = compareResources([resource("a", { x: "y".repeat(200) })], [resource("a", { x: "z" })]);
    assert.equal(found!.properties[0]!.before!.length, 80);
  });
});
