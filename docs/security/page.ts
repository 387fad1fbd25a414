import { join } from "node:path";
import { reviewedEnvironment, type Trust, workflows } from "../../plan/github.ts";
import { type IdentityGrant, type IdentityPlan, identityPlans } from "../../plan/identities.ts";
import { loadSpecification } from "../../spec/load.ts";
import { afterIdentities, introduction, leaks } from "./text.ts";

const root = join(import.meta.dirname, "..", "..");

/** Which degree of trust each account is for. */
const trusts: Record<Trust, string> = {
  production: "deployer-production",
  watch: "watcher-production",
  nonproduction: "deployer-nonproduction",
  preview: "previewer",
};

const accountOf = ({ member }: IdentityPlan): string => member.slice("serviceAccount:".length).split("@")[0]!;

/** A role without what is the same in all. */
const short = (role: string): string => role.replace(/^(?:.*\/)?roles\//, "");

/** The name of a place without the parts that a reader knows. */
const place = (on: string): string => on.replace(/^key .*\//, "key ");

/** What is given in several places, once. */
function merged(grants: readonly IdentityGrant[]): { role: string; on: string[]; why: string }[] {
  const rows = new Map<string, { role: string; on: string[]; why: string }>();
  for (const { role, on, why } of grants) {
    const key = `${role} ${why}`;
    const row = rows.get(key) ?? { role, on: [], why };
    rows.set(key, { ...row, on: [...row.on, place(on)] });
  }
  return [...rows.values()];
}

/** Who may become an account. */
function becomes(account: string): string {
  const trust = Object.entries(trusts).find(([, each]) => each === account)?.[0] as Trust | undefined;
  if (trust === undefined) return leaks[account]!.becomes;
  const files = workflows[trust].map((file) => `\`${file}\``).join(" and ");
  const reviewed = `, in a job of GitHub's environment \`${reviewedEnvironment}\`, when a reviewer agrees`;
  return `${files}, as on the deployed branch${trust === "production" ? reviewed : ""}.`;
}

/** One identity: who becomes it, what it may do and why, and what its token would be worth to a thief. */
function section(identity: IdentityPlan): string {
  const account = accountOf(identity);
  const leak = leaks[account];
  if (!leak) throw new Error(`docs/security/text.ts says nothing about ${account}`);
  const rows = merged(identity.grants).map(
    ({ role, on, why }) => `| \`${short(role)}\` | ${on.map((each) => `${each}`).join(", ")} | ${why} |`,
  );
  const table = rows.length > 0 ? ["", "| role | on | because it |", "| --- | --- | --- |", ...rows] : [];
  return [
    `### ${account}`,
    "",
    `${identity.displayName}. **Who can become it:** ${becomes(account)}`,
    ...table,
    "",
    `**A leaked token** ${leak.could}`,
    `**It couldn't** ${leak.couldNot}`,
  ].join("\n");
}

/** The page about identities, generated from this repository's own specification. */
export function securityPage(): string {
  // Which day it is changes nothing of who may do what.
  const identities = identityPlans(loadSpecification(root, "2026-11-23"));
  return `${introduction}\n${identities.map(section).join("\n\n")}\n\n${afterIdentities}`;
}
