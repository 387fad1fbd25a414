import type { ServiceTarget } from "../../sourcegraph/derive/environment.ts";
import { type Comparison, type Field, wholeService } from "./compare.ts";
import { shared as ofTheFile } from "./compose.ts";
import { shared as ofAllObjects } from "./kubernetes.ts";
import type { Explained, Reason } from "./rule.ts";
import { reasonsOf, sharedRows, table } from "./tables.ts";
import { showValues } from "./values.ts";

/** What is found of a target. */
export interface Section {
  readonly target: ServiceTarget;
  readonly comparison: Comparison;
  readonly explained: readonly Explained[];
}

const titles: Record<ServiceTarget, string> = { kubernetes: "Kubernetes", compose: "Compose" };

/** What stands among the services for that which is none's. */
const noService: Record<ServiceTarget, string> = { kubernetes: ofAllObjects, compose: ofTheFile };

const heads = ["field", "today", "here", "reason"];

/** Some services by name; most of them by the others. `all`: those that both sides have. */
function where(services: ReadonlySet<string>, all: readonly string[]): string {
  if (services.size <= all.length / 2) return [...services].join(", ");
  const others = all.filter((service) => !services.has(service));
  return others.length === 0 ? "all" : `all but ${others.join(", ")}`;
}

function serviceOf(service: string, { comparison, explained }: Section, told: ReadonlySet<Explained>): string[] {
  const equal = comparison.equal.filter((each) => each.service === service).length;
  const different = explained.filter((each) => each.service === service);
  if (different.length === 0) return [];
  const rows = different
    .filter((each) => !told.has(each))
    .map((each) => [each.field, showValues(each.today), showValues(each.here), reasonsOf(each)]);
  const above = different.length - rows.length;
  const counts = `${equal} equal, ${different.length} different${above > 0 ? `, ${above} of them above` : ""}.`;
  return [`### ${service}\n\n${counts}\n${rows.length > 0 ? `\n${table(heads, rows)}` : ""}`];
}

function sectionOf(section: Section): string {
  const { target, comparison, explained } = section;
  const shared = sharedRows(explained);
  const told = new Set(shared.flatMap(({ differences }) => differences));
  const services = [...new Set([...comparison.equal, ...comparison.different].map(({ service }) => service))];
  const lone = comparison.different.filter(({ field }) => field === wholeService).map(({ service }) => service);
  const both = services.filter((service) => !lone.includes(service) && service !== noService[target]);
  const rows = shared.map(({ cells, services: which }) => [...cells, where(which, both)]);
  return `## ${titles[target]}

### The same in many services

${table([...heads, "where"], rows)}
${services.flatMap((service) => serviceOf(service, section, told)).join("\n")}`;
}

function countsTable(sections: readonly Section[]): string {
  const rows = sections.map(({ target, comparison: { equal, different } }) => [
    titles[target],
    ...[equal.length + different.length, equal.length, different.length].map(String),
  ]);
  return table(["", "fields", "equal", "different"], rows);
}

function reasonsTable(sections: readonly Section[], reasons: readonly Reason[]): string {
  const rows = reasons.map((reason) => {
    const counts = sections.map(({ explained }) => explained.filter((each) => each.reasons.includes(reason)).length);
    return { reason, counts, sum: counts.reduce((one, other) => one + other, 0) };
  });
  return table(
    ["reason", ...sections.map(({ target }) => titles[target]), "because"],
    rows
      .sort((one, other) => other.sum - one.sum)
      .map(({ reason: { name, text }, counts }) => [name, ...counts.map((count) => String(count || "")), text]),
  );
}

const lastingFields: Record<ServiceTarget, RegExp> = {
  kubernetes:
    /^(workload|service name|selector|Service [^›]+ › (type|address)|claim [^›]+ › (size|access)|claim template .*|.* › mounts › .* › volume)( ›|$)/,
  compose: /^(project|volumes)( ›|$)/,
};

/** Whether a field is one that no update may change, or by which an installation's data is found. */
export function isLasting({ target, field, today }: Field): boolean {
  if (!lastingFields[target].test(field)) return false;
  // Compose mounts files as well, which hold no data.
  const holdsData = Object.values(today).some((value) => /^yes$|volume /.test(value ?? ""));
  return target === "kubernetes" || field === "project" || holdsData;
}

function lastingPart(sections: readonly Section[]): string {
  const equal = sections.flatMap(({ comparison }) => comparison.equal.filter(isLasting)).length;
  const rows = sections
    .flatMap(({ explained }) => explained.filter(isLasting))
    .map((each) => [
      titles[each.target],
      each.service,
      each.field,
      showValues(each.today),
      showValues(each.here),
      reasonsOf(each),
    ]);
  return `Kinds and names of workloads, selectors, the addresses of Services, claims with their templates, and which of them is
mounted where: no update may change them, or an installation that moves in finds its data by them. ${equal} of these fields are
equal, ${rows.length} aren't.

${table(["", "service", ...heads], rows)}`;
}

/** The page for people. `unasked`: what Docker doesn't ask, which is a part of Compose's, the last section. */
export function differencesPage(
  version: string,
  sections: readonly Section[],
  reasons: readonly Reason[],
  unasked: string,
): string {
  return `# What is different from today's deployments

Sourcegraph ${version} as its own repositories deploy it today, beside what the model makes of it: field by field, with the
reason for each difference. Today's Kubernetes is the base of deploy-sourcegraph-k8s with each of its size overlays, and what
can be added to it; today's Compose is docker-compose.yaml of deploy-sourcegraph-docker, which has one size.

This page is generated (\`node docs/generate.ts\`) from what is known of today's (\`docs/differences/${version}.json\`), from the
model, and from the reasons (\`docs/differences/reasons\`). A difference without a reason is an error, and so is a reason without
a difference: whoever changes the model sees here what that means.

- Five values are those of the sizes xs/s/m/l/xl. – is nothing. Long values are cut.
- Quantities are compared by what they amount to: \`1000m\` is \`1\`, but \`8G\` isn't \`8Gi\`.
- What only one side has is one field, with all that is in it.
- Of postgresql.conf it is the base's that is compared.

## In short

${countsTable(sections)}
### Why

A difference may have several reasons, at different sizes.

${reasonsTable(sections, reasons)}
### What can't be changed

${lastingPart(sections)}
${sections.map(sectionOf).join("\n")}
${unasked}`;
}
