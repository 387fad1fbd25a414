import assert from "node:assert/strict";
import { describeProblem } from "../../spec/problem.ts";
import { goodFiles, problemsOf, replace } from "../support/specification.ts";

const organization = "organization.yaml";
const ledger = "ledger.yaml";
const live = "environments/live.yaml";
const demo = "environments/demo.yaml";

/** A mistake: the file, what is there, what is written instead, and the whole message. */
type Mistake = [what: string, file: string, from: string, to: string, message: string];

const mistakes: Mistake[] = [
  // environments, each by itself
  [
    "a budget of 0",
    live,
    "budget: 5000",
    "budget: 0",
    "environments/live.yaml:10: budget: found 0; allowed: a whole amount a month from 1 to 10000000, in the currency of the billing account.",
  ],
  [
    "a budget that is a text",
    live,
    "budget: 5000",
    'budget: "5000"',
    'environments/live.yaml:10: budget: found "5000"; allowed: a whole amount a month from 1 to 10000000, in the currency of the billing account.',
  ],
  [
    "a budget with cents",
    live,
    "budget: 5000",
    "budget: 5000.5",
    "environments/live.yaml:10: budget: found 5000.5; allowed: a whole amount a month from 1 to 10000000, in the currency of the billing account.",
  ],
  [
    "a negative budget",
    live,
    "budget: 5000",
    "budget: -1",
    "environments/live.yaml:10: budget: found -1; allowed: a whole amount a month from 1 to 10000000, in the currency of the billing account.",
  ],
  [
    "a misspelt key",
    live,
    "purpose:",
    "purpse:",
    'environments/live.yaml:4: purpse: found the unknown key "purpse"; allowed: name, kind, owner, purpose, project, deployment, follow, budget, region, apis, expires, lease, dirty, retired. Did you mean purpose?',
  ],
  [
    "a key that nobody knows, deep down",
    live,
    "  size: l",
    "  size: l\n  shards: 3",
    'environments/live.yaml:10: deployment.shards: found the unknown key "shards"; allowed: type, version, commit, size, replicas.',
  ],
  [
    "no owner",
    live,
    "owner: platform\n",
    "",
    "environments/live.yaml:1: owner: found nothing; allowed: the team that owns it: 2 to 20 lower-case letters, digits and single hyphens, beginning with a letter.",
  ],
  [
    "an owner without a value",
    live,
    "owner: platform",
    "owner:",
    "environments/live.yaml:3: owner: found an empty value; allowed: the team that owns it: 2 to 20 lower-case letters, digits and single hyphens, beginning with a letter.",
  ],
  [
    "a list for a text",
    live,
    "owner: platform",
    "owner: [platform]",
    "environments/live.yaml:3: owner: found a list of 1; allowed: the team that owns it: 2 to 20 lower-case letters, digits and single hyphens, beginning with a letter.",
  ],
  [
    "an ID of 31 characters",
    live,
    "tst-live-t5wk",
    "tst-a234567890123456789012-t5wk",
    'environments/live.yaml:5: project: found "tst-a234567890123456789012-t5wk"; allowed: a project ID: 6 to 30 lower-case letters, digits and single hyphens, beginning with a letter.',
  ],
  [
    "an ID of 5 characters",
    live,
    "tst-live-t5wk",
    "tst-a",
    'environments/live.yaml:5: project: found "tst-a"; allowed: a project ID: 6 to 30 lower-case letters, digits and single hyphens, beginning with a letter.',
  ],
  [
    "an ID in capitals",
    live,
    "tst-live-t5wk",
    "TST-live-t5wk",
    'environments/live.yaml:5: project: found "TST-live-t5wk"; allowed: a project ID: 6 to 30 lower-case letters, digits and single hyphens, beginning with a letter.',
  ],
  [
    "an ID that ends with a hyphen",
    live,
    "tst-live-t5wk",
    "tst-live-",
    'environments/live.yaml:5: project: found "tst-live-"; allowed: a project ID: 6 to 30 lower-case letters, digits and single hyphens, beginning with a letter.',
  ],
  [
    "a commit beside a release",
    live,
    "version: 7.5.4453",
    `version: 7.5.4453\n  commit: ${"a".repeat(40)}`,
    "environments/live.yaml:9: deployment.commit: found a commit beside version 7.5.4453; allowed: a commit beside version main: a release has images of its own.",
  ],
  [
    "a commit that is cut short",
    demo,
    "version: main",
    "version: main\n  commit: abcdef1234",
    'environments/demo.yaml:10: deployment.commit: found "abcdef1234"; allowed: a commit by its 40 hexadecimal digits, in lower case.',
  ],
  [
    "an unknown type of deployment",
    live,
    "type: kubernetes",
    "type: helm",
    'environments/live.yaml:7: deployment.type: found "helm"; allowed: how Sourcegraph is deployed: kubernetes, compose or container.',
  ],
  [
    "an unknown size",
    live,
    "size: l",
    "size: huge",
    'environments/live.yaml:9: deployment.size: found "huge"; allowed: the size of the deployment: xs, s, m, l or xl.',
  ],
  [
    "a version that is a number",
    live,
    "version: 7.5.4453",
    "version: 7.5",
    "environments/live.yaml:8: deployment.version: found 7.5; allowed: a version of Sourcegraph such as 7.2.1943, or main for whatever is newest.",
  ],
  [
    "a purpose that reads otherwise than it is written",
    live,
    "purpose: What customers use.",
    'purpose: "What \\u202ecustomers use."',
    'environments/live.yaml:4: purpose: found "What \\u202ecustomers use."; allowed: what the environment is for: one line of up to 200 characters.',
  ],
  [
    "a budget that breaks two rules, told once",
    live,
    "budget: 5000",
    "budget: 1e308",
    "environments/live.yaml:10: budget: found 1e+308; allowed: a whole amount a month from 1 to 10000000, in the currency of the billing account.",
  ],
  [
    "a purpose of two lines",
    live,
    "purpose: What customers use.",
    'purpose: "What\\ncustomers use."',
    'environments/live.yaml:4: purpose: found "What\\ncustomers use."; allowed: what the environment is for: one line of up to 200 characters.',
  ],
  [
    "a region that can't be",
    live,
    "budget: 5000",
    "region: mars-central1",
    'environments/live.yaml:10: region: found "mars-central1"; allowed: a region of Google Cloud such as us-central1.',
  ],
  [
    "a day that is not in the calendar",
    demo,
    "2026-12-01",
    "2026-02-30",
    'environments/demo.yaml:11: expires: found "2026-02-30"; allowed: a day that is in the calendar, such as 2026-12-31.',
  ],
  [
    "a day in words",
    demo,
    "2026-12-01",
    "tomorrow",
    'environments/demo.yaml:11: expires: found "tomorrow"; allowed: a day such as 2026-12-31.',
  ],
  [
    "retired: false",
    live,
    "budget: 5000",
    "retired: false",
    "environments/live.yaml:10: retired: found false; allowed: true, once the environment may be destroyed.",
  ],
  [
    "the same key twice",
    live,
    "kind: production",
    "kind: production\nkind: replica",
    "environments/live.yaml:3: found YAML that can't be read (Map keys must be unique); allowed: valid YAML with every key once.",
  ],
  [
    "a tab for spaces",
    live,
    "  size: l",
    "\tsize: l",
    "environments/live.yaml:9: found YAML that can't be read (Tabs are not allowed as indentation); allowed: valid YAML with every key once.",
  ],
  [
    "an empty file",
    live,
    "name: live\nkind: production\nowner: platform\npurpose: What customers use.\nproject: tst-live-t5wk\ndeployment:\n  type: kubernetes\n  version: 7.5.4453\n  size: l\nbudget: 5000\n",
    "",
    "environments/live.yaml:1: found an empty value; allowed: an environment.",
  ],
  // environments against the rest
  [
    "an unknown kind",
    live,
    "kind: production",
    "kind: prod",
    'environments/live.yaml:2: kind: found "prod"; allowed: a kind: production, replica, dynamic.',
  ],
  [
    "an unknown owner",
    live,
    "owner: platform",
    "owner: nobody",
    'environments/live.yaml:3: owner: found "nobody"; allowed: a team: platform, search.',
  ],
  [
    "a name that another environment has",
    demo,
    "name: demo",
    "name: live",
    'environments/demo.yaml:2: name: found "live", which environments/live.yaml has too; allowed: a name of its own.',
  ],
  [
    "the project of another environment",
    demo,
    "tst-demo-d9hc",
    "tst-live-t5wk",
    "environments/demo.yaml:6: project: found the ID of the environment live (environments/live.yaml); allowed: a project of its own for each environment.",
  ],
  [
    "the project of something shared",
    demo,
    "tst-demo-d9hc",
    "tst-ci-r8fd",
    "environments/demo.yaml:6: project: found the ID of the shared project ci; allowed: a project of its own for each environment.",
  ],
  [
    "an ID without the prefix",
    demo,
    "tst-demo-d9hc",
    "my-demo-d9hc",
    'environments/demo.yaml:6: project: found "my-demo-d9hc"; allowed: an ID that begins with tst-.',
  ],
  [
    "a budget over the ceiling",
    live,
    "budget: 5000",
    "budget: 8001",
    "environments/live.yaml:10: budget: found 8001; allowed: at most 8000, the ceiling of the kind production.",
  ],
  [
    "main in production",
    live,
    "version: 7.5.4453",
    "version: main",
    "environments/live.yaml:8: deployment.version: found main; allowed: a released version in production, such as 7.2.1943.",
  ],
  [
    "an API that the kind doesn't allow",
    live,
    "budget: 5000",
    "apis: [run.googleapis.com]",
    'environments/live.yaml:10: apis[0]: found "run.googleapis.com"; allowed: what the kind production allows: sqladmin.googleapis.com.',
  ],
  [
    "the same API twice",
    live,
    "budget: 5000",
    "apis: [sqladmin.googleapis.com, sqladmin.googleapis.com]",
    'environments/live.yaml:10: apis[1]: found "sqladmin.googleapis.com" again; allowed: every API once.',
  ],
  [
    "no end for a kind that ends",
    demo,
    "expires: 2026-12-01\n",
    "",
    "environments/demo.yaml:1: expires: found nothing; allowed: a day up to 2026-12-20, since dynamic environments end.",
  ],
  [
    "a day in the past",
    demo,
    "2026-12-01",
    "2026-11-19",
    "environments/demo.yaml:11: expires: found 2026-11-19, which is past; allowed: a day from 2026-11-20 to 2026-12-20.",
  ],
  [
    "an end after the longest life",
    demo,
    "2026-12-01",
    "2026-12-21",
    "environments/demo.yaml:11: expires: found 2026-12-21; allowed: a day up to 2026-12-20, 30d after the environment was made.",
  ],
  [
    "an end for a kind that has none",
    live,
    "budget: 5000",
    "expires: 2027-01-01",
    'environments/live.yaml:10: expires: found "2027-01-01"; allowed: no end for the kind production. Choose a kind with a time to live, or leave it out.',
  ],
  // folders
  [
    "a parent that doesn't exist",
    organization,
    "parent: testing",
    "parent: tests",
    'organization.yaml:46: folders.nightly.parent: found "tests"; allowed: a folder: common, ci, production, testing, nightly.',
  ],
  [
    "a folder inside itself",
    organization,
    "    environment: non-production\n",
    "    environment: non-production\n    parent: nightly\n",
    "organization.yaml:41: folders.testing.parent: found a folder that is inside itself (testing in nightly in testing); allowed: a parent that is not inside the folder.",
  ],
  [
    "two folders of one name",
    organization,
    "name: Nightly\n    parent: testing",
    "name: testing\n    environment: non-production",
    'organization.yaml:45: folders.nightly.name: found "testing", which is also the name of testing; allowed: a name that no other folder under the same parent has.',
  ],
  [
    "a folder name of two letters",
    organization,
    "name: Nightly",
    "name: NI",
    'organization.yaml:45: folders.nightly.name: found "NI"; allowed: a folder name of 3 to 30 letters, digits, spaces, - and _.',
  ],
  [
    "another environment than around it",
    organization,
    "    parent: testing\n",
    "    parent: testing\n    environment: production\n",
    'organization.yaml:47: folders.nightly.environment: found "production"; allowed: non-production, which is that of the folder around it. Leave it out, or move the folder.',
  ],
  [
    "no environment at the top",
    organization,
    "    name: Testing\n    environment: non-production\n",
    "    name: Testing\n",
    "organization.yaml:38: folders.testing.environment: found nothing; allowed: the environment of a folder that has no parent.",
  ],
  [
    "access for a team that isn't there",
    organization,
    "      search: [roles/logging.viewer]",
    "      sales: [roles/logging.viewer]",
    'organization.yaml:43: folders.testing.access.sales: found "sales"; allowed: a team: platform, search.',
  ],
  [
    "a basic role",
    organization,
    "      search: [roles/logging.viewer]",
    "      search: [roles/editor]",
    'organization.yaml:43: folders.testing.access.search[0]: found "roles/editor"; allowed: a role such as roles/logging.viewer (the basic roles owner, editor and viewer are not: they are too wide).',
  ],
  [
    "a folder budget below what is in it",
    organization,
    "    environment: production\n    budget: 9000",
    "    environment: production\n    budget: 4999",
    "organization.yaml:37: folders.production.budget: found 4999; allowed: at least 5000, the sum of what is in the folder (live 5000). Raise it, or lower a budget in it.",
  ],
  // kinds
  [
    "a kind in no folder",
    organization,
    "    folder: nightly",
    "    folder: weekly",
    'organization.yaml:66: kinds.dynamic.folder: found "weekly"; allowed: a folder: common, ci, production, testing, nightly.',
  ],
  [
    "production in another tier",
    organization,
    "tier: production",
    "tier: nonproduction",
    "organization.yaml:51: kinds.production.tier: found nonproduction in the production folder production; allowed: the tier production in production's folders, and only there.",
  ],
  [
    "a default over the ceiling",
    organization,
    "default: 100, ceiling: 400",
    "default: 401, ceiling: 400",
    "organization.yaml:69: kinds.dynamic.budget.default: found 401; allowed: at most the ceiling, 400.",
  ],
  [
    "a ladder out of order",
    organization,
    "[notify, freeze, scaleDown, unlinkBilling]",
    "[notify, scaleDown, freeze]",
    "organization.yaml:70: kinds.dynamic.ladder: found notify, scaleDown, freeze; allowed: steps once each in the order notify, freeze, scaleDown, unlinkBilling, beginning with notify.",
  ],
  [
    "production that is switched off",
    organization,
    "ladder: [notify]",
    "ladder: [notify, unlinkBilling]",
    "organization.yaml:54: kinds.production.ladder: found notify, unlinkBilling; allowed: notify alone, because production is never switched off by its spending.",
  ],
  [
    "what lasts that is scaled down",
    organization,
    "ladder: [notify, freeze]",
    "ladder: [notify, freeze, scaleDown]",
    "organization.yaml:62: kinds.replica.ladder: found notify, freeze, scaleDown; allowed: notify and freeze for a guarded kind. What limits spending has rights only over disposable environments, so it can't do the others.",
  ],
  [
    "what ends with an API that nobody can estimate",
    organization,
    "timeToLive: { default: 7d, maximum: 30d }\n    apis: []",
    "timeToLive: { default: 7d, maximum: 30d }\n    apis: [aiplatform.googleapis.com]",
    "organization.yaml:72: kinds.dynamic.apis: found aiplatform.googleapis.com; allowed: APIs of which it can be estimated what they cost, for a disposable kind: cloudkms.googleapis.com, cloudresourcemanager.googleapis.com, dns.googleapis.com, essentialcontacts.googleapis.com, iam.googleapis.com, iamcredentials.googleapis.com, iap.googleapis.com, orgpolicy.googleapis.com, oslogin.googleapis.com, serviceusage.googleapis.com, sts.googleapis.com. Its limit is held by an estimate of what runs, long before Google's figures come.",
  ],
  [
    "a disposable kind without an end",
    organization,
    "    timeToLive: { default: 7d, maximum: 30d }\n",
    "",
    "organization.yaml:65: kinds.dynamic.timeToLive: found nothing; allowed: default and maximum, since its environments end.",
  ],
  [
    "a default life over the longest",
    organization,
    "default: 7d, maximum: 30d",
    "default: 31d, maximum: 30d",
    "organization.yaml:71: kinds.dynamic.timeToLive.default: found 31d; allowed: at most the maximum, 30d.",
  ],
  [
    "a life in weeks",
    organization,
    "default: 7d",
    "default: 1w",
    'organization.yaml:71: kinds.dynamic.timeToLive.default: found "1w"; allowed: a number of days from 1d to 999d.',
  ],
  // the organisation and its teams
  [
    "a number where digits in quotation marks belong",
    organization,
    '"419083752617"',
    "419083752617",
    "organization.yaml:2: organization.id: found 419083752617; allowed: the organisation's number, as a text of digits in quotation marks.",
  ],
  [
    "a billing account in small letters",
    organization,
    "01C0DE-5EED00-CAFE42",
    "01c0de-5eed00-cafe42",
    'organization.yaml:5: billingAccount: found "01c0de-5eed00-cafe42"; allowed: a billing account such as 01C0DE-5EED00-CAFE42.',
  ],
  [
    "a group of another domain",
    organization,
    "gcp-search@example.com",
    "search@example.org",
    'organization.yaml:23: teams.search.group: found "search@example.org"; allowed: a group of the organisation, under example.com. The domain restriction of the organisation refuses all others.',
  ],
  [
    "one group for two teams",
    organization,
    "gcp-search@example.com",
    "gcp-platform@example.com",
    "organization.yaml:23: teams.search.group: found the group of team platform; allowed: a group of its own for each team.",
  ],
  [
    "an address without a domain",
    organization,
    "email: search@example.com",
    "email: search",
    'organization.yaml:22: teams.search.email: found "search"; allowed: an e-mail address such as search@example.com.',
  ],
  [
    "a team in capitals",
    organization,
    "  search:\n    name: Search",
    "  Search:\n    name: Search",
    'organization.yaml:20: teams.Search: found the key "Search"; allowed: a team: 2 to 20 lower-case letters, digits and single hyphens, beginning with a letter.',
  ],
  [
    "a shared project without a budget",
    organization,
    "{ id: tst-keys-w4xr, budget: 50 }",
    "{ id: tst-keys-w4xr }",
    "organization.yaml:76: projects.keys.budget: found nothing; allowed: a whole amount a month from 1 to 10000000, in the currency of the billing account.",
  ],
  [
    "an app of GitHub by its name",
    organization,
    "  branch: main\n",
    '  branch: main\n  app: { id: sgdist, installation: "67890" }\n',
    'organization.yaml:14: github.app.id: found "sgdist"; allowed: the app\'s number, as a text of digits in quotation marks.',
  ],
  [
    "an app of GitHub that is installed nowhere",
    organization,
    "  branch: main\n",
    '  branch: main\n  app: { id: "12345" }\n',
    "organization.yaml:14: github.app.installation: found nothing; allowed: the number of its installation in the account that owns the repository, as a text of digits in quotation marks.",
  ],
  // notifications
  [
    "a channel of Slack by its name",
    organization,
    "kinds:\n",
    'notifications:\n  slack: { channel: "#environments", team: T0123ABCD }\nkinds:\n',
    'organization.yaml:49: notifications.slack.channel: found "#environments"; allowed: where teams without a channel of their own are told: the ID of a channel of Slack such as C0123ABCD, not its name.',
  ],
  [
    "a workspace of Slack by its name",
    organization,
    "kinds:\n",
    "notifications:\n  slack: { channel: C0123ABCD, team: sourcegraph }\nkinds:\n",
    'organization.yaml:49: notifications.slack.team: found "sourcegraph"; allowed: the ID of the workspace such as T0123ABCD.',
  ],
  [
    "a member of Slack by a name",
    organization,
    "kinds:\n",
    "notifications:\n  slack: { channel: C0123ABCD, team: T0123ABCD, people: { ada: ada } }\nkinds:\n",
    'organization.yaml:49: notifications.slack.people.ada: found the key "ada"; allowed: the ID of a member of Slack such as U0123ABCD, not a name.',
  ],
  [
    "a login of GitHub that can't be one",
    organization,
    "kinds:\n",
    "notifications:\n  slack: { channel: C0123ABCD, team: T0123ABCD, people: { U0123ABCD: '@ada' } }\nkinds:\n",
    'organization.yaml:49: notifications.slack.people.U0123ABCD: found "@ada"; allowed: a login of GitHub such as octocat.',
  ],
  [
    "commands in Slack by a word",
    organization,
    "kinds:\n",
    "notifications:\n  slack: { channel: C0123ABCD, team: T0123ABCD, commands: please }\nkinds:\n",
    'organization.yaml:49: notifications.slack.commands: found "please"; allowed: whether the command /sgdist is deployed, which is open to the internet as Slack has to reach it (default: false): true or false.',
  ],
  [
    "notifications by nothing",
    organization,
    "kinds:\n",
    "notifications: {}\nkinds:\n",
    "organization.yaml:48: notifications: found a map; allowed: slack, mail or both.",
  ],
  [
    "mails from nobody",
    organization,
    "kinds:\n",
    "notifications:\n  mail: { from: sgdist }\nkinds:\n",
    'organization.yaml:49: notifications.mail.from: found "sgdist"; allowed: an e-mail address such as search@example.com.',
  ],
  [
    "a team's channel without Slack",
    organization,
    '    costCode: "2010"\n',
    '    costCode: "2010"\n    slack: C0123ABCD\n',
    'organization.yaml:25: teams.search.slack: found "C0123ABCD"; allowed: a channel of Slack where notifications.slack is there too. Without it nothing is sent to Slack.',
  ],
  // foreign projects
  [
    "a foreign project in a folder that isn't there",
    organization,
    "projects:\n",
    "foreign:\n  things: { id: old-things, folder: nowhere, owner: search, purpose: Old., budget: 9 }\nprojects:\n",
    'organization.yaml:75: foreign.things.folder: found "nowhere"; allowed: a folder: common, ci, production, testing, nightly.',
  ],
  [
    "a foreign project of a team that isn't there",
    organization,
    "projects:\n",
    "foreign:\n  things: { id: old-things, folder: testing, owner: nobody, purpose: Old., budget: 9 }\nprojects:\n",
    'organization.yaml:75: foreign.things.owner: found "nobody"; allowed: a team: platform, search.',
  ],
  [
    "a foreign project that is a shared one too",
    organization,
    "projects:\n",
    "foreign:\n  things: { id: tst-ci-r8fd, folder: testing, owner: search, purpose: Old., budget: 9 }\nprojects:\n",
    "organization.yaml:74: foreign: found the same ID twice; allowed: an ID of its own for each project.",
  ],
  // the ledger
  [
    "an ID that is not in the ledger",
    ledger,
    'tst-demo-d9hc: { for: environment/demo, kind: dynamic, since: "2026-11-20" }\n',
    "",
    'ledger.yaml:1: found no entry for the project ID tst-demo-d9hc; allowed: every ID in use. Add the line `tst-demo-d9hc: { for: environment/demo, kind: dynamic, since: "2026-11-22" }`; `sgdist env new` does so by itself.',
  ],
  [
    "an ID that was taken for something else",
    ledger,
    "environment/demo",
    "environment/old",
    'ledger.yaml:3: tst-demo-d9hc.for: found "environment/old", but the ID is used for environment/demo; allowed: one use of an ID for all time. Choose a new ID; a name is kept by what has it.',
  ],
  [
    "an ID that was given up",
    ledger,
    'since: "2026-11-20"',
    'since: "2026-11-20", retired: "2026-11-21"',
    "ledger.yaml:3: tst-demo-d9hc.retired: found an ID in use that was given up on 2026-11-21; allowed: an ID that was never used before. Google gives no ID out twice: choose a new one.",
  ],
  [
    "a protected environment without a file",
    ledger,
    "tst-logs-b6zn:",
    'tst-lost-x3x3: { for: environment/lost, kind: production, since: "2026-02-02" }\ntst-logs-b6zn:',
    "ledger.yaml:6: tst-lost-x3x3: found tst-lost-x3x3, whose environment lost is in no file; allowed: the file of a protected environment until its ID has been retired. Bring the file back, run `sgdist env retire lost`, destroy it, and then write `retired` here.",
  ],
];

describe("mistakes in a specification", () => {
  it("finds none in a good one", () => assert.deepEqual(problemsOf(goodFiles()), []));

  it(`tells at least forty apart: ${mistakes.length}`, () => {
    assert.ok(new Set(mistakes.map(([, , , , message]) => message.replace(/^\S+ /, ""))).size >= 40);
  });

  for (const [what, file, from, to, message] of mistakes) {
    it(what, () => {
      const messages = problemsOf(replace(goodFiles(), file, from, to)).map(describeProblem);
      assert.ok(messages.includes(message), `${message}\nis not among\n${messages.join("\n")}`);
    });
  }

  it("names the line on which the mistake is, or the thing around what is missing", () => {
    for (const [what, file, from, to] of mistakes) {
      const files = replace(goodFiles(), file, from, to);
      for (const { file: at, line, path } of problemsOf(files)) {
        if (line === undefined || !path) continue;
        const text = files.get(at)!.split("\n")[line - 1] ?? "";
        const keys = path.replaceAll(/\[\d+\]/g, "").split(".");
        assert.ok(
          line === 1 || keys.some((key) => text.includes(`${key}:`)),
          `${what}: ${at}:${line}: ${path}: ${text}`,
        );
      }
    }
  });

  it("reports all problems of all files at once, by file and line", () => {
    let files = replace(goodFiles(), live, "budget: 5000", "budget: 0");
    files = replace(files, live, "owner: platform", "owner: Platform");
    files = replace(files, demo, "size: xs", "size: xxs");
    files = replace(files, organization, "ladder: [notify]", "ladder: []");
    assert.deepEqual(
      problemsOf(files).map(({ file, line, path }) => [file, line, path]),
      [
        [demo, 10, "deployment.size"],
        [live, 3, "owner"],
        [live, 10, "budget"],
        [organization, 54, "kinds.production.ladder"],
      ],
    );
  });

  it("names a file that is missing", () => {
    const files = goodFiles();
    files.delete(ledger);
    assert.deepEqual(problemsOf(files).map(describeProblem), [
      "ledger.yaml: found no such file; allowed: the ledger of project IDs.",
    ]);
  });

  it("refuses a tree deeper than four levels", () => {
    const deeper = `    budget: 2000
  deep-1: { name: Deep 1, parent: nightly, budget: 3 }
  deep-2: { name: Deep 2, parent: deep-1, budget: 2 }
  deep-3: { name: Deep 3, parent: deep-2, budget: 1 }
kinds:`;
    const problems = problemsOf(replace(goodFiles(), organization, "    budget: 2000\nkinds:", deeper));
    assert.deepEqual(problems.map(describeProblem), [
      "organization.yaml:50: folders.deep-3.parent: found a folder 5 levels deep (testing / nightly / deep-1 / deep-2 / deep-3); allowed: at most 4 levels.",
    ]);
  });

  it("lets an environment that came to its end stand, so that it doesn't hold up the others", () => {
    const files = replace(goodFiles(), demo, "2026-12-01", "2026-11-21");
    assert.deepEqual(problemsOf(files), []);
  });

  it("lets the file of a disposable environment go: the reconciler takes down what it named", () => {
    const files = goodFiles();
    files.delete(demo);
    assert.deepEqual(problemsOf(files), []);
  });

  it("keeps the name of a disposable environment until its ID was retired, as its stacks may be there", () => {
    const files = replace(goodFiles(), demo, "tst-demo-d9hc", "tst-demo-n3w3");
    const line = 'tst-demo-n3w3: { for: environment/demo, kind: dynamic, since: "2026-11-22" }\n';
    files.set("ledger.yaml", files.get("ledger.yaml")! + line);
    assert.deepEqual(problemsOf(files).map(describeProblem), [
      "ledger.yaml:3: tst-demo-d9hc: found tst-demo-d9hc, which was the project of demo, and the file of demo names another; allowed: a name whose earlier project was destroyed. Choose another name, or write `retired` here once `sgdist reconcile` has nothing to do with it any more.",
    ]);
    const ledger = files.get("ledger.yaml")!.replace(/(tst-demo-d9hc: \{.*?)\s*\}/, '$1, retired: "2026-11-21" }');
    assert.deepEqual(problemsOf(files.set("ledger.yaml", ledger)), []);
  });

  it("does not fill the memory with YAML that multiplies itself", () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [${"*a, ".repeat(9)}]\nc: &c [${"*b, ".repeat(9)}]\nd: [${"*c, ".repeat(9)}]\n`;
    const files = new Map(goodFiles()).set("environments/bomb.yaml", bomb);
    assert.match(
      problemsOf(files).map(describeProblem).join("\n"),
      /environments\/bomb\.yaml:1: found YAML that can't be read \(Excessive alias count/,
    );
  });

  it("takes hostile text for what it is", () => {
    const files = replace(goodFiles(), live, "owner: platform", 'owner: "$(rm -rf /)\\e[31m"');
    assert.match(problemsOf(files).map(describeProblem).join("\n"), /owner: found "\$\(rm -rf \/\)\\u001b\[31m"/);
  });
});
