import { z } from "zod";
import * as field from "./fields.ts";
import { previewsSchema } from "./previews.ts";
import { ciSchema } from "./runners.ts";

const digits = (what: string) => field.text(/^[1-9]\d{4,19}$/, `${what}, as a text of digits in quotation marks`);

const organization = field.map(
  {
    id: digits("the organisation's number"),
    domain: field.text(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "the organisation's domain such as example.com"),
    customerId: field.text(/^C[0-9a-z]{7,9}$/, "the directory customer ID such as C03x7k2qd"),
  },
  "the Google Cloud organisation: id, domain and customerId",
);

/** GitHub counts its apps and installations from 1, so theirs may be shorter than other numbers. */
const shortDigits = (what: string) => field.text(/^[1-9]\d{0,19}$/, `${what}, as a text of digits in quotation marks`);

const githubApp = field.map(
  {
    id: shortDigits("the app's number"),
    installation: shortDigits("the number of its installation in the account that owns the repository"),
  },
  "an app of GitHub that this program works as where it has no token: id and installation",
);

const github = field.map(
  {
    repository: field.text(/^[\w.-]+\/[\w.-]+$/, "a repository such as sourcegraph/infrastructure"),
    repositoryId: digits("the repository's number"),
    ownerId: digits("the number of the account that owns the repository"),
    branch: field.text(/^[\w./-]{1,100}$/, "the branch that is deployed such as main"),
    app: githubApp.optional(),
  },
  "the GitHub repository whose workflows may act: repository, repositoryId, ownerId and branch, and perhaps app",
);

/** IDs of Slack stay when names change: https://docs.slack.dev/reference/objects */
const slackChannel = (what: string) =>
  field.text(/^[CG][A-Z0-9]{8,20}$/, `${what}: the ID of a channel of Slack such as C0123ABCD, not its name`);

const slackPeople = field.mapOf(
  field.text(/^[UW][A-Z0-9]{8,20}$/, "the ID of a member of Slack such as U0123ABCD, not a name"),
  field.text(/^[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}$/, "a login of GitHub such as octocat"),
  "who may use /sgdist: logins of GitHub by the IDs of members of Slack",
  0,
);

const yesOrNo = (what: string) => z.boolean({ error: `${what}: true or false` }).describe(what);

/** How people are told what becomes of environments. */
const notifications = field
  .map(
    {
      slack: field
        .map(
          {
            channel: slackChannel("where teams without a channel of their own are told"),
            team: field.text(/^T[A-Z0-9]{8,20}$/, "the ID of the workspace such as T0123ABCD"),
            people: slackPeople.optional(),
            commands: yesOrNo(
              "whether the command /sgdist is deployed, which is open to the internet as Slack has to reach it " +
                "(default: false)",
            ).optional(),
          },
          "Slack: channel, team, and perhaps people and commands",
        )
        .optional(),
      mail: field.map({ from: field.email.describe("whom mails are from") }, "mails to teams: from").optional(),
    },
    "how people are told what becomes of environments: slack, mail or both",
  )
  .refine(({ slack, mail }) => slack || mail, { error: "slack, mail or both" });

/** Folders may have longer names than other things: their names hold those of customers. */
const folderKey = (what: string) => field.key(what, 30);

const team = field.map(
  {
    name: field.sentence("the team's name"),
    email: field.email.describe("where the team is told about budgets and incidents"),
    group: field.email.describe("the Google group that is given the team's access"),
    costCode: field.text(/^[a-z0-9][a-z0-9_-]{0,30}$/, "a cost code of lower-case letters, digits, _ and -"),
    slack: slackChannel("where the team is told in Slack (default: the channel of notifications)").optional(),
  },
  "a team: name, email, group and costCode, and perhaps slack",
);

const access = field.mapOf(
  field.key("a team"),
  field.listOf(field.role, "a list of roles"),
  "roles by team, for example search: [roles/logging.viewer]",
  0,
);

export const environmentTag = field.oneOf(
  ["common", "ci", "production", "non-production", "dynamic"],
  "the environment that a folder belongs to",
);

const folder = field.map(
  {
    name: field.text(
      /^[A-Za-z0-9](?:[A-Za-z0-9 _-]{1,28}[A-Za-z0-9])$/,
      "a folder name of 3 to 30 letters, digits, spaces, - and _",
    ),
    parent: folderKey("the folder that it is in").optional(),
    environment: environmentTag.optional(),
    budget: field.amount,
    access: access.optional(),
  },
  "a folder: name, budget, and perhaps parent, environment and access",
);

const budgetRange = field.map(
  { default: field.amount, ceiling: field.amount },
  "the budget of an environment: default and ceiling",
);

const timeToLive = field.map(
  { default: field.days, maximum: field.days },
  "how long an environment lives: default and maximum, such as 14d",
);

/** Where the clusters of a kind run, and how soon they get new versions of Kubernetes. */
const cluster = field.map(
  {
    availability: field
      .oneOf(
        ["regional", "zonal"],
        "where control planes and nodes of Kubernetes are, in three zones or one (default: regional in production)",
      )
      .optional(),
    channel: field
      .oneOf(
        ["rapid", "regular", "stable"],
        "how soon they get new versions of Kubernetes (default: regular in production, else rapid)",
      )
      .optional(),
  },
  "the clusters of environments on Kubernetes: availability and channel",
);

/** The steps of a spending ladder, in the only order that makes sense. */
export const steps = ["notify", "freeze", "scaleDown", "unlinkBilling"] as const;
export type Step = (typeof steps)[number];

/** Whether a step does something to what runs. */
export const isActing = (step: Step): boolean => step === "scaleDown" || step === "unlinkBilling";

const kind = field.map(
  {
    folder: folderKey("the folder that holds its projects"),
    tier: field.oneOf(["production", "nonproduction"], "the tier of trust"),
    deletion: field.oneOf(["protected", "guarded", "disposable"], "the deletion class"),
    budget: budgetRange,
    ladder: z
      .array(field.oneOf([...steps], "a step of the spending ladder"), {
        error: "a list of steps",
      })
      .nonempty({ error: "at least the step notify" })
      .describe("what happens, in this order, as spending passes the budget"),
    timeToLive: timeToLive.optional(),
    apis: field.listOf(field.api, "the APIs that its environments may use besides those that all have"),
    access: field.listOf(field.role, "the roles that the owning team has in its environment's project"),
    exposure: field
      .oneOf(
        ["internal", "public"],
        "whether people reach its environments from the internet, under NAME.DOMAIN by HTTPS (default: internal)",
      )
      .optional(),
    cluster: cluster.optional(),
    snapshots: field.days
      .describe(
        "how long daily snapshots of the data of Compose and the single container are kept " +
          "(default: 30d when protected, 14d when guarded, else 3d)",
      )
      .optional(),
  },
  "a kind of environment",
);

const sharedProject = field.map(
  { id: field.projectId, budget: field.amount, owner: field.key("the team that owns it").optional() },
  "a shared project: id, budget, and perhaps owner",
);

/** A project whose contents are somebody else's: the program keeps what is around them. */
const foreignProject = field.map(
  {
    id: field.projectId,
    name: field
      .text(
        /^[A-Za-z0-9'"! -]{4,30}$/,
        "the project's name for people: 4 to 30 letters, digits, spaces, ', \", ! and -",
      )
      .describe("the project's name for people (default: its key)")
      .optional(),
    folder: folderKey("the folder that it is in"),
    owner: field.key("the team that owns it"),
    purpose: field.sentence("what the project is for"),
    budget: field.amount,
    deletion: field.oneOf(["protected", "guarded"], "the deletion class (default: protected)").optional(),
  },
  "a project whose contents are somebody else's: id, folder, owner, purpose, budget, and perhaps name and deletion",
);

const domain = (whose: string) =>
  field
    .text(
      // Room for an environment's name before it: a certificate's name has at most 64 characters.
      /^(?=.{4,42}$)[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?)+$/,
      `the domain of public environments in ${whose}, such as example.com, of at most 42 characters`,
    )
    .optional();

/** A zone for each tier of trust, so that no deployer can write the names of the other tier. */
const dns = field.map(
  { production: domain("production"), nonproduction: domain("the tier nonproduction") },
  "the domains of public environments by tier of trust: production and nonproduction",
);

/** How what limits spending goes about it. */
const limits = field.map(
  {
    dryRun: yesOrNo(
      "whether every step is only written down and told, and nothing is done (default: false, steps are taken)",
    ).optional(),
    billingExport: yesOrNo(
      "whether costs are read again from the billing export before anything is done: true once it is switched on " +
        "(default: false)",
    ).optional(),
  },
  "how what limits spending goes about it: dryRun and billingExport",
);

/** organization.yaml: what exists once. */
export const organizationSchema = field.map(
  {
    organization,
    billingAccount: field.text(
      /^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$/,
      "a billing account such as 01C0DE-5EED00-CAFE42",
    ),
    prefix: field.text(/^[a-z][a-z0-9]{1,7}$/, "2 to 8 lower-case letters and digits that begin every project ID"),
    region: field.region,
    owner: field.key("the team that owns what is shared"),
    github,
    teams: field.mapOf(field.key("a team"), team, "the teams by key"),
    folders: field.mapOf(folderKey("a folder"), folder, "the folders by key"),
    kinds: field.mapOf(field.key("a kind"), kind, "the kinds of environment by key"),
    dns: dns.optional(),
    limits: limits.optional(),
    previews: previewsSchema.optional(),
    notifications: notifications.optional(),
    ci: ciSchema.optional(),
    foreign: field
      .mapOf(
        field.key("a foreign project"),
        foreignProject,
        "projects whose contents are somebody else's, by key: the program keeps their folder, budget, labels and contacts",
        0,
      )
      .optional(),
    projects: field.map(
      {
        seed: sharedProject,
        keys: sharedProject,
        billing: sharedProject,
        spending: sharedProject,
        logs: sharedProject,
        ci: sharedProject,
        dns: sharedProject.optional(),
        slack: sharedProject.optional(),
      },
      "the shared projects: seed, keys, billing, spending, logs and ci, dns where there are public environments, and slack " +
        "where there is the command /sgdist",
    ),
  },
  "the organisation",
);

export type Organization = z.infer<typeof organizationSchema>;
export type Team = z.infer<typeof team>;
export type FolderSpec = z.infer<typeof folder>;
export type Kind = z.infer<typeof kind>;
export type SharedProject = z.infer<typeof sharedProject>;
export type ForeignProject = z.infer<typeof foreignProject>;
export type SharedProjectKey = keyof Organization["projects"];
export type EnvironmentTag = z.infer<typeof environmentTag>;
export type DeletionClass = Kind["deletion"];
export type Tier = Kind["tier"];
