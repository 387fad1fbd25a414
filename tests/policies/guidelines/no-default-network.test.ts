import assert from "node:assert/strict";
import { noDefaultNetwork } from "../../../policies/guidelines/no-default-network.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { NetworkFacts } from "../../../policies/landscape/types.ts";
import { context, landscape, projectFacts } from "../../support/landscape.ts";

const check = (facts: Partial<NetworkFacts>) => {
  const network = { place: { name: "network" }, name: "main", automatic: false, peers: [], ...facts };
  return noDefaultNetwork.check(landscape({ projects: [projectFacts({ networks: [network] })] }), context({}));
};
const subject = { place: { name: "network" }, project: "tst-demo-a1b2" };
const allowed = "a network with another name and subnetworks that somebody chose";

describe("no-default-network", () => {
  it("has nothing against a network with chosen subnetworks", () => {
    assert.deepEqual(check({}), []);
  });

  it("refuses the default network", () => {
    const expected = [{ ...subject, found: "the default network", allowed }];
    assert.deepEqual(check({ name: "default" }), expected);
    assert.deepEqual(check({ name: "default", automatic: true }), expected);
  });

  it("refuses a network in automatic mode", () => {
    assert.deepEqual(check({ automatic: true }), [
      { ...subject, found: "the network main with a subnetwork in every region", allowed },
    ]);
  });

  it("can't say anything while its name or mode isn't known", () => {
    assert.deepEqual(
      check({ name: unknown }).map(({ undecided }) => undecided),
      [true],
    );
    assert.deepEqual(
      check({ automatic: unknown }).map(({ undecided }) => undecided),
      [true],
    );
  });
});
