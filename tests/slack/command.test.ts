import assert from "node:assert/strict";
import fc from "fast-check";
import { parseCommand } from "../../slack/command.ts";

const cases: [text: string, parsed: object][] = [
  ["", { verb: "help" }],
  ["  help ", { verb: "help" }],
  ["env", { verb: "help" }],
  ["env list", { verb: "list" }],
  ["Env\u00a0List", { verb: "list" }],
  ["env show demo", { verb: "show", name: "demo" }],
  ["env extend demo 7d", { verb: "extend", name: "demo", until: "7d" }],
  ["env extend demo 2026-12-31", { verb: "extend", name: "demo", until: "2026-12-31" }],
  ["env destroy demo", { verb: "destroy", name: "demo" }],
  [
    "env destory demo",
    { misunderstood: '"destory" is no command. Did you mean destroy? Say: /sgdist env destroy NAME' },
  ],
  [
    "env frobnicate",
    { misunderstood: '"frobnicate" is no command. Allowed are list, show, extend, destroy. Say: /sgdist help' },
  ],
  ["destroy demo", { misunderstood: '"destroy" is no command. Say: /sgdist env destroy NAME' }],
  ["evn list", { misunderstood: '"evn" is no command. Say: /sgdist help' }],
  ["env show", { misunderstood: "Which environment? Say: /sgdist env show NAME" }],
  ["env extend demo", { misunderstood: "For how long? Say: /sgdist env extend NAME 7d" }],
  ["env list all", { misunderstood: '"all" is one word too many. Say: /sgdist env list' }],
  ["env destroy demo other", { misunderstood: '"other" is one word too many. Say: /sgdist env destroy NAME' }],
  [
    "env extend demo 1e9d",
    {
      misunderstood:
        '"1e9d" is neither a number of days such as 7d nor a day such as 2026-12-31. Say: /sgdist env extend NAME 7d',
    },
  ],
  [
    "env extend demo 2026-02-30",
    {
      misunderstood:
        '"2026-02-30" is neither a number of days such as 7d nor a day such as 2026-12-31. Say: /sgdist env extend NAME 7d',
    },
  ],
  [
    "env show $(reboot);`x`",
    { misunderstood: `"$(reboot);\`x\`" can't be the name of an environment. Say: /sgdist env show NAME` },
  ],
  [
    "env show __proto__",
    { misunderstood: `"__proto__" can't be the name of an environment. Say: /sgdist env show NAME` },
  ],
  [
    "env constructor",
    { misunderstood: '"constructor" is no command. Allowed are list, show, extend, destroy. Say: /sgdist help' },
  ],
  ["x".repeat(201), { misunderstood: "That is longer than 200 characters. Say: /sgdist help" }],
];

describe("what stands after /sgdist", () => {
  for (const [text, parsed] of cases) {
    it(`is read: ${JSON.stringify(text.slice(0, 40))}`, () => assert.deepEqual(parseCommand(text), parsed));
  }

  it("is read or refused, whatever it is", () => {
    const word = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("env", "extend", "destroy", "show", "demo", "7d"),
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const parsed = parseCommand(words.join(" "));
        if ("misunderstood" in parsed) assert.match(parsed.misunderstood, /\. Say: \/sgdist |\? Say: \/sgdist /);
        else if ("name" in parsed) assert.match(parsed.name, /^[a-z][a-z0-9-]{1,19}$/);
      }),
    );
  });
});
