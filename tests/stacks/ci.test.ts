import assert from "node:assert/strict";
import type { Specification } from "../../spec/specification.ts";
import { ci } from "../../stacks/ci.ts";
import { objects, registered } from "../support/mocks.ts";
import { notifyingSpecification } from "../support/slack-server.ts";
import { goodSpecification } from "../support/specification.ts";

const answers = {
  "gcp:organizations/getBillingAccount:getBillingAccount": { currencyCode: "EUR" },
  ...objects({ folders: { ci: "11" } }),
};

/** The secrets of the stack, and who may read them. */
async function secretsOf(specification: Specification) {
  const all = await registered(() => ci(specification), answers);
  return {
    secrets: all.filter(({ type }) => type.endsWith(":Secret")).map(({ inputs }) => [inputs.secretId, inputs.project]),
    versions: all.filter(({ type }) => type.endsWith(":SecretVersion")).length,
    readers: all
      .filter(({ type }) => type.endsWith(":SecretIamMember"))
      .map(({ inputs }) => [inputs.secretId, inputs.role, inputs.member]),
  };
}

describe("the stack ci", () => {
  it("holds the secrets of each channel that there is, without a value, for the deployers alone", async () => {
    const { secrets, versions, readers } = await secretsOf(notifyingSpecification());
    assert.deepEqual(secrets, [
      ["slack-token", "tst-ci-r8fd"],
      ["smtp-url", "tst-ci-r8fd"],
    ]);
    assert.equal(versions, 0);
    const accounts = ["deployer-nonproduction", "deployer-production"];
    const expected = ["slack-token", "smtp-url"].flatMap((secret) =>
      accounts.map((account) => [
        secret,
        "roles/secretmanager.secretAccessor",
        `serviceAccount:${account}@tst-seed-k7m2.iam.gserviceaccount.com`,
      ]),
    );
    assert.deepEqual(readers.toSorted(), expected);
  });

  it("holds the key of an app of GitHub without a value, for the deployer of non-production alone", async () => {
    const specification = goodSpecification();
    const github = { ...specification.organization.github, app: { id: "12", installation: "34" } };
    const organization = { ...specification.organization, github };
    const { secrets, versions, readers } = await secretsOf({ ...specification, organization });
    assert.deepEqual(secrets, [["github-app-key", "tst-ci-r8fd"]]);
    assert.equal(versions, 0);
    const deployer = "serviceAccount:deployer-nonproduction@tst-seed-k7m2.iam.gserviceaccount.com";
    assert.deepEqual(readers, [["github-app-key", "roles/secretmanager.secretAccessor", deployer]]);
  });

  it("holds none where nobody is told", async () => {
    assert.deepEqual(await secretsOf(goodSpecification()), { secrets: [], versions: 0, readers: [] });
  });
});
