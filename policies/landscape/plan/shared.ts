import { bootstrapPlan } from "../../../plan/bootstrap.ts";
import { ciPlan } from "../../../plan/ci.ts";
import { foreignPlan } from "../../../plan/foreign.ts";
import { type OrganizationPlan, organizationPlan } from "../../../plan/organization.ts";
import { type SlackPlan, slackPlan } from "../../../plan/slack.ts";
import { organizationFile } from "../../../spec/load.ts";
import type { Specification } from "../../../spec/specification.ts";
import type { FolderFacts, GrantFacts, Holding, ProjectFacts } from "../types.ts";
import { planned, projectFacts, projectGrants } from "./projects.ts";
import { spendingGrants, spendingHoldings } from "./spending.ts";

/** What all share: folders, their grants, and the projects that exist once. */
export interface SharedFacts {
  readonly folders: ReadonlyMap<string, FolderFacts>;
  readonly projects: readonly ProjectFacts[];
  readonly grants: readonly GrantFacts[];
}

const folderFacts = ({ folders }: OrganizationPlan): Map<string, FolderFacts> =>
  new Map(
    folders.map(({ key, displayName, parent, tag }) => [
      key,
      {
        id: key,
        name: displayName,
        parent: parent === undefined ? { kind: "organization" } : { kind: "folder", folder: parent },
        environment: tag,
      },
    ]),
  );

const folderGrants = ({ folders }: OrganizationPlan): GrantFacts[] =>
  folders.flatMap(({ key, grants }) =>
    grants.map(({ role, member }) => ({
      place: { name: `grant on the folder ${key} (${organizationFile})` },
      on: { kind: "folder", id: key },
      role,
      member,
    })),
  );

/** What answers to Slack. */
function slackHoldings({ service, project: { labels } }: SlackPlan): Holding[] {
  if (!service) return [];
  const thing = (kind: Holding["kind"], name: string) => planned(kind, name, organizationFile, { labels });
  return [
    thing("function", service.name),
    thing("bucket", service.facts.bucket),
    thing("bucket", service.sourceBucket),
  ];
}

/** The landscape of what exists once. */
export function sharedFacts(specification: Specification): SharedFacts {
  const { organization } = specification;
  const bootstrap = bootstrapPlan(organization);
  const tree = organizationPlan(organization);
  const ci = ciPlan(organization);
  const slack = slackPlan(organization);
  const { seed, keys, billing, spending } = bootstrap.projects;
  const foreign = Object.keys(organization.foreign ?? {}).map((key) => foreignPlan(organization, key));
  const facts = (plan: typeof seed, holdings: ProjectFacts["holdings"]) =>
    projectFacts(plan, organizationFile, organization.billingAccount, { holdings });
  const thing = (kind: Parameters<typeof planned>[0], name: string, labels: Record<string, string> = {}) =>
    planned(kind, name, organizationFile, { labels, protected: true });
  const grant = (kind: "organization" | "billing", id: string, { role, member }: { role: string; member: string }) => ({
    place: { name: `grant on the ${kind === "billing" ? "billing account" : kind} (${organizationFile})` },
    on: { kind, id },
    role,
    member,
  });
  return {
    folders: folderFacts(tree),
    projects: [
      facts(seed, [
        ...bootstrap.tiers.flatMap(({ bucket, deployer }) => [
          thing("state", bucket),
          thing("deployer", deployer.accountId),
        ]),
        thing("deployer", bootstrap.previewer.accountId),
      ]),
      facts(
        keys,
        bootstrap.tiers.map(({ key }) => thing("key", key)),
      ),
      facts(billing, [thing("billing-export", bootstrap.billingDataset)]),
      facts(spending, [thing("topic", bootstrap.budgetTopic), ...spendingHoldings(specification)]),
      facts(tree.logs, [thing("logs", tree.auditSink.bucket)]),
      projectFacts(ci.project, organizationFile, organization.billingAccount, {
        holdings: [
          ...ci.registries.map(({ id }) => thing("images", id)),
          ...Object.keys(ci.secrets).map((id) => thing("secret", id, ci.project.labels)),
          ...Object.keys(ci.identities).map((id) => thing("runner", id)),
        ],
        networks: ci.runners
          ? [
              {
                place: { name: `network of runners (${organizationFile})` },
                name: ci.runners.network.name,
                automatic: false,
                peers: [],
              },
            ]
          : [],
      }),
      ...(slack ? [facts(slack.project, slackHoldings(slack))] : []),
      ...foreign.map((plan) => facts(plan, [])),
      ...(tree.domains
        ? [
            facts(
              tree.domains.project,
              tree.domains.zones.map(({ name }) => thing("domains", name)),
            ),
          ]
        : []),
    ],
    grants: [
      ...bootstrap.organizationGrants.map((each) => grant("organization", bootstrap.organizationId, each)),
      ...bootstrap.billingGrants.map((each) => grant("billing", bootstrap.billingAccount, each)),
      ...folderGrants(tree),
      ...spendingGrants(specification),
      ...[seed, keys, billing, spending, tree.logs, ci.project].flatMap((plan) =>
        projectGrants(plan, organizationFile),
      ),
    ],
  };
}
