import assert from "node:assert/strict";
import { remediesFor } from "../../engine/remedies.ts";

describe("remedies", () => {
  for (const [error, begin] of [
    [
      "POST cloudresourcemanager.googleapis.com/v1/projects: 409 ALREADY_EXISTS Requested entity already exists",
      "The project ID is taken",
    ],
    [
      "Error: googleapi: Error 409: Requested entity already exists, alreadyExists: creating projects/x",
      "The project ID is taken",
    ],
    [
      "PUT cloudbilling.googleapis.com/v1/projects/p/billingInfo: 400 FAILED_PRECONDITION Precondition check failed.",
      "The billing account may not be linked",
    ],
    ["operation x: 429 you have exceeded your allotted project quota.", "No more projects"],
    [
      "operation: 400 The folder operation violates display name uniqueness within the parent.",
      "A folder with this name",
    ],
    [
      "GET x: 403 PERMISSION_DENIED Compute Engine API has not been used in project 1 before or it is disabled.",
      "An API is not enabled",
    ],
    ["POST essentialcontacts.googleapis.com/v1/x: 409 ALREADY_EXISTS Requested entity already exists", "It is already"],
    ["Error: googleapi: Error 409: Topic already exists, alreadyExists", "It is already there"],
    ["POST x:setIamPolicy: 409 ABORTED There were concurrent policy changes.", "Somebody changed"],
    ["GET x: 403 PERMISSION_DENIED The caller does not have permission", "Ask for the missing role"],
    ["GET x: 429 RESOURCE_EXHAUSTED Quota exceeded", "Google wants fewer requests"],
    ["GET x: 503 UNAVAILABLE The service is currently unavailable.", "Google has a fault of its own"],
    ["GET x: no answer (connect ECONNREFUSED 127.0.0.1:1)", "Nothing answers"],
    ["the resource is protected: set deletionPolicy", "It is protected"],
  ] as const) {
    it(`${begin.toLowerCase()}…: ${error.slice(0, 40)}`, () => {
      const [remedy, ...others] = remediesFor([error]);
      assert.ok(remedy?.startsWith(begin), remedy);
      assert.deepEqual(others, []);
    });
  }

  it("are given once each, and none where none is known", () => {
    const denied = "GET x: 403 PERMISSION_DENIED no";
    assert.equal(remediesFor([denied, denied, "something else"]).length, 1);
  });

  it("leaves alone what says itself what to do", () => {
    assert.deepEqual(remediesFor(["data-kept: It is kept.\n  → Set protect: true on it."]), []);
  });
});
