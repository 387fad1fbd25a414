import { z } from "zod";
import * as field from "../../spec/schema/fields.ts";
import { guideline } from "../guideline.ts";
import { judge } from "../judge.ts";

const allowed = "a group";

const parameters = z.strictObject({
  exempt: field
    .listOf(
      field.text(
        /^(?:user:[^\s:]+@[^\s:]+|principal:\/\/\S+)$/,
        "a person as IAM writes it, such as user:admin@example.com",
      ),
      "a list of people",
    )
    .describe("people who have access themselves, for emergencies")
    .default([]),
});

const isPerson = (member: string): boolean =>
  member.startsWith("user:") || /^principal:\/\/iam\.googleapis\.com\/locations\/global\/workforcePools\//.test(member);

/** The domain all of whose people a member stands for: nobody put any of them into a group. */
const everybodyOf = (member: string): string | undefined => /^domain:(.+)$/.exec(member)?.[1];

/** People come and go; groups stay. */
export const groupsNotPeople = guideline({
  id: "groups-not-people",
  title: "Groups are given access, not people",
  topic: "access",
  why: "Somebody who changes teams or leaves keeps every role that was given to them by name: nobody remembers them all.",
  sources: [
    {
      title: "Google Cloud: best practices for using Google groups",
      url: "https://cloud.google.com/iam/docs/groups-best-practices",
    },
  ],
  appliesTo: "every grant",
  parameters,
  remedy: "Give the role to the group of the team that the person is in.",
  check: ({ grants }, { parameters: { exempt } }) =>
    grants.flatMap((grant) =>
      judge(grant, [grant.member], allowed, (member) =>
        everybodyOf(member) !== undefined
          ? [{ found: `access for everybody of ${everybodyOf(member)}`, allowed }]
          : isPerson(member) && !exempt.includes(member)
            ? [{ found: `access for the person ${member.replace(/^user:/, "")}`, allowed }]
            : [],
      ),
    ),
  good: {
    says: "A group with a role",
    base: "non-production",
    resources: { access: { properties: { role: "roles/logging.viewer" } } },
  },
  bad: {
    says: "A person with a role",
    base: "non-production",
    resources: { access: { properties: { member: "user:somebody@sourcegraph-distribution.example" } } },
  },
});
