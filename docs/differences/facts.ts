import type { ServiceTarget } from "../../sourcegraph/derive/environment.ts";
import { type BySize, type Size, sizes } from "../../sourcegraph/model/size.ts";

/** Facts of a service: a value, a value for each size (smallest first), or facts by name. */
export type Tree = string | readonly string[] | { readonly [name: string]: Tree };

/** Facts of every service, by its name. */
export type Services = Readonly<Record<string, Tree>>;

/** A side of the comparison. */
export type Side = Readonly<Record<ServiceTarget, Services>>;

/** What a fact is in each size; undefined where a size doesn't have it. */
export type Values = BySize<string | undefined>;

/** Facts of a service by path: "container pgsql › limits › cpu". */
export type Facts = ReadonlyMap<string, Values>;

/** Stands between the names of a path. */
export const step = " › ";

const isList = (tree: Tree): tree is readonly string[] => Array.isArray(tree);

/** A value for each size. */
export const everySize = <T>(of: (size: Size, index: number) => T): BySize<T> =>
  Object.fromEntries(sizes.map((size, index) => [size, of(size, index)])) as BySize<T>;

/**
 * Facts by path. @throws Error for a list that doesn't have a value for each size.
 */
export function flatten(tree: Tree, path: readonly string[] = []): Map<string, Values> {
  if (typeof tree === "string") return new Map([[path.join(step), everySize(() => tree)]]);
  if (isList(tree)) {
    if (tree.length !== sizes.length) throw new Error(`${path.join(step)}: ${tree.length} values, not ${sizes.length}`);
    return new Map([[path.join(step), everySize((_, index) => tree[index])]]);
  }
  return new Map(Object.entries(tree).flatMap(([name, child]) => [...flatten(child, [...path, name])]));
}

/** The facts of five installations, one of each size, as those of one. */
export function joinSizes(trees: BySize<Tree | undefined>): Map<string, Values> {
  const flat = everySize((size) => {
    const tree = trees[size];
    return tree === undefined ? new Map<string, Values>() : flatten(tree);
  });
  const paths = new Set(sizes.flatMap((size) => [...flat[size].keys()]));
  return new Map([...paths].map((path) => [path, everySize((size) => flat[size].get(path)?.[size])]));
}

/** Every beginning of a path, the whole of it last. */
export const beginnings = (path: string): string[] => {
  const names = path.split(step);
  return names.map((_, index) => names.slice(0, index + 1).join(step));
};
