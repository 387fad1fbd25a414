import assert from "node:assert/strict";
import { repositoryOf } from "../../cli/commands/ci/repository.ts";
import { UserError } from "../../spec/problem.ts";
import { goodSpecification } from "../support/specification.ts";

const { organization } = goodSpecification();

describe("the repository that a workflow runs in", () => {
  it("is the one that organization.yaml names, or none at home", () => {
    assert.equal(repositoryOf(organization, { GITHUB_REPOSITORY: "example/infrastructure" }), "example/infrastructure");
    assert.equal(repositoryOf(organization, { GITHUB_REPOSITORY: "Example/Infrastructure" }), "Example/Infrastructure");
    assert.equal(repositoryOf(organization, {}), undefined);
  });

  it("is refused where it is another, with both and what to do", () => {
    assert.throws(
      () => repositoryOf(organization, { GITHUB_REPOSITORY: "somebody/copy" }),
      (error: Error) => {
        assert.ok(error instanceof UserError);
        assert.equal(
          error.message,
          "This runs in the repository somebody/copy (GITHUB_REPOSITORY), and organization.yaml has example/infrastructure " +
            "under github.repository. Nothing was deployed. If the repository was renamed, write its new name there; a copy " +
            "deploys nothing.",
        );
        return true;
      },
    );
  });
});
