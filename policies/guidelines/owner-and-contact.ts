import { z } from "zod";
import * as field from "../../spec/schema/fields.ts";
import type { Organization } from "../../spec/schema/organization.ts";
import { guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";
import { isKnown, type Maybe, unknown } from "../landscape/maybe.ts";
import type { ContactFacts, Labels } from "../landscape/types.ts";

const categories = ["BILLING", "LEGAL", "PRODUCT_UPDATES", "SECURITY", "SUSPENSION", "TECHNICAL"] as const;

const parameters = z.strictObject({
  categories: field
    .listOf(field.oneOf([...categories], "a category of Google's notifications"), "a list of categories")
    .describe("what somebody must be told about")
    .default(["BILLING", "TECHNICAL"]),
});

/** Whether an address is one that the organisation answers at: of its domain, or the owning team's. */
function isOwn(email: string, labels: Labels, { organization, teams }: Organization): boolean {
  const owner = labels.owner === undefined ? undefined : teams[labels.owner];
  // Addresses are the same in capitals.
  const address = email.toLowerCase();
  return address.endsWith(`@${organization.domain.toLowerCase()}`) || address === owner?.email.toLowerCase();
}

/** Whether somebody of the organisation is told about a category; a contact that isn't known may be the one. */
function isTold(contacts: readonly ContactFacts[], category: string, fits: (email: string) => boolean): Maybe<boolean> {
  const answers = contacts.map(({ email, categories: about }): Maybe<boolean> => {
    if (isKnown(about) && !about.includes(category) && !about.includes("ALL")) return false;
    if (isKnown(email) && !fits(email)) return false;
    return isKnown(email) && isKnown(about) ? true : unknown;
  });
  if (answers.includes(true)) return true;
  return answers.includes(unknown) ? unknown : false;
}

/** Somebody answers for it, and hears from Google. */
export const ownerAndContact = guideline({
  id: "owner-and-contact",
  title: "Every project has a team that owns it, and a contact whom Google reaches",
  topic: "project",
  why: "Google writes before it suspends a project or switches something off. Without a contact that goes to whoever administers the organisation, and nobody knows whom to ask.",
  sources: [
    {
      title: "Google Cloud: Essential Contacts",
      url: "https://cloud.google.com/resource-manager/docs/managing-notification-contacts",
    },
  ],
  appliesTo: "every project",
  parameters,
  remedy:
    "Set the label owner to the key of a team, and add its address as a contact for the categories that are missing.",
  check: (landscape, { organization, parameters: { categories: wanted } }) =>
    declared(landscape).flatMap((project) => {
      const { labels } = project;
      const fits = (email: string) => isKnown(labels) && isOwn(email, labels, organization);
      const allowed = `a contact for ${wanted.join(" and ")}, at ${organization.organization.domain} or the owning team's address`;
      return [
        ...judge(about(project), [labels], "a team as its owner", ({ owner }) =>
          // That there is none at all is another guideline's.
          owner === undefined || organization.teams[owner]
            ? []
            : [{ found: `the owner ${owner}`, allowed: `a team: ${Object.keys(organization.teams).join(", ")}` }],
        ),
        ...judge(
          about(project),
          [labels, ...wanted.map((category) => isTold(project.contacts, category, fits))],
          allowed,
          (_, ...told) => {
            const missing = wanted.filter((_category, index) => !told[index]);
            return missing.length === 0 ? [] : [{ found: `no contact for ${missing.join(" and ")}`, allowed }];
          },
        ),
      ];
    }),
  good: {
    says: "A contact for billing and technical matters",
    base: "non-production",
    resources: { contact: { properties: { notificationCategorySubscriptions: ["BILLING", "TECHNICAL"] } } },
  },
  bad: {
    says: "A contact who hears of security alone",
    base: "non-production",
    resources: { contact: { properties: { notificationCategorySubscriptions: ["SECURITY"] } } },
  },
});
