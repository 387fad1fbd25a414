import type { Check } from "../bootstrap/checks.ts";
import { stepChecks } from "../bootstrap/steps.ts";
import type { Specification } from "../spec/specification.ts";
import { accessChecks, roleChecks, stateSecretChecks, trustChecks } from "./identity.ts";
import { contactChecks, folderChecks, policyChecks, sinkChecks, tagChecks } from "./organization.ts";
import { budgetChecks, clusterChecks, exportChecks, functionChecks } from "./spending.ts";

/** Something that could only be tried on the local cloud, and how it is found out on a real organisation. */
export interface Claim {
  /** Stable, for the command line. */
  id: string;
  /** What is claimed, for people. */
  claim: string;
  /** How it was tried. */
  tried: string;
  /** What is read on a real organisation; for what no read shows, what a person does instead. */
  shownBy: { reads: string; checks(specification: Specification, now: number): Check[] } | { hand: string };
}

const byReads = (
  id: string,
  claim: string,
  tried: string,
  reads: string,
  checks: (specification: Specification, now: number) => Check[],
): Claim => ({ id, claim, tried, shownBy: { reads, checks } });

const byHand = (id: string, claim: string, tried: string, hand: string): Claim => ({
  id,
  claim,
  tried,
  shownBy: { hand },
});

const onCloud = "made and read back on the local cloud, whose answers are written from Google's documentation";

/** Everything that could only be tried locally, in the order of bringing an organisation up. */
export const claims: readonly Claim[] = [
  byReads(
    "projects",
    "Shared projects come up in their folder, paid for, with APIs and a budget each",
    onCloud,
    "the folder, the projects, their billing, APIs and budgets",
    ({ organization }) => stepChecks(organization).projects,
  ),
  byReads(
    "state",
    "States are in buckets that keep versions and can't be made public, under a key for each tier",
    onCloud,
    "the buckets with their access, the keys, the deployers",
    ({ organization }) => stepChecks(organization).state,
  ),
  byReads(
    "state-secrets",
    "The secrets in states are encrypted under Cloud KMS, and no passphrase is left",
    "with a passphrase: the engine's client for Cloud KMS can't be pointed at the local cloud",
    "how the states say that their secrets are encrypted",
    stateSecretChecks,
  ),
  byReads(
    "identities",
    "Deployers, watcher, previewer and controller have their roles on the organisation and the billing account",
    "with permissions enforced, by lists of what Google's roles contain",
    "the accounts, the roles of the organisation's own, the policies",
    ({ organization }) => stepChecks(organization).identities,
  ),
  byReads(
    "roles",
    "The roles that are given are still Google's, and contain something",
    "by lists that were written down from Google's",
    "each predefined role that is given",
    roleChecks,
  ),
  byReads(
    "workload-identity",
    "Workflows on GitHub become deployers without a key, by numbers and by file",
    "with tokens of a stand-in for GitHub's issuer",
    "the provider, and who may act as each account",
    trustChecks,
  ),
  byReads(
    "budget-publisher",
    "Google's own identity may publish what budgets say, in spite of the domain restriction",
    onCloud,
    "the policy of the topic, and the dataset",
    ({ organization }) => stepChecks(organization).costs,
  ),
  byReads(
    "budgets",
    "Every budget counts one project or folder and publishes to the topic",
    onCloud,
    "the budgets of the billing account",
    budgetChecks,
  ),
  byReads(
    "billing-export",
    "Google exports costs with the columns that reports read, at least every other day",
    "with rows that the local cloud writes; BigQuery itself isn't imitated",
    "the table's columns, rows and last change; its contents aren't read",
    exportChecks,
  ),
  byReads("folders", "All folders are there, each in its place", onCloud, "the folders", folderChecks),
  byReads(
    "policies",
    "The organisation's policies are in force",
    onCloud,
    "what is in force on the organisation and on the project that is free of one",
    policyChecks,
  ),
  byReads("tags", "The environment tag has its values", onCloud, "the tag and its values", tagChecks),
  byReads(
    "audit-sink",
    "Audit logs of all go to a bucket that keeps them",
    "the sink is made; the local cloud routes no logs",
    "the sink, and the time that its bucket keeps objects for",
    sinkChecks,
  ),
  byReads(
    "contacts",
    "Google tells the owners of projects, at addresses that it holds for valid",
    "the local cloud holds every address for valid",
    "the contacts of the shared projects",
    contactChecks,
  ),
  byReads(
    "functions",
    "What limits spending is built by Cloud Build and runs",
    "in processes on the machine of the local cloud",
    "the state of the functions",
    functionChecks,
  ),
  byReads(
    "clusters",
    "GKE's clusters run with private nodes",
    "with a real control plane and simulated nodes",
    "the state of the clusters of environments",
    clusterChecks,
  ),
  byReads(
    "access",
    "Nobody has Owner or Editor of a shared project but whoever made it",
    "with permissions enforced",
    "the policies of the shared projects",
    accessChecks,
  ),
  byHand(
    "provider",
    "The official providers do as the stand-ins do",
    "with stand-ins that speak to the local cloud",
    "npx sgdist --target google preview --all --refresh --expect-no-changes",
  ),
  byHand(
    "project-id-taken",
    "A project ID that is taken is refused with 409, and a new one is written down",
    "with a fault of the local cloud",
    "can't be tried on purpose without taking an ID for good",
  ),
  byHand(
    "quotas",
    "Projects and billing links that are short are refused with the texts that the program knows",
    "with quotas of the local cloud",
    "no API tells quotas of either; see the two forms in docs/getting-started-real.md",
  ),
  byHand(
    "export-switch",
    "The billing export is switched on in the console",
    "by making its table",
    "npx sgdist --target google bootstrap shows the steps, then looks for fresh rows",
  ),
  byHand(
    "workflows",
    "The workflows run on GitHub",
    "against a stand-in of GitHub's API",
    "gh workflow run preview.yml, and look at the run",
  ),
  byHand(
    "slack",
    "Slack shows messages and passes commands on",
    "against a stand-in of Slack's API",
    "/sgdist in the channel of notifications",
  ),
];
