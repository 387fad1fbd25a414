import { invalid } from "../../core/errors.ts";
import type { Project } from "../../core/projects.ts";

/** Terms of a filter that are in use: "id:x", "parent.id:1 parent.type:folder", "lifecycleState:ACTIVE", labels. */
export function filterProjects(items: Project[], text: string): Project[] {
  const terms = text.split(/\s+AND\s+|\s+/i).filter(Boolean);
  return items.filter((project) =>
    terms.every((term) => {
      const match = /^([\w.]+)\s*[:=]\s*"?([^"]*)"?$/.exec(term);
      if (!match) throw invalid();
      const [, key, value] = match as unknown as [string, string, string];
      const [type, id] = project.parent.split("/") as [string, string];
      const actual: Record<string, string | undefined> = {
        id: project.projectId,
        projectId: project.projectId,
        projectNumber: project.number,
        name: project.displayName,
        displayName: project.displayName,
        state: project.state,
        lifecycleState: project.state,
        parent: project.parent,
        "parent.id": id,
        "parent.type": type.slice(0, -1),
      };
      const known = key.startsWith("labels.") ? (project.labels?.[key.slice(7)] ?? "") : actual[key];
      if (known === undefined && !(key in actual)) throw invalid();
      if (value.includes("*"))
        return new RegExp(`^${value.split("*").map(RegExp.escape).join(".*")}$`, "i").test(known ?? "");
      return (known ?? "").toLowerCase() === value.toLowerCase();
    }),
  );
}
