import { claims } from "./claims.ts";

/** What the doctor needs on the organisation. */
export const doctorRoles = [
  "roles/viewer",
  "roles/browser",
  "roles/iam.securityReviewer",
  "roles/orgpolicy.policyViewer",
  "roles/bigquery.metadataViewer",
  "roles/storage.bucketViewer",
  "roles/storage.objectViewer",
];

const introduction = `# Tried locally only

Nothing here has been run against Google itself yet. This is everything that could only be tried on the local cloud or against
stand-ins, with the command that looks after it on a real organisation. It is generated from the claims that the command itself
looks after (\`doctor/claims.ts\`).

    npx sgdist --target google doctor --real

It reads, and changes nothing: whatever isn't a read is refused before it is sent. It prints \`ok\` where all is as claimed,
\`differs\` with what isn't, \`unknown\` where you may not read it, and \`by hand\` for what no read shows. It ends with 1 if
something differs or couldn't be read. Stacks that aren't up yet differ or are unknown, too: their things aren't there. Who
runs it needs, on the organisation,

${doctorRoles.map((role) => `- \`${role}\``).join("\n")}

and \`roles/billing.viewer\` on the billing account.
`;

/** The page of everything that could only be tried locally. */
export function triedLocallyPage(): string {
  const rows = claims.map(({ id, claim, tried, shownBy }) => {
    const shown = "hand" in shownBy ? `by hand: ${shownBy.hand}` : `\`doctor --real ${id}\` reads ${shownBy.reads}`;
    return `| ${claim} | ${tried} | ${shown} |`;
  });
  return `${introduction}\n| what | how it was tried | what shows it |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
}
