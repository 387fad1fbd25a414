import type { Path } from "./paths.ts";

const suffixes: Record<string, number> = { n: 1e-9, u: 1e-6, m: 1e-3, "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 };
const binarySuffixes = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** Objects whose members are quantities; they occur in the specs of many kinds. */
const holders = ["limits", "requests", "capacity", "hard", "min", "max", "default", "defaultRequest", "overhead"];

/** The number that a quantity such as 1500m or 2Gi stands for, or undefined if it is none. */
function numberOf(quantity: unknown): number | undefined {
  if (typeof quantity !== "number" && typeof quantity !== "string") return undefined;
  const [, digits, exponent = "", suffix = ""] =
    /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(String(quantity)) ?? [];
  if (digits === undefined) return undefined;
  const binary = binarySuffixes.indexOf(suffix);
  const factor = binary >= 0 ? 1024 ** (binary + 1) : suffix === "E" ? 1e18 : suffixes[suffix]!;
  return Number(digits + exponent) * factor;
}

/**
 * Whether two spellings at a place that holds a quantity mean the same, such as 1000m and 1: the server answers with its
 * own spelling.
 */
export function sameQuantity(path: Path, one: unknown, other: unknown): boolean {
  if (path[0] !== "spec") return false;
  if (!holders.includes(String(path.at(-2))) && path.at(-1) !== "sizeLimit") return false;
  const [left, right] = [numberOf(one), numberOf(other)];
  if (left === undefined || right === undefined) return false;
  return Math.abs(left - right) <= Math.abs(left) * 1e-12;
}
