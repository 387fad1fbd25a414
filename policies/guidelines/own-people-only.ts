import { z } from "zod";
import * as field from "../../spec/schema/fields.ts";
import { guideline } from "../guideline.ts";
import { judge } from "../judge.ts";
import { isKnown, type Maybe, unknown } from "../landscape/maybe.ts";
import { homeOf } from "../landscape/questions.ts";

const parameters = z.strictObject({
  domains: field
    .listOf(field.text(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "a domain such as example.com"), "a list of domains")
    .describe("domains of others whose people may have access, such as a customer's")
    .default([]),
  projects: field
    .listOf(field.text(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, "a project's ID"), "a list of projects")
    .describe("projects outside of the organisation's plan whose identities may have access")
    .default([]),
});

/** Projects that Google has identities of its own in, beside those with the number of the project that they are for. */
const ofGoogle = /^gcp-sa-/;

/** Whether an identity is of a project that nobody here plans or makes; numbers may be those of projects that we do. */
function isForeign(member: string, own: ReadonlySet<string>, alone: boolean): Maybe<boolean> {
  const home = homeOf(member);
  if (home === undefined || own.has(home)) return false;
  if (member.startsWith("serviceAccount:") && ofGoogle.test(home)) return false;
  return alone || /^\d+$/.test(home) ? unknown : true;
}

/** The domain of a person, a group or a whole directory. */
const domainOf = (member: string): string | undefined =>
  /^(?:(?:user|group):.+@|domain:)([^@]+)$/.exec(member)?.[1]?.toLowerCase();

/** Access is for those whom the organisation can let go. */
export const ownPeopleOnly = guideline({
  id: "own-people-only",
  title: "Only the organisation's own people have access",
  topic: "access",
  why: "Accounts of other domains stay when somebody leaves their company, aren't held to the organisation's sign-in rules, and may be anybody's.",
  sources: [
    {
      title: "Google Cloud: restrict identities by domain",
      url: "https://cloud.google.com/resource-manager/docs/organization-policy/restricting-domains",
    },
  ],
  appliesTo: "every grant to a person, a group, a domain, or an identity of a project",
  parameters,
  remedy:
    "Give the role to a group of the organisation and take those who need it into that group. Identities of others are let in by the parameter projects.",
  check: ({ grants, projects, alone = false }, { organization, parameters: { domains, projects: others } }) => {
    const own = [organization.organization.domain, ...domains];
    const allowed = `members of ${own.join(", ")}, and identities of the organisation's own projects`;
    // What is planned has labels, and what is only named has none.
    const planned = projects.filter(({ declared, labels }) => declared || isKnown(labels));
    const ours = new Set([
      ...others,
      ...planned.flatMap(({ id, number }) => (number === undefined ? [id] : [id, number])),
    ]);
    return grants.flatMap((grant) =>
      judge(
        grant,
        [grant.member, isKnown(grant.member) ? isForeign(grant.member, ours, alone) : unknown],
        allowed,
        (member, foreign) => {
          const domain = domainOf(member);
          return foreign || (domain !== undefined && !own.includes(domain))
            ? [{ found: `access for ${member}`, allowed }]
            : [];
        },
      ),
    );
  },
  good: { says: "A group of the organisation with a role", base: "non-production", resources: {} },
  bad: {
    says: "A group of somebody else with a role",
    base: "non-production",
    resources: {
      guests: {
        type: "gcp:folder/iAMMember:IAMMember",
        properties: {
          folder: "${folder.name}",
          role: "roles/logging.viewer",
          member: "group:team@another-company.example",
        },
      },
    },
  },
});
