import { type Problem, show } from "../problem.ts";
import { isActing } from "../schema/organization.ts";
import { isSlot } from "../slots.ts";
import type { Sources } from "../specification.ts";
import { environmentOf } from "./folders.ts";
import { dayCount } from "./organization.ts";

/** Checks what organization.yaml says of preview environments. */
function checkPool({ organization, environments }: Sources): Problem[] {
  const { value, document } = organization;
  const { previews, kinds, folders } = value;
  if (!previews) return [];
  const problems: Problem[] = [];
  const report = (path: string[], found: string, allowed: string, remedy?: string) =>
    problems.push(document.problem(path, { found, allowed, ...(remedy && { remedy }) }));
  const kind = kinds[previews.kind];
  if (!kind) {
    report(["previews", "kind"], show(previews.kind), `a kind: ${Object.keys(kinds).join(", ")}`);
    return problems;
  }
  const at = (key: string) => ["kinds", previews.kind, key];
  if (kind.deletion !== "disposable") {
    report(at("deletion"), kind.deletion, "disposable, since what runs in preview environments comes and goes");
  }
  if (kind.timeToLive) report(at("timeToLive"), "a time to live", "none: previews.maximumAge ends leases, slots stay");
  if (kind.ladder.some(isActing)) {
    report(at("ladder"), kind.ladder.join(", "), "notify and freeze, since slots have no last day");
  }
  const tag = folders[kind.folder] && environmentOf(folders, kind.folder);
  if (tag && tag !== "non-production") {
    report(
      at("folder"),
      `${show(kind.folder)}, of the environment ${tag}`,
      "a folder of the environment non-production",
    );
  }
  const longest = dayCount(previews.maximumAge);
  for (const key of ["inactivity", "extension"] as const) {
    if (dayCount(previews[key]) > longest) {
      report(["previews", key], previews[key], `at most maximumAge, ${previews.maximumAge}`);
    }
  }
  if (previews.perPerson > previews.total) {
    report(["previews", "perPerson"], String(previews.perPerson), `at most total, ${previews.total}`);
  }
  const slots = environments.filter(({ value: each }) => isSlot(value, each)).length;
  if (previews.total > slots) {
    const remedy = "Add slots with `sgdist env new`, or lower it.";
    report(["previews", "total"], String(previews.total), `at most the number of slots, ${slots}`, remedy);
  }
  return problems;
}

/** Checks leases: where they are, that they fit together, and that nobody has two slots. */
function checkLeases({ organization, environments }: Sources): Problem[] {
  const holders = new Map<number, string>();
  return environments.flatMap(({ value, document }): Problem[] => {
    const { lease, dirty, deployment } = value;
    const problems: Problem[] = [];
    const report = (path: string[], found: string, allowed: string) =>
      problems.push(document.problem(path, { found, allowed }));
    if (!isSlot(organization.value, value)) {
      const allowed = "that of the kind of preview environments only";
      if (lease) report(["lease"], `a lease of the kind ${value.kind}`, allowed);
      if (dirty) report(["dirty"], `a mark of the kind ${value.kind}`, allowed);
      return problems;
    }
    if (deployment.version !== "main") {
      report(["deployment", "version"], deployment.version, "main, as preview environments run a commit");
    }
    if (value.budget !== undefined) report(["budget"], String(value.budget), "none: that of the kind counts for slots");
    if (!lease) {
      if (deployment.commit !== undefined) report(["deployment", "commit"], "a commit", "none without a lease");
      return problems;
    }
    if (deployment.commit === undefined) report(["deployment"], "no commit", "the commit that the lease is for");
    if (dirty) report(["dirty"], "true", "no lease before the slot was found clean");
    if (lease.active < lease.since) report(["lease", "active"], lease.active, `a moment from ${lease.since} on`);
    if (lease.until < lease.since) report(["lease", "until"], lease.until, `a moment from ${lease.since} on`);
    const other = holders.get(lease.pullRequest);
    if (other) {
      report(["lease", "pullRequest"], `${lease.pullRequest}, which ${other} has too`, "one slot for a pull request");
    }
    holders.set(lease.pullRequest, document.file);
    return problems;
  });
}

/** Checks everything about preview environments. */
export const checkPreviews = (sources: Sources): Problem[] => [...checkPool(sources), ...checkLeases(sources)];
