import { deployerAccount, serviceAccountMember } from "../../plan/names.ts";
import type { Organization } from "../../spec/schema/organization.ts";
import { type Finding, guideline } from "../guideline.ts";
import { about, judge } from "../judge.ts";
import { isKnown, type Maybe } from "../landscape/maybe.ts";
import { environmentAround, environmentOfProject, homeOfMember, projectNamed } from "../landscape/questions.ts";
import type { GrantFacts, Landscape } from "../landscape/types.ts";

const allowed = "nothing that leads from a dynamic environment to production, or back";

/** The environment that a grant reaches; a grant on the organisation reaches production. */
function reachOf(landscape: Landscape, { on, project }: GrantFacts): Maybe<string | undefined> {
  if (on.kind === "organization") return "production";
  if (on.kind === "folder") return environmentAround(landscape, { kind: "folder", folder: on.id });
  const held = project === undefined ? undefined : projectNamed(landscape, project);
  return held && environmentOfProject(landscape, held);
}

/** The environment that an identity is of; undefined for people and for whatever isn't looked at. */
function originOf(landscape: Landscape, member: string, organization: Organization): Maybe<string | undefined> {
  const deployer = serviceAccountMember(deployerAccount("production"), organization.projects.seed.id);
  if (member === deployer) return "production";
  const home = homeOfMember(landscape, member);
  return home && environmentOfProject(landscape, home);
}

const leads = (from: string | undefined, to: string | undefined): boolean =>
  (from === "dynamic" && to === "production") || (from === "production" && to === "dynamic");

function grantFindings(landscape: Landscape, organization: Organization): Finding[] {
  return landscape.grants.flatMap((grant) => {
    const { member } = grant;
    const origin = isKnown(member) ? originOf(landscape, member, organization) : member;
    const reach = reachOf(landscape, grant);
    // What reaches neither, or comes from neither, is no path whatever the other end is.
    if ([origin, reach].some((end) => isKnown(end) && end !== "dynamic" && end !== "production")) return [];
    return judge(grant, [origin, reach, member, grant.role], allowed, (from, to, who, role) =>
      leads(from, to) ? [{ found: `${role} for ${who}, which is of ${from}, on what is of ${to}`, allowed }] : [],
    );
  });
}

function peeringFindings(landscape: Landscape): Finding[] {
  return landscape.projects.flatMap((project) => {
    const own = environmentOfProject(landscape, project);
    if (isKnown(own) && own !== "dynamic" && own !== "production") return [];
    return project.networks.flatMap((network) =>
      judge({ ...about(project), place: network.place }, [own, network.peers], allowed, (from, peers) =>
        peers.flatMap((peer) => {
          const other = projectNamed(landscape, peer);
          const to = other && environmentOfProject(landscape, other);
          return to !== undefined && isKnown(to) && leads(from, to)
            ? [{ found: `a network of ${from} that is connected with one of ${peer}, which is of ${to}`, allowed }]
            : [];
        }),
      ),
    );
  });
}

/** Nothing that anybody can make reaches production. */
export const dynamicNoPathToProduction = guideline({
  id: "dynamic-no-path-to-production",
  title: "No way leads from a dynamic environment to production, or back",
  topic: "dynamic",
  why: "Unreviewed code runs in dynamic environments: whatever their identities and networks reach, that code reaches too.",
  sources: [
    {
      title: "Google Cloud: organization structure",
      url: "https://cloud.google.com/architecture/blueprints/security-foundations/organization-structure",
    },
    { title: "Google Cloud: VPC Network Peering", url: "https://cloud.google.com/vpc/docs/vpc-peering" },
  ],
  appliesTo: "grants to identities, and connected networks, of projects of dynamic and production",
  remedy:
    "Take the grant or the peering away; hand over what is needed by something that both may reach, such as a bucket of ci.",
  check: (landscape, { organization }) => [...grantFindings(landscape, organization), ...peeringFindings(landscape)],
  good: { says: "A dynamic project that only its owners' group may look at", base: "dynamic", resources: {} },
  bad: {
    says: "A dynamic project in which production's deployer has a role",
    base: "dynamic",
    resources: {
      way: {
        type: "gcp:projects/iAMMember:IAMMember",
        properties: {
          project: "${project.projectId}",
          role: "roles/logging.viewer",
          member: "serviceAccount:deployer-production@sgd-seed-k7m2.iam.gserviceaccount.com",
        },
      },
    },
  },
});
