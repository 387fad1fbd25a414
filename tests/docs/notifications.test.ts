import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { timeout } from "../../notices/channel.ts";
import { oldAfterDays } from "../../notices/deliver.ts";
import { lease } from "../../notices/marks.ts";
import { appKeySecret, noticeSecrets, signingSecret } from "../../plan/names.ts";
import { slackPlan } from "../../plan/slack.ts";
import { parseCommand } from "../../slack/command.ts";
import { patience } from "../../slack/confirmation.ts";
import { skew } from "../../slack/verify.ts";
import { parseSpecification } from "../../spec/load.ts";
import { commandingFiles } from "../support/slack-server.ts";
import { today } from "../support/specification.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/notifications.md"), "utf8");
const yamls = [...page.matchAll(/^( *)```yaml\n(.*?)^ *```$/gms)].map(([, indent, text]) =>
  text!.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
);

describe("the page on telling people", () => {
  it("shows a configuration that is allowed", () => {
    const { notifications, teams } = parse(yamls[0]!);
    const files = commandingFiles();
    const written = parse(files.get("organization.yaml")!);
    Object.assign(written, { notifications });
    written.teams.search.slack = teams.search.slack;
    files.set("organization.yaml", JSON.stringify(written));
    const { organization } = parseSpecification(files, today);
    assert.deepEqual(organization.notifications, notifications);
    assert.equal(organization.teams.search!.slack, "C0456EFGH");
  });

  it("shows what the command needs besides", () => {
    const { notifications, projects } = parse(yamls[2]!.replaceAll("PREFIX", "tst"));
    const files = commandingFiles();
    const written = parse(files.get("organization.yaml")!);
    Object.assign(written, { notifications });
    Object.assign(written.projects, projects);
    files.set("organization.yaml", JSON.stringify(written));
    files.set("ledger.yaml", files.get("ledger.yaml")!.replace("tst-slack-q5jx", projects.slack.id));
    const plan = slackPlan(parseSpecification(files, today).organization);
    assert.equal(plan?.project.id, "tst-slack-x7k2");
    assert.equal(plan.service?.mostInstances, 1);
    assert.equal(plan.service.concurrency, 80);
  });

  it("shows a manifest with the least scopes", () => {
    const manifest = parse(yamls[1]!);
    assert.deepEqual(manifest.oauth_config.scopes, { bot: ["chat:write", "commands"] });
    assert.equal(manifest.features.slash_commands[0].url, manifest.settings.interactivity.request_url);
  });

  it("shows commands that are understood", () => {
    const commands = [...page.matchAll(/^ {4}\/sgdist (\S+(?: \S+)*)/gm)].map(([, text]) => text!);
    assert.equal(commands.length, 4);
    for (const text of commands) assert.ok(!("misunderstood" in parseCommand(text)), text);
  });

  it("says times and names as they are", () => {
    for (const text of [
      `claims the notice for ${lease / 60_000} minutes`,
      `tries it again for ${oldAfterDays} days`,
      `waited for ${timeout / 1000} seconds`,
      `within ${patience / 60_000} minutes`,
      `within ${skew / 60} minutes`,
      `confirmations for ${(2 * patience) / 60_000} minutes`,
      ...[...Object.values(noticeSecrets), signingSecret, appKeySecret].map(
        (name) => `gcloud secrets versions add ${name} `,
      ),
    ]) {
      assert.ok(page.replaceAll(/\s+/g, " ").includes(text), text);
    }
  });
});
