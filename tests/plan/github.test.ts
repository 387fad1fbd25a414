import assert from "node:assert/strict";
import { githubPlan, trustedMembers } from "../../plan/github.ts";
import { goodSpecification } from "../support/specification.ts";

describe("trust in GitHub", () => {
  const { condition, mapping } = githubPlan(goodSpecification().organization);

  it("is for one repository, by its numbers", () => {
    assert.equal(condition, "assertion.repository_owner_id == '3979584' && assertion.repository_id == '611284903'");
  });

  it("goes by the workflow as it is on the branch, and lets only that branch deploy", () => {
    const file = (name: string) => `'example/infrastructure/.github/workflows/${name}@refs/heads/main'`;
    const from = (...names: string[]) => `assertion.job_workflow_ref in [${names.map(file).join(", ")}]`;
    assert.equal(
      mapping["attribute.trust"],
      `(assertion.ref == 'refs/heads/main' && ${from("deploy-production.yml")} && ` +
        "has(assertion.environment) && assertion.environment == 'production') ? 'production' : " +
        `(assertion.ref == 'refs/heads/main' && ${from("deploy-production.yml")}) ? 'watch' : ` +
        `(assertion.ref == 'refs/heads/main' && ${from("deploy.yml", "follow.yml")}) ? 'nonproduction' : ` +
        `(${from("preview.yml")}) ? 'preview' : 'none'`,
    );
  });

  it("quotes what comes from the specification", () => {
    const { organization } = goodSpecification();
    const github = { ...organization.github, repositoryId: "1' || true || '" };
    assert.match(githubPlan({ ...organization, github }).condition, /repository_id == '1\\' \|\| true \|\| \\''$/);
  });

  it("names the tokens of one degree", () => {
    assert.equal(
      trustedMembers("projects/1/locations/global/workloadIdentityPools/github", "preview"),
      "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/github/attribute.trust/preview",
    );
  });
});
