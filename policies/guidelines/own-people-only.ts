import { z } from "zod";
import * as field from "../../spec/schema/fields.ts";
import { guideline } from "../guideline.ts";
import { judge } from "../judge.ts";

const parameters = z.strictObject({
  domains: field
    .listOf(field.text(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "a domain such as example.com"), "a list of domains")
    .describe("domains of others whose people may have access, such as a customer's")
    .default([]),
});

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
  appliesTo: "every grant to a person, a group or a domain",
  parameters,
  remedy: "Give the role to a group of the organisation and take those who need it into that group.",
  check: ({ grants }, { organization, parameters: { domains } }) => {
    const own = [organization.organization.domain, ...domains];
    return grants.flatMap((grant) =>
      judge(grant, [grant.member], `members of ${own.join(", ")}`, (member) => {
        const domain = domainOf(member);
        return domain === undefined || own.includes(domain)
          ? []
          : [{ found: `access for ${member}`, allowed: `members of ${own.join(", ")}` }];
      }),
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
