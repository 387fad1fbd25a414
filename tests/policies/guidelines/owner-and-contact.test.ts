import assert from "node:assert/strict";
import { ownerAndContact } from "../../../policies/guidelines/owner-and-contact.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { ContactFacts, ProjectFacts } from "../../../policies/landscape/types.ts";
import { context, goodLabels, landscape, projectFacts } from "../../support/landscape.ts";

const subject = { place: { name: "project tst-demo-a1b2" }, project: "tst-demo-a1b2" };
const parameters = ownerAndContact.parameters!.parse({}) as never;
const check = (facts: Partial<ProjectFacts> = {}) =>
  ownerAndContact.check(landscape({ projects: [projectFacts(facts)] }), context(parameters));
const contact = (email: ContactFacts["email"], ...categories: string[]): ContactFacts => ({ email, categories });
const allowed = "a contact for BILLING and TECHNICAL, at example.com or the owning team's address";

describe("owner-and-contact", () => {
  it("has nothing against a team as owner, and contacts of the organisation for both", () => {
    assert.deepEqual(check(), []);
    const contacts = [contact("a@example.com", "BILLING"), contact("b@example.com", "TECHNICAL")];
    assert.deepEqual(check({ contacts }), []);
    assert.deepEqual(check({ contacts: [contact("search@example.com", "ALL")] }), []);
    assert.deepEqual(check({ contacts: [contact("Search@Example.COM", "ALL")] }), []);
  });

  it("refuses an owner that is no team", () => {
    assert.deepEqual(check({ labels: { ...goodLabels, owner: "nobody" } }), [
      { ...subject, found: "the owner nobody", allowed: "a team: platform, search" },
    ]);
  });

  it("leaves it to another guideline that there is no owner", () => {
    const { owner: _, ...labels } = goodLabels;
    assert.deepEqual(check({ labels }), []);
  });

  it("names what nobody is told about", () => {
    assert.deepEqual(check({ contacts: [contact("search@example.com", "BILLING")] }), [
      { ...subject, found: "no contact for TECHNICAL", allowed },
    ]);
  });

  it("doesn't count a contact of somebody else", () => {
    for (const email of ["search@example.org", "search@sub.example.com", "search@notexample.com"]) {
      assert.deepEqual(check({ contacts: [contact(email, "ALL")] }), [
        { ...subject, found: "no contact for BILLING and TECHNICAL", allowed },
      ]);
    }
  });

  it("can't say anything while a contact isn't known that might be the one", () => {
    const undecided = [{ ...subject, found: "what isn't known before it is made", allowed, undecided: true }];
    assert.deepEqual(check({ contacts: [contact(unknown, "BILLING", "TECHNICAL")] }), undecided);
    assert.deepEqual(check({ contacts: [{ email: "a@example.com", categories: unknown }] }), undecided);
  });

  it("knows enough where an unknown contact can't be the one", () => {
    const [found] = check({ contacts: [contact(unknown, "SECURITY")] });
    assert.equal(found?.found, "no contact for BILLING and TECHNICAL");
  });
});
