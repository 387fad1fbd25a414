import { type Problem, show } from "../problem.ts";
import { isSlot } from "../slots.ts";
import type { Sources } from "../specification.ts";

/** Checks environments that follow a branch. */
export function checkFollow({ organization, environments }: Sources): Problem[] {
  return environments.flatMap(({ value, document }): Problem[] => {
    const { deployment, follow, kind } = value;
    const problems: Problem[] = [];
    const report = (path: (string | number)[], found: string, allowed: string, remedy?: string) =>
      problems.push(document.problem(path, { found, allowed, ...(remedy && { remedy }) }));
    if (!follow) return problems;
    const { quietHours = [], good = [], bad = [] } = follow;
    if (organization.value.kinds[kind]?.tier === "production") {
      report(["follow"], `the kind ${kind}`, "a kind of the tier nonproduction: production runs releases");
      return problems;
    }
    if (isSlot(organization.value, value)) {
      report(["follow"], "a slot for preview environments", "another environment: a slot runs what its lease says");
    }
    if (deployment.version !== "main") {
      report(["deployment", "version"], deployment.version, "main, as what follows a branch runs its commits");
    }
    quietHours.forEach(({ from, to }, index) => {
      if (from === to) {
        const allowed = `another time than ${from}; the whole day is from "00:00" to "24:00"`;
        report(["follow", "quietHours", index, "to"], show(to), allowed);
      }
    });
    if (deployment.commit !== undefined && bad.includes(deployment.commit)) {
      const remedy = "To try it again, take it out of follow.bad.";
      report(["deployment", "commit"], show(deployment.commit), "a commit that is not in follow.bad", remedy);
    }
    good.forEach((commit, index) => {
      if (bad.includes(commit)) report(["follow", "good", index], show(commit), "a commit that is not in follow.bad");
    });
    return problems;
  });
}
