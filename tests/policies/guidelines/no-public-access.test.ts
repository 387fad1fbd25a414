import assert from "node:assert/strict";
import { noPublicAccess } from "../../../policies/guidelines/no-public-access.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { GrantFacts } from "../../../policies/landscape/types.ts";
import { parseSpecification } from "../../../spec/load.ts";
import { context, grantFacts, landscape } from "../../support/landscape.ts";
import { commandingFiles, commandingSpecification } from "../../support/slack-server.ts";
import { goodSpecification, replace, today } from "../../support/specification.ts";

const check = (member: GrantFacts["member"]) =>
  noPublicAccess.check(landscape({ grants: [grantFacts({ member })] }), context({}));
const subject = { place: { name: "grant" }, project: "tst-demo-a1b2" };

describe("no-public-access", () => {
  it("has nothing against a group", () => {
    assert.deepEqual(check("group:search@example.com"), []);
  });

  for (const member of ["allUsers", "allAuthenticatedUsers"]) {
    it(`refuses ${member}`, () => {
      assert.deepEqual(check(member), [
        { ...subject, found: `access for ${member}`, allowed: "groups and identities of the organisation" },
      ]);
    });
  }

  it("can't say anything of a member that isn't known yet", () => {
    assert.deepEqual(
      check(unknown).map(({ undecided }) => undecided),
      [true],
    );
  });
});

const service = "run.googleapis.com/projects/tst-slack-q5jx/locations/us-central1/services/slack-commands";

/** What answers to Slack, open to everybody. */
const open = (given: Partial<GrantFacts> = {}): GrantFacts => ({
  ...grantFacts({ member: "allUsers" }),
  role: "roles/run.invoker",
  on: { kind: "resource", id: service },
  project: "tst-slack-q5jx",
  ...given,
});

describe("no-public-access, of what answers to Slack", () => {
  const asked = commandingSpecification().organization;
  const verdicts = (grant: GrantFacts, organization = asked) =>
    noPublicAccess
      .check(landscape({ grants: [grant] }), { ...context({}), organization })
      .map(({ undecided }) => (undecided ? "undecided" : "refused"));

  it("lets it be called while organization.yaml asks for it", () => {
    assert.deepEqual(verdicts(open()), []);
  });

  it("refuses it where organization.yaml doesn't ask for it, or no more", () => {
    const without = replace(commandingFiles(), "organization.yaml", "    commands: true\n", "");
    assert.deepEqual(verdicts(open(), parseSpecification(without, today).organization), ["refused"]);
    assert.deepEqual(verdicts(open(), goodSpecification().organization), ["refused"]);
  });

  it("refuses everything else, wherever it is", () => {
    const at = (id: string): Partial<GrantFacts> => ({ on: { kind: "resource", id } });
    const others: Partial<GrantFacts>[] = [
      { project: "tst-ci-r8fd" },
      at(service.replace("slack-commands", "other")),
      at(service.replace("us-central1", "us-east1")),
      at(`${service}/revisions/slack-commands`),
      at(service.replace("run.googleapis.com", "storage.googleapis.com")),
      at("slack-commands"),
      { role: "roles/run.admin" },
      { role: "roles/storage.objectViewer", thing: "tst-slack-q5jx-facts" },
      { on: { kind: "project", id: "tst-slack-q5jx" } },
    ];
    for (const each of others) assert.deepEqual(verdicts(open(each)), ["refused"], JSON.stringify(each));
  });

  it("can't say anything while its project isn't known, and of others what there is to say", () => {
    const { project: _, ...nowhere } = open();
    const at = (name: string): GrantFacts => ({
      ...nowhere,
      on: { kind: "resource", id: `run.googleapis.com/projects/-/locations/us-central1/services/${name}` },
    });
    assert.deepEqual(verdicts(at("slack-commands")), ["undecided"]);
    assert.deepEqual(verdicts(at("other")), ["refused"]);
    assert.deepEqual(verdicts(nowhere), ["refused"]);
  });
});
