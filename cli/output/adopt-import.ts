import type { Explained } from "../../adoption/explain.ts";
import { nameOf, shortType } from "../../engine/events.ts";
import type { Lost } from "../../engine/recovery.ts";
import { marks, paint } from "./style.ts";
import { table } from "./table.ts";
import { wrap } from "./wrap.ts";

const words = {
  made: "made by the first up",
  changed: "changed by the first up",
  decide: "decide before the first up",
};

/** What was imported, by how many of which type. */
function counts(imported: readonly Lost[]): string {
  const byType = Map.groupBy(imported, ({ type }) => shortType(type));
  return [...byType].map(([type, all]) => `${all.length} ${type}`).join(", ");
}

/** Every difference, those to decide on first: path, is, would be, why. */
export function differencesText(differences: readonly Explained[]): string {
  return (["decide", "changed", "made"] as const)
    .flatMap((outcome) => {
      const some = differences.filter((each) => each.outcome === outcome);
      if (some.length === 0) return [];
      const title = paint(outcome === "decide" ? "yellow" : "bold", `${words[outcome]} (${some.length})`);
      // What has one reason is told together.
      const lines = [...Map.groupBy(some, ({ why }) => why)].map(([why, alike]) =>
        [
          ...alike.map(({ path, is, wouldBe }) =>
            wrap(is === undefined ? path : `${path}: ${is} → ${wouldBe}`, "  ", "    "),
          ),
          wrap(why, "    "),
        ].join("\n"),
      );
      return [[title, ...lines].join("\n")];
    })
    .join("\n\n");
}

/** How the import of one stack went. */
export function importText(stack: string, imported: readonly Lost[], differences: readonly Explained[]): string {
  const head =
    imported.length === 0
      ? `${paint("green", marks.done)} ${stack}: nothing was left to import.`
      : `${paint("green", marks.done)} ${stack}: imported ${imported.length} (${counts(imported)}).`;
  const rows = imported.map(({ type, urn, id }) => [`  ${shortType(type)}`, nameOf(urn), id]);
  const rest =
    differences.length === 0
      ? "A preview shows no difference."
      : `A preview shows ${differences.length} differences:\n\n${differencesText(differences)}`;
  return [wrap(head), ...(rows.length > 0 ? [table(["", "", ""], rows)] : []), "", rest].join("\n");
}
