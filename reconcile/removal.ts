import type { Finding } from "./action.ts";
import type { Judged, Judging } from "./life.ts";
import { isThere, type Situation } from "./situation.ts";
import { obstacleTo, takedown } from "./takedown.ts";

const nothing: Judged = { actions: [], findings: [] };

/** What becomes of an environment whose file was removed: that is for its deletion class to say. */
export function judgeRemoval(situation: Situation, { production }: Judging): Judged {
  const { line, project, stacks } = situation;
  if (!isThere(situation)) return nothing;
  const what = `the environment ${line.environment} (${line.project})`;
  const refused = (reason: string, remedy: string): Judged => {
    const finding: Finding = { what, environment: line.environment, kind: "refused", reason, remedy };
    return { actions: [], findings: [finding] };
  };
  const obstacle = obstacleTo(situation, production);
  if (obstacle) return { actions: [], findings: [{ ...obstacle, kind: "refused" }] };
  const bringBack = `Bring its file back, and follow docs/deletion.md.`;
  if (line.deletion === "protected") return refused("its file was removed, but it is protected", bringBack);
  if (line.deletion === "guarded" && project?.labels.retired !== "true") {
    return refused("its file was removed, but it is guarded, and was not retired before that", bringBack);
  }
  // Without a state nobody remembers it but Google and the ledger.
  if (stacks.every(({ resources }) => resources === 0)) {
    return {
      actions: takedown(situation, "leaks", "no file names its project, and no state holds it", undefined),
      findings: [],
    };
  }
  const reason =
    project?.state === "DELETE_REQUESTED"
      ? "its file was removed, and its project is being deleted already"
      : "its file was removed";
  return { actions: takedown(situation, "removed", reason, undefined), findings: [] };
}
