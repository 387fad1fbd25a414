import assert from "node:assert/strict";
import { describeProblem } from "../../spec/problem.ts";
import { commandingFiles, commandingSpecification } from "../support/slack-server.ts";
import { goodFiles, problemsOf, replace } from "../support/specification.ts";

describe("commands in Slack", () => {
  it("are well with an app, a project and people", () => {
    const { notifications, projects } = commandingSpecification().organization;
    assert.deepEqual([notifications?.slack?.commands, projects.slack], [true, { id: "tst-slack-q5jx", budget: 20 }]);
  });

  it("need an app of GitHub, a project of their own and somebody who may use them, all told at once", () => {
    const notifications = "notifications:\n  slack: { channel: C0123ABCD, team: T0123ABCD, commands: true }\nkinds:\n";
    const problems = problemsOf(replace(goodFiles(), "organization.yaml", "kinds:\n", notifications));
    assert.deepEqual(problems.map(describeProblem), [
      "organization.yaml:49: notifications.slack.commands: found true without an app of GitHub; allowed: true where github.app is there too. What is asked for in Slack is done by a workflow, which the app starts: docs/github-app.md tells how to make one.",
      "organization.yaml:49: notifications.slack.commands: found true without a project slack; allowed: true where projects.slack is there too. What is open to the internet has a project of its own: add one to projects and to ledger.yaml.",
      "organization.yaml:49: notifications.slack.commands: found true, and nobody who may use it; allowed: true where notifications.slack.people names somebody. Write down the login of GitHub of each member of Slack who may.",
    ]);
  });

  it("need nothing where they are not asked for, and leave their project when they are taken back", () => {
    assert.deepEqual(problemsOf(replace(commandingFiles(), "organization.yaml", "    commands: true\n", "")), []);
    const no = replace(commandingFiles(), "organization.yaml", "commands: true", "commands: false");
    assert.deepEqual(problemsOf(no), []);
  });
});
