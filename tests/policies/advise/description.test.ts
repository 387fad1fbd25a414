import assert from "node:assert/strict";
import { parseDescription } from "../../../policies/advise/description.ts";
import { UserError } from "../../../spec/problem.ts";
import { goodSpecification } from "../../support/specification.ts";

const specification = goodSpecification();
const good = { name: "shop", what: "Sells things.", owner: "search" };

const messageOf = (data: unknown): string => {
  try {
    parseDescription(data, specification);
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error.message;
  }
  assert.fail("nothing was refused");
};

describe("a description of a workload", () => {
  it("may leave open what has a default", () => {
    assert.deepEqual(parseDescription(good, specification), good);
  });

  it("is refused with all that isn't in the specification, and what may have been meant", () => {
    assert.equal(
      messageOf({ ...good, owner: "serch", kind: "replicas", partOf: "life", access: ["search", "plattform"] }),
      [
        "The description of the workload:",
        'owner: found "serch"; allowed: platform, search. Did you mean search?',
        'access[1]: found "plattform"; allowed: platform, search. Did you mean platform?',
        'kind: found "replicas"; allowed: production, replica, dynamic. Did you mean replica?',
        'partOf: found "life"; allowed: demo, live. Did you mean live?',
      ].join("\n"),
    );
  });

  it("is refused where what it is part of is of another environment", () => {
    assert.equal(
      messageOf({ ...good, partOf: "demo", environment: "production" }),
      "The description of the workload:\nenvironment: found production, and partOf demo, which is of non-production; " +
        "allowed: non-production, or no partOf: what is of another environment is no part of it.",
    );
    assert.ok(parseDescription({ ...good, partOf: "live", environment: "production" }, specification));
  });

  it("is refused where its name is taken, unless it is a part of what has it", () => {
    assert.equal(
      messageOf({ ...good, name: "live" }),
      "The description of the workload:\nname: found live, which is an environment already; " +
        "allowed: another name, or partOf: live for a part of it.",
    );
    assert.ok(parseDescription({ ...good, name: "live", partOf: "live" }, specification));
  });

  it("may have to keep its data for many years", () => {
    assert.equal(parseDescription({ ...good, retention: "3650d" }, specification).retention, "3650d");
    assert.match(messageOf({ ...good, retention: "7y" }), /retention: allowed: .* such as 3650d/);
  });

  it("is refused with all that is of another form", () => {
    assert.equal(
      messageOf({ name: "A", owner: "search", colour: "red", heavy: "very" }),
      [
        "The description of the workload:",
        "name: allowed: a short name of it: 2 to 20 lower-case letters, digits and single hyphens, beginning with a letter.",
        "what: allowed: what it is, in a line: one line of up to 200 characters.",
        "heavy: allowed: true or false.",
        'the unknown key "colour"; allowed: name, what, purpose, application, environment, partOf, kind, owner, costCode, ' +
          "dataOwner, retention, access, heavy, deployment.",
      ].join("\n"),
    );
  });

  for (const data of [null, 3, "text", []]) {
    it(`is refused where it is ${JSON.stringify(data)}`, () => {
      assert.match(messageOf(data), /^The description of the workload:\nthe description: allowed: a workload\.$/);
    });
  }
});
