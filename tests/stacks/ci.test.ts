import assert from "node:assert/strict";
import { parseConfig } from "../../slack/config.ts";
import { parseSpecification } from "../../spec/load.ts";
import type { Specification } from "../../spec/specification.ts";
import { ci } from "../../stacks/ci.ts";
import { objects, registered } from "../support/mocks.ts";
import { commandingFiles, commandingSpecification, notifyingSpecification } from "../support/slack-server.ts";
import { goodSpecification, replace, today } from "../support/specification.ts";

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

  /** What there is in the project of what answers to Slack, besides the project itself. */
  const inSlack = async (specification: Specification) => {
    const all = await registered(() => ci(specification), answers);
    const wanted = ["Account", "Service", "Bucket", "BucketObject"].map((type) => `:${type}`);
    return all.filter(
      ({ type, inputs }) =>
        wanted.some((each) => type.endsWith(each)) &&
        !type.startsWith("gcp:projects/") &&
        JSON.stringify(inputs).includes("slack"),
    );
  };

  it("answers to Slack where that was asked for, open to the internet, once at most, with no secret in it", async () => {
    const found = await inSlack(commandingSpecification());
    assert.deepEqual(found.map(({ type }) => type.split(":").at(-1)).toSorted(), [
      "Account",
      "Bucket",
      "Bucket",
      "BucketObject",
      "Service",
    ]);
    // biome-ignore lint/suspicious/noExplicitAny: the inputs are of every shape
    const inputs = found.find(({ type }) => type.endsWith(":Service"))!.inputs as any;
    const [container] = inputs.template.containers;
    const { value, ...variable } = container.envs[0];
    assert.deepEqual(
      {
        open: inputs.invokerIamDisabled,
        project: inputs.project,
        scaling: inputs.template.scaling,
        image: [container.image, container.baseImageUri, container.commands, container.args],
        variables: [container.envs.length, variable],
      },
      {
        open: true,
        project: "tst-slack-q5jx",
        scaling: { maxInstanceCount: 1 },
        image: [
          "scratch",
          "us-central1-docker.pkg.dev/serverless-runtimes/google-24-full/runtimes/nodejs24",
          ["node"],
          ["index.js"],
        ],
        variables: [1, { name: "SLACK_CONFIG" }],
      },
    );
    assert.deepEqual(parseConfig(value), {
      team: "T0000EXAMPLE",
      people: { U0000ADA0: "ada", U0000BOB0: "bob-the-builder" },
      repository: "example/infrastructure",
      branch: "main",
      app: { id: "12345", installation: "67890" },
      facts: { bucket: "tst-slack-q5jx-facts", object: "environments.json" },
      secrets: { project: "tst-ci-r8fd", signing: "slack-signing-secret", appKey: "github-app-key" },
    });
    const { readers, versions } = await secretsOf(commandingSpecification());
    assert.equal(versions, 0);
    assert.deepEqual(
      readers
        .filter(([, , member]) => String(member).includes("slack-commands"))
        .map(([secret]) => secret)
        .toSorted(),
      ["github-app-key", "slack-signing-secret"],
    );
  });

  it("keeps the project and the secret where the command was taken back, and nothing else of it", async () => {
    const without = replace(commandingFiles(), "organization.yaml", "    commands: true\n", "");
    const specification = parseSpecification(without, today);
    assert.deepEqual(await inSlack(specification), []);
    const { secrets, readers } = await secretsOf(specification);
    assert.ok(secrets.some(([id]) => id === "slack-signing-secret"));
    assert.ok(!readers.some(([id]) => id === "slack-signing-secret"));
    assert.ok(!JSON.stringify(readers).includes("slack-commands"));
  });

  it("has nothing of it where nobody asked for it", async () => {
    assert.deepEqual(await inSlack(goodSpecification()), []);
    assert.ok(!JSON.stringify(await registered(() => ci(goodSpecification()), answers)).includes("tst-slack"));
  });
});
