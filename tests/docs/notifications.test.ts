import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { timeout } from "../../notices/channel.ts";
import { oldAfterDays } from "../../notices/deliver.ts";
import { lease } from "../../notices/marks.ts";
import { noticeSecrets } from "../../plan/names.ts";
import { parseCommand } from "../../slack/command.ts";
import { patience } from "../../slack/confirmation.ts";
import { skew } from "../../slack/verify.ts";
import { parseSpecification } from "../../spec/load.ts";
import { goodFiles, replace, today } from "../support/specification.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/notifications.md"), "utf8");
const yamls = [...page.matchAll(/^( *)```yaml\n(.*?)^ *```$/gms)].map(([, indent, text]) =>
  text!.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
);

describe("the page on telling people", () => {
  it("shows a configuration that is allowed", () => {
    const { notifications, teams } = parse(yamls[0]!);
    const files = replace(
      goodFiles(),
      "organization.yaml",
      "kinds:\n",
      `notifications: ${JSON.stringify(notifications)}\nkinds:\n`,
    );
    const withTeam = replace(
      files,
      "organization.yaml",
      '    costCode: "2010"\n',
      `    costCode: "2010"\n    slack: ${teams.search.slack}\n`,
    );
    const { organization } = parseSpecification(withTeam, today);
    assert.deepEqual(organization.notifications, notifications);
    assert.equal(organization.teams.search!.slack, "C0456EFGH");
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
      ...Object.values(noticeSecrets).map((name) => `gcloud secrets versions add ${name} `),
    ]) {
      assert.ok(page.replaceAll(/\s+/g, " ").includes(text), text);
    }
  });
});
