import assert from "node:assert/strict";
import { type GoogleClient, GoogleError } from "../../google/client.ts";
import { machineState } from "../../google/machine-state.ts";

const place = { project: "p", zone: "z", name: "m" };
const instance = "/compute/v1/projects/p/zones/z/instances/m";
const attributes = `${instance}/getGuestAttributes?queryPath=sourcegraph%2F`;

/** A client that answers by path, and refuses all others with 404. */
const client = (answers: Record<string, unknown>): GoogleClient => ({
  async request(_host, path) {
    if (!(path in answers)) throw new GoogleError(path, 404, "notFound", "not found");
    return answers[path] as never;
  },
});

describe("the state of a machine", () => {
  it("is what it wrote into its guest attributes", async () => {
    const items = Object.entries({
      revision: "abc",
      state: "waiting",
      waiting: "gitserver-0, searcher-0",
      running: "abb",
    }).map(([key, value]) => ({ namespace: "sourcegraph", key, value }));
    assert.deepEqual(await machineState(client({ [attributes]: { queryValue: { items } } }), place), {
      revision: "abc",
      state: "waiting",
      waiting: ["gitserver-0", "searcher-0"],
      message: "",
      running: "abb",
    });
  });

  it("is that nothing was heard of it yet, as long as it is there", async () => {
    const { state, revision, message } = await machineState(client({ [instance]: {} }), place);
    assert.deepEqual([state, revision, message], ["waiting", "", "the machine has not reported anything yet"]);
  });

  it("is an error for a machine that isn't there", async () => {
    await assert.rejects(machineState(client({}), place), GoogleError);
  });
});
