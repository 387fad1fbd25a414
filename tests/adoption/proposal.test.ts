import assert from "node:assert/strict";
import { keyFrom, propose } from "../../adoption/proposal.ts";
import { foundProject, paidProject } from "../support/found.ts";
import { goodSpecification } from "../support/specification.ts";

const proposalOf = (project: ReturnType<typeof foundProject>) => propose([project], goodSpecification())[0]!;

describe("what an old project can be taken over as", () => {
  it("is foreign, in the folder of its environment, when all is known", () => {
    const { verdict, target, owner, budget } = proposalOf(paidProject());
    assert.deepEqual(
      [verdict, target, owner, budget],
      ["adoptable", { as: "foreign", name: "old-things", folder: "testing" }, "search", 250],
    );
  });

  it("is what builds, as long as there is none yet", () => {
    const ci = (id: string, kinds: number) =>
      paidProject({ id, labels: { team: "search", env: "ci" }, holdings: kinds > 1 ? { machine: 1, images: 1 } : {} });
    const proposals = propose([ci("build-cache", 1), ci("old-ci-1", 2)], goodSpecification());
    assert.deepEqual(
      proposals.map(({ target }) => target?.as),
      ["foreign", "shared"],
    );
    const there = propose([paidProject({ id: "tst-ci-r8fd" }), ci("old-ci-1", 2)], goodSpecification());
    assert.deepEqual(
      there.map(({ verdict, target }) => [verdict, target?.as]),
      [
        ["ours", undefined],
        ["adoptable", "foreign"],
      ],
    );
  });

  it("waits for what nobody knows", () => {
    const { verdict, notes } = proposalOf(foundProject({ labels: {}, billingAccount: "0F0F0F-000000-000000" }));
    assert.equal(verdict, "decide");
    assert.match(notes.join("\n"), /0F0F0F-000000-000000 pays for it: the first up would link 01C0DE-5EED00-CAFE42/);
    assert.match(notes.join("\n"), /give --owner[\s\S]*give --budget/);
  });

  it("can't be, with an ID that can't be written, of a product of Google's, or in the ledger for something else", () => {
    for (const id of ["legacy--reports", "sys-26390547810293847561", "example.com:old-app"]) {
      const { verdict, notes } = proposalOf(paidProject({ id }));
      assert.equal(verdict, "no", id);
      assert.equal(notes.length > 0, true);
    }
  });

  it("gets a key of at most 20 characters that nobody else has", () => {
    assert.equal(keyFrom("intern-projects-of-2019", new Set()), "intern-projects-of-2");
    assert.equal(keyFrom("hackathon-2021", new Set(["hackathon-2021"])), "hackathon-2021-2");
    assert.equal(keyFrom("intern-projects-of-2020", new Set(["intern-projects-of-2"])), "intern-projects-of-3");
  });
});
