import assert from "node:assert/strict";
import { partial } from "../../../../local/google/core/reply.ts";

const reply = {
  services: [
    { name: "a", config: { title: "A", quota: { limit: 1 } }, state: "ENABLED" },
    { name: "b", config: { title: "B", quota: { limit: 2 } }, state: "DISABLED" },
  ],
  nextPageToken: "next",
};

describe("local Google: partial replies", () => {
  for (const [fields, expected] of [
    ["nextPageToken", { nextPageToken: "next" }],
    ["services/name", { services: [{ name: "a" }, { name: "b" }] }],
    ["services/name,nextPageToken", { services: [{ name: "a" }, { name: "b" }], nextPageToken: "next" }],
    [
      "services(name,state)",
      {
        services: [
          { name: "a", state: "ENABLED" },
          { name: "b", state: "DISABLED" },
        ],
      },
    ],
    ["services/config(title)", { services: [{ config: { title: "A" } }, { config: { title: "B" } }] }],
    [
      "services/config/quota/limit",
      { services: [{ config: { quota: { limit: 1 } } }, { config: { quota: { limit: 2 } } }] },
    ],
    [
      "services(config/title,name),nextPageToken",
      {
        services: [
          { name: "a", config: { title: "A" } },
          { name: "b", config: { title: "B" } },
        ],
        nextPageToken: "next",
      },
    ],
    ["*/name", { services: [{ name: "a" }, { name: "b" }], nextPageToken: "next" }],
    ["nothing", {}],
  ] as const) {
    it(`shows ${fields}`, () => assert.deepEqual(partial(reply, fields), expected));
  }

  it("shows everything when nothing is said or all is asked for", () => {
    assert.deepEqual(partial(reply, null), reply);
    assert.deepEqual(partial(reply, "*"), reply);
  });
});
