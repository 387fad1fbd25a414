import { sizes } from "../../sourcegraph/model/size.ts";
import type { Values } from "./facts.ts";

const most = 72;

/** A value in one line and at a length that fits into a table. */
function shortened(value: string): string {
  const line = value
    .replaceAll(/\s+/g, " ")
    .replaceAll("index.docker.io/", "")
    .replaceAll(/sha256:([0-9a-f]{8})[0-9a-f]{56}/g, "sha256:$1…");
  return line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line;
}

/** A value as code in a table's cell, where a vertical line would end the cell; "–" for none. */
const asCode = (value: string | undefined): string => {
  if (value === undefined) return "–";
  return value === "" ? "empty" : `\`${value.replaceAll("|", "\\|").replaceAll("`", "'")}\``;
};

const rangeOf = ([first, last]: readonly [number, number]) =>
  first === last ? sizes[first]! : `${sizes[first]}–${sizes[last]}`;

/** Values of all sizes: one where it is the same for all, five short ones side by side, long ones by range of sizes. */
export function showValues(values: Values): string {
  const all = sizes.map((size) => values[size]);
  const short = all.map((value) => value && shortened(value));
  if (short.every((value) => value === short[0])) return asCode(short[0]);
  if (short.every((value) => (value ?? "").length <= 8)) return asCode(short.map((value) => value ?? "–").join("/"));
  const runs: [first: number, last: number][] = [];
  short.forEach((value, index) => {
    const run = runs.at(-1);
    if (run && short[run[0]] === value) run[1] = index;
    else runs.push([index, index]);
  });
  return runs.map((run) => `${rangeOf(run)}: ${asCode(short[run[0]])}`).join("<br>");
}
