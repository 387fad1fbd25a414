import assert from "node:assert/strict";
import { budgetTellsPeople } from "../../policies/guidelines/budget-tells-people.ts";
import { noBasicRoles } from "../../policies/guidelines/no-basic-roles.ts";
import { rolesOnFolders } from "../../policies/guidelines/roles-on-folders.ts";
import { parseSettings } from "../../policies/settings/load.ts";
import { UserError } from "../../spec/problem.ts";
import { goodSpecification } from "../support/specification.ts";

const specification = goodSpecification();
const parse = (text: string) => parseSettings(text, specification);

/** The lines of the message about a text. */
function mistakes(text: string): string[] {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error.message.split("\n").slice(1);
  }
  return [];
}

const stacks = "bootstrap, organization, ci, spending, env-demo, app-demo, env-live, app-live";

const exception = (changed: Record<string, string> = {}): string => {
  const fields = {
    guideline: "no-basic-roles",
    project: "tst-demo-d9hc",
    owner: "search",
    reason: "It takes a while.",
    until: '"2026-12-31"',
    ...changed,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return `exceptions:\n  - ${lines.join("\n    ")}\n`;
};

const cases: [what: string, text: string, ...expected: string[]][] = [
  [
    "an unknown guideline",
    "levels:\n  no-basic-rolls: advisory\n",
    'policies.yaml:2: levels.no-basic-rolls: found the unknown guideline "no-basic-rolls"; allowed: a guideline that `sgdist guideline list` shows. Did you mean no-basic-roles?',
  ],
  [
    "an unknown guideline with parameters",
    "parameters:\n  budget-tells-peple: { minimum: 2 }\n",
    'policies.yaml:2: parameters.budget-tells-peple: found the unknown guideline "budget-tells-peple"; allowed: a guideline that `sgdist guideline list` shows. Did you mean budget-tells-people?',
  ],
  [
    "a level that there isn't",
    "levels:\n  no-basic-roles: strict\n",
    'policies.yaml:2: levels.no-basic-roles: found "strict"; allowed: whether what breaks it is refused, only told, or not looked at: mandatory, advisory or disabled.',
  ],
  [
    "a parameter of another type",
    "parameters:\n  budget-tells-people:\n    minimum: two\n",
    'policies.yaml:3: parameters.budget-tells-people.minimum: found "two"; allowed: a whole number of recipients from 1 to 5.',
  ],
  [
    "an element of a list of another form",
    "parameters:\n  own-people-only:\n    domains:\n      - example.org\n      - '@example.net'\n",
    'policies.yaml:5: parameters.own-people-only.domains[1]: found "@example.net"; allowed: a domain such as example.com.',
  ],
  [
    "parameters that are no map",
    "parameters:\n  budget-tells-people: 2\n",
    "policies.yaml:2: parameters.budget-tells-people: found 2; allowed: a map of parameters.",
  ],
  [
    "an unknown parameter",
    "parameters:\n  budget-tells-people:\n    minimum: 2\n    maximum: 3\n",
    'policies.yaml:4: parameters.budget-tells-people.maximum: found the unknown key "maximum"; allowed: a parameter of it.',
  ],
  [
    "parameters of a guideline without any",
    "parameters:\n  no-basic-roles:\n    strict: true\n",
    "policies.yaml:2: parameters.no-basic-roles: found parameters; allowed: none: this guideline has none.",
  ],
  [
    "an unknown stack",
    "stacks:\n  env-dmeo:\n    levels: { no-basic-roles: advisory }\n",
    `policies.yaml:2: stacks.env-dmeo: found "env-dmeo"; allowed: a stack: ${stacks}.`,
  ],
  [
    "mistakes of a stack",
    "stacks:\n  env-demo:\n    levels: { no-basic-rules: advisory }\n    parameters: { budget-tells-people: { minimum: 0 } }\n",
    'policies.yaml:3: stacks.env-demo.levels.no-basic-rules: found the unknown guideline "no-basic-rules"; allowed: a guideline that `sgdist guideline list` shows. Did you mean no-basic-roles?',
    "policies.yaml:4: stacks.env-demo.parameters.budget-tells-people.minimum: found 0; allowed: a whole number of recipients from 1 to 5.",
  ],
  [
    "an exception from an unknown guideline",
    exception({ guideline: "no-basic-role" }),
    'policies.yaml:2: exceptions[0].guideline: found the unknown guideline "no-basic-role"; allowed: a guideline that `sgdist guideline list` shows. Did you mean no-basic-roles?',
  ],
  [
    "an exception of an unknown team",
    exception({ owner: "nobody" }),
    'policies.yaml:4: exceptions[0].owner: found "nobody"; allowed: a team: platform, search.',
  ],
  [
    "a day that isn't in the calendar",
    exception({ until: '"2026-11-31"' }),
    'policies.yaml:6: exceptions[0].until: found "2026-11-31"; allowed: a day that is in the calendar, such as 2026-12-31.',
  ],
  [
    "an exception without a reason",
    exception({ reason: '""' }),
    'policies.yaml:5: exceptions[0].reason: found ""; allowed: why it can\'t be otherwise yet: one line of up to 200 characters.',
  ],
  [
    "an unknown key",
    "level:\n  no-basic-roles: advisory\n",
    'policies.yaml:1: level: found the unknown key "level"; allowed: levels, parameters, stacks, exceptions. Did you mean levels?',
  ],
];

describe("policies.yaml", () => {
  for (const [what, text, ...expected] of cases) {
    it(`says what is wrong with ${what}`, () => {
      assert.deepEqual(mistakes(text), expected);
    });
  }

  it("tells all mistakes at once", () => {
    const text = `levels:\n  no-such-rule: advisory\n${exception({ owner: "nobody" })}`;
    assert.equal(mistakes(text).length, 2);
  });

  it("may be empty, or say nothing but comments", () => {
    for (const text of ["", "# later\n"]) {
      assert.deepEqual(parse(text).of(noBasicRoles), { level: "mandatory", parameters: {} });
    }
  });

  it("leaves what it doesn't name as the guidelines say", () => {
    const settings = parse("levels:\n  no-public-access: advisory\n");
    assert.deepEqual(settings.of(rolesOnFolders), { level: "advisory", parameters: {} });
    assert.deepEqual(settings.of(budgetTellsPeople), { level: "mandatory", parameters: { minimum: 1 } });
  });

  it("lets what a stack says win over what is said of all", () => {
    const settings = parse(
      "levels: { budget-tells-people: advisory }\n" +
        "parameters: { budget-tells-people: { minimum: 2 } }\n" +
        "stacks:\n  env-live:\n    levels: { budget-tells-people: mandatory }\n" +
        "    parameters: { budget-tells-people: { minimum: 3 } }\n",
    );
    const ofAll = { level: "advisory", parameters: { minimum: 2 } };
    assert.deepEqual(settings.of(budgetTellsPeople), ofAll);
    assert.deepEqual(settings.of(budgetTellsPeople, "env-demo"), ofAll);
    assert.deepEqual(settings.of(budgetTellsPeople, "env-live"), { level: "mandatory", parameters: { minimum: 3 } });
  });

  it("keeps an exception that has ended, so that it can be told of", () => {
    const settings = parse(exception({ until: '"2026-01-01"' }));
    assert.equal(settings.exceptionOf("no-basic-roles", "tst-demo-d9hc")?.until, "2026-01-01");
    assert.equal(settings.exceptionOf("no-basic-roles", "tst-live-t5wk"), undefined);
    assert.equal(settings.exceptionOf("no-basic-roles", undefined), undefined);
  });
});
