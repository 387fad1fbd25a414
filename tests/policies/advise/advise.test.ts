import assert from "node:assert/strict";
import fc from "fast-check";
import { type Advice, advise } from "../../../policies/advise/advise.ts";
import { type Description, parseDescription, purposes } from "../../../policies/advise/description.ts";
import { parseSpecification } from "../../../spec/load.ts";
import { goodFiles, today } from "../../support/specification.ts";

const files = goodFiles();
const specification = parseSpecification(files, today);
const good = { name: "shop", what: "Sells things.", owner: "search" };

const adviceOn = (data: object): Advice =>
  advise(parseDescription({ ...good, ...data }, specification), { specification, files, today, random: () => 0 });

describe("advice", () => {
  it("names the kinds that fit, the one that was asked for first", () => {
    assert.deepEqual(adviceOn({ environment: "production" }).kind, { name: "production", others: [] });
    assert.throws(() => adviceOn({ environment: "production", kind: "replica" }), {
      message: "kind: found replica, which isn't of the environment production; allowed: production.",
    });
  });

  it("says which environments there are a folder of", () => {
    assert.throws(() => adviceOn({ environment: "dynamic", application: "website" }), {
      message: "environment: found dynamic, which no folder is of; allowed: common, ci, production, non-production.",
    });
  });

  it("adds nothing to the project of what limits spending", () => {
    const { project } = adviceOn({ application: "spending", environment: "common", owner: "platform" });
    assert.notEqual(project.id, "tst-spending-h3vq");
  });

  it("says what keeps a part from the whole that it is part of", () => {
    const { answer, project, because } = adviceOn({ partOf: "live", owner: "search" });
    assert.deepEqual([answer, project.name], ["new-project", "live"]);
    assert.deepEqual(
      because.map(({ guideline }) => guideline),
      ["data-owner-apart", "access-apart", "cost-owner-apart"],
    );
  });

  it("keeps a purpose of the shell out of the command that it gives", () => {
    const { next } = adviceOn({ what: "It's $(rm -rf ~)", environment: "production" });
    assert.ok(next.includes(`--purpose 'It'\\''s $(rm -rf ~)'`), next);
  });

  it("says what stands in its way, where there is no room for it", () => {
    const poor = new Map(files);
    poor.set("organization.yaml", poor.get("organization.yaml")!.replace("budget: 9000", "budget: 5000"));
    const tight = parseSpecification(poor, today);
    const { files: added, next } = advise(parseDescription({ ...good, environment: "production" }, tight), {
      specification: tight,
      files: poor,
      today,
      random: () => 0,
    });
    assert.deepEqual(added, []);
    assert.match(next, /^First mend what stands in its way, then sgdist env new shop .* --sourcegraph \d[\d.]+\n/);
    assert.match(next, /folders\.production\.budget: found 5000; allowed: at least 9000/);
  });

  it("is always of one kind: nothing keeps it apart from a project that there is, or something does from all", () => {
    const teams = fc.constantFrom("platform", "search");
    const descriptions = fc.record(
      {
        purpose: fc.constantFrom(...purposes),
        application: fc.constantFrom("sourcegraph", "website"),
        environment: fc.constantFrom("production", "non-production"),
        partOf: fc.constantFrom("live", "demo"),
        dataOwner: teams,
        access: fc.subarray(["platform", "search"]),
        heavy: fc.boolean(),
      } satisfies Partial<Record<keyof Description, unknown>>,
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(descriptions, teams, ({ environment, ...data }, owner) => {
        // What is part of something is of its environment.
        if (environment && data.partOf === undefined) Object.assign(data, { environment });
        const { answer, because, project } = adviceOn({ ...data, owner });
        assert.ok(answer === "existing-project" || because.length > 0);
        assert.ok(project.id.startsWith("tst-"));
      }),
      { numRuns: 200 },
    );
  });
});
