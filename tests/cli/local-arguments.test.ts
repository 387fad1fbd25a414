import assert from "node:assert/strict";
import { checkFault, parseSpan } from "../../cli/commands/local-arguments.ts";

describe("a span of time", () => {
  for (const [text, milliseconds] of [
    ["500ms", 500],
    ["2s", 2000],
    ["+3d", 259_200_000],
    ["-1h", -3_600_000],
    ["10m", 600_000],
  ] as const) {
    it(`${text} is ${milliseconds} ms`, () => assert.equal(parseSpan(text), milliseconds));
  }

  for (const text of ["", "2", "s", "1.5s", "2 s", "2w", "s2"]) {
    it(`isn't ${JSON.stringify(text)}`, () => assert.throws(() => parseSpan(text), /is no span of time/));
  }
});

describe("a fault that is asked for", () => {
  it("goes by the short name of an API, and strikes every method by default", () => {
    assert.deepEqual(checkFault({ api: "pubsub", status: "503" }), {
      api: "pubsub.googleapis.com",
      method: "*",
      status: 503,
    });
  });

  it("takes everything that can be said", () => {
    const options = {
      api: "compute.googleapis.com",
      method: "networks.*",
      delay: "2s",
      times: "3",
      every: "2",
      cut: true,
    };
    assert.deepEqual(checkFault({ ...options, unready: "1m", message: "no", status: "429" }), {
      ...options,
      delay: 2000,
      times: 3,
      every: 2,
      unready: 60,
      message: "no",
      status: 429,
    });
  });

  for (const [what, options, message] of [
    [
      "an API that isn't served",
      { api: "translate", status: "503" },
      /^UserError: --api translate: the local cloud serves .*pubsub/,
    ],
    [
      "a method that the API hasn't",
      { api: "pubsub", method: "nothing", status: "503" },
      /^UserError: --method nothing: pubsub has /,
    ],
    [
      "a status that is no failure",
      { api: "pubsub", status: "200" },
      /^UserError: --status 200: allowed is a whole number from 400 to 599/,
    ],
    ["a span that is negative", { api: "pubsub", unready: "-5s" }, /^UserError: --unready -5s: allowed is a span/],
    [
      "no times at all",
      { api: "pubsub", status: "503", times: "0" },
      /^UserError: --times 0: allowed is a whole number from 1/,
    ],
    ["nothing that goes wrong", { api: "pubsub" }, /^UserError: What is to go wrong\?/],
  ] as const) {
    it(`may not be of ${what}`, () => assert.throws(() => checkFault(options), message));
  }
});
