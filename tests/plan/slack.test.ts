import assert from "node:assert/strict";
import { leaks } from "../../docs/security/text.ts";
import { identityPlans } from "../../plan/identities.ts";
import { slackPlan } from "../../plan/slack.ts";
import { parseSpecification } from "../../spec/load.ts";
import { commandingFiles, commandingSpecification } from "../support/slack-server.ts";
import { goodSpecification, replace, today } from "../support/specification.ts";

const member = "serviceAccount:slack-commands@tst-slack-q5jx.iam.gserviceaccount.com";

describe("the plan of what answers to Slack", () => {
  it("is a project of its own with next to nothing enabled, and one small service", () => {
    const { project, service } = slackPlan(commandingSpecification().organization)!;
    assert.deepEqual([project.id, project.folder, project.deletion], ["tst-slack-q5jx", "common", "protected"]);
    assert.deepEqual(
      project.apis.filter((api) => /^(run|storage|secretmanager|cloudbuild|compute|artifactregistry)\./.test(api)),
      ["run.googleapis.com", "storage.googleapis.com"],
    );
    assert.deepEqual([service!.name, service!.region, service!.mostInstances], ["slack-commands", "us-central1", 1]);
  });

  it("gives its account three things to read, and is told of among the identities", () => {
    const found = identityPlans(commandingSpecification()).find((each) => each.member === member);
    assert.deepEqual(
      found?.grants.map(({ role, on }) => [role, on]),
      [
        ["roles/storage.objectViewer", "gs://tst-slack-q5jx-facts"],
        ["roles/secretmanager.secretAccessor", "secret slack-signing-secret"],
        ["roles/secretmanager.secretAccessor", "secret github-app-key"],
      ],
    );
    assert.ok(leaks["slack-commands"]);
  });

  it("is no more than the project once it is taken back, and nothing where it never was", () => {
    const files = replace(commandingFiles(), "organization.yaml", "    commands: true\n", "");
    const without = parseSpecification(files, today);
    assert.equal(slackPlan(without.organization)?.service, undefined);
    assert.ok(!identityPlans(without).some((each) => each.member === member));
    assert.equal(slackPlan(goodSpecification().organization), undefined);
  });
});
