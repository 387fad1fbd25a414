import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Which properties of a type Google can't change where the resource is. */
interface Replacing {
  /** Properties of which another value needs another resource: "nodeConfig.machineType". */
  readonly values?: readonly string[];
  /** Blocks of which there can't be more or fewer; what is in them may well change. */
  readonly counts?: readonly string[];
}

/**
 * Those of the types in use, from the provider's schema ("Changing this forces a new resource to be created"). Left out is what
 * depends on how a value changes, but for disks, which can grow and can't shrink.
 */
const replacing: Readonly<Record<string, Replacing>> = JSON.parse(
  readFileSync(join(import.meta.dirname, "replacements.json"), "utf8"),
);

const growing: Readonly<Record<string, string>> = {
  "gcp:compute/disk:Disk": "size",
  "gcp:compute/instance:Instance": "bootDisk.initializeParams.size",
};

/** All values at a path, through lists. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((each) => valuesAt(each, path));
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  if (typeof value !== "object" || value === null) return [];
  const within = (value as Record<string, unknown>)[name];
  if (within === undefined || within === null) return [];
  return rest.length === 0 ? [within] : valuesAt(within, rest);
}

const countAt = (value: unknown, path: readonly string[]): number => valuesAt(value, path).flat().length;

/** The properties by which a resource would have to be made anew, and the old one deleted: none where it can stay. */
export function replacedBy(type: string, before: unknown, after: unknown): string[] {
  const { values = [], counts = [] } = replacing[type] ?? {};
  const differ = (path: string) => {
    const parts = path.split(".");
    return JSON.stringify(valuesAt(before, parts)) !== JSON.stringify(valuesAt(after, parts));
  };
  const shrinks = (path: string) => {
    const parts = path.split(".");
    return Number(valuesAt(after, parts)[0]) < Number(valuesAt(before, parts)[0]);
  };
  const size = growing[type];
  return [
    ...values.filter(differ),
    ...counts.filter((path) => countAt(before, path.split(".")) !== countAt(after, path.split("."))),
    ...(size !== undefined && shrinks(size) ? [size] : []),
  ].toSorted();
}
