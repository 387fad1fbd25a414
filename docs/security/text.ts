/** What is known of an account besides what the plan gives it. */
export interface Leak {
  /** Who can become it, where no workflow does. */
  becomes: string;
  /** What its token would let a thief do; a sentence that begins with the token. */
  could: string;
  couldNot: string;
}

/** What each account's token would be worth to a thief, by the account's ID. */
export const leaks: Readonly<Record<string, Leak>> = {
  "deployer-production": {
    becomes: "",
    could:
      "is the worst that can happen: until it ends, all that is under this program can be changed or deleted, production's " +
      "states be read with the secrets in them, and roles in folders and projects be given, also to the thief.",
    couldNot:
      "give a role on the organisation or the billing account, though it can change what our own roles hold, nor act unseen: " +
      "what it does is in Google's audit logs, which it can stop from being kept longer, and not from being written.",
  },
  "deployer-nonproduction": {
    becomes: "",
    could:
      "lets all environments but production be changed or deleted, their states be read with the secrets in them, projects be " +
      "made that cost money, every budget of the billing account be changed (Google gives that right on the whole account " +
      "only), and, where there is a GitHub App, its key be read, with which commits can be made to main.",
    couldNot:
      "touch production's projects, state, key or DNS zone, give roles on folders or the organisation, nor become the " +
      "deployer of production. What limits spending keeps its own rights and its own code.",
  },
  "watcher-production": {
    becomes: "",
    could:
      "lets production's states and secrets be read with the values in them, and the objects in the buckets of its " +
      "environments, shows the shape of everything, and lists logs, as Google's security reviewer may.",
    couldNot: "change anything, nor read the other tier's states and secrets, or a table.",
  },
  previewer: {
    becomes: "",
    could:
      "shows the shape of things: names, networks, machines, tags, budgets, who has which role in a project, what stacks " +
      "published, what limits did.",
    couldNot: "change anything, nor read a state, a secret, a log, a table, or an object elsewhere.",
  },
  "spending-controller": {
    becomes: "The two functions of the project of spending control, by their metadata server.",
    could:
      "lets machines of dynamic environments be stopped, their node pools be emptied, their billing links be taken away, and " +
      "what is noted of limits be changed, so that a frozen environment is let go or a healthy one held down.",
    couldNot:
      "start, make or delete a machine, give a billing link, nor touch what has no acting ladder, such as production.",
  },
  "functions-builder": {
    becomes: "Cloud Build, while it builds a function.",
    could: "lets images be pushed beside those of the functions, and the source of functions be read.",
    couldNot: "change what runs: a revision names its image by digest, and this account may not deploy.",
  },
  "budget-trigger": {
    becomes: "Eventarc, when a budget has published.",
    could:
      "lets the function be called with a made-up message, which it takes as a hint only: it reads the budget again.",
    couldNot: "do anything else.",
  },
  "guard-caller": {
    becomes: "Cloud Scheduler, every five minutes.",
    could: "lets the guard be called more often.",
    couldNot: "do anything else.",
  },
  builder: {
    becomes: "Whatever runs with this account in the ci project: nothing that this program makes, so far.",
    could:
      "lets images be pushed under the tag of a commit, which non-production environments that follow it would run.",
    couldNot: "reach production, whose accounts can't pull from that registry.",
  },
  runner: {
    becomes: "Machines in the ci project that run workflows.",
    could: "lets do what the roles above say, if there are any: without a pool of runners, it has none.",
    couldNot: "become a deployer: those are for workflows on GitHub's own machines, by their workflow file.",
  },
  "slack-commands": {
    becomes: "What answers to `/sgdist` in Slack, which the internet can reach, by its metadata server.",
    could:
      "shows what environments there are, the secret that Slack signs with, and the key of the GitHub App, with which commits " +
      "can be made to main.",
    couldNot: "change anything in Google Cloud, nor read anything else in it.",
  },
};

export const introduction = `# Who may do what

There are no keys. Whoever acts is a person of the directory or a service account, and every token ends after an hour. This page
is generated from the plan (\`plan/identities.ts\`) for the organisation in this repository; a test on the real engine compares
it with the policies that the stacks made, role by role.

## Tiers of trust

| tier | what is in it | who changes it | state and key |
| --- | --- | --- | --- |
| production | folders, policies, shared projects, what limits spending, environments of production kinds | \`deploy-production.yml\` on the deployed branch, when a reviewer of the GitHub environment \`production\` agrees | \`gs://SEED-state-production\`, key \`state-production\` |
| everything else | the other environments | \`deploy.yml\` and \`follow.yml\` on the deployed branch | \`gs://SEED-state-nonproduction\`, key \`state-nonproduction\` |
| pull requests | nothing | \`preview.yml\` reads; the program that it runs is main's | none: plans are made in an empty state |
| forks, and everybody else | nothing | nobody | none |

No deployer can read the other tier's state. A workflow becomes an account by workload identity: Google asks for the repository
and its owner by number, for the workflow file as it stands on the deployed branch, and of deployers that they run for that
branch ([environments.md](environments.md#what-a-pull-request-cant-do)). For the deployer of production it also asks for GitHub's
environment \`production\`: who can push to the deployed branch changes nothing there until a reviewer agrees. The daily look for
drift asks nobody, and runs as the watcher, who may read what production is made of, the values of its secrets included, and
change nothing ([ADR 24](adr/0024-production-wants-a-reviewer.md)). So protect the branch all the same, and let the GitHub App push
to it only where an environment follows the product.

## The identities, and why they have each role
`;

export const afterIdentities = `## In the projects of environments

Each cluster and each machine has an account of its own, with the role of a node (\`container.defaultNodeServiceAccount\`) or
those to write logs and metrics; it reads the secrets and the bucket of its own installation and pulls images of the ci
project, unless it is production's. Its token is worth that one environment. The deployer that makes a project becomes its owner,
as Google has it, until somebody takes that away.

## People

People have what \`organization.yaml\` gives their groups: \`access\` of a folder, and \`access\` of a kind for the team that owns an
environment. Guidelines refuse roles that give away more than they seem to, members from outside and single people
([guidelines.md](guidelines.md)). The team that owns the platform may also write why it lifts a limit.

Who runs \`bootstrap\` needs much ([real-google-cloud.md](real-google-cloud.md#what-you-need)), once. Take it away afterwards, and
keep two people in a group for the day on which the workflows can't: without it nobody could give a role on the billing
account again.

## Secrets

| secret | where it is | who can read it |
| --- | --- | --- |
| passwords of an installation | state of its \`app-NAME\`, encrypted; Secret Manager or the cluster | its tier's deployer, its machine |
| Slack's token, the mail server's password | Secret Manager of the ci project, put there by people | both deployers |
| key of the GitHub App | Secret Manager of the ci project, put there by people | deployer of non-production, and what answers to Slack where that is deployed |
| what Slack signs its requests with | Secret Manager of the ci project, put there by people | what answers to Slack alone |

None is in the repository, in an output or in a log. A plan of a pull request is made without any.

## When something leaked

1. Switch the account off: \`gcloud iam service-accounts disable ACCOUNT\`. Its tokens end within minutes, and nobody gets new ones.
2. Look what it did: \`gcloud logging read 'protoPayload.authenticationInfo.principalEmail="ACCOUNT"' --organization=ID\`.
3. Make new what it could read: the secrets above. A state's key gets a new version by itself every 90 days, which doesn't help
   here: what was read was read.
4. Switch it on again, and let \`npx sgdist preview --all --refresh\` say what differs from what main says.

## How it is shown

- **By removal**, on the real engine and the local cloud, which decides as Google does
  (\`tests/end-to-end/least-privilege.test.ts\`): every workflow's identity brings up, previews, refreshes and destroys what it is
  for, with nothing refused. Of every role that it has, the cloud tells which calls nothing else would have allowed; a role
  without any, or one that the plan doesn't know of, fails the test unless it is named there with its reason. The controller's
  own roles are held to it permission by permission, in a month of limits.
- **By trying**: each identity is made to try what it must not be able to do, and each workflow to become what it isn't.
- **By contents**: no role of the previewer has a permission that isn't for reading shapes.

Roles are Google's own where there is one for the purpose, and have more permissions than are used: \`sgdist local access\` shows
both numbers. Roles of exactly what is used would break with each resource that is added, and at Google itself, whose needs
can't be tried here. What the local cloud doesn't decide is in [local-cloud.md](local-cloud.md#who-may-do-what); none of it was run
on Google.
`;
