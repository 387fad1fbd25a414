/** The sizes of a deployment, each at least as large as the one before it. */
export const sizes = ["xs", "s", "m", "l", "xl"] as const;

export type Size = (typeof sizes)[number];

/** A value for each size. */
export type BySize<T> = Readonly<Record<Size, T>>;

/** What each size is meant for, at most. */
export const capacity: BySize<{ users: number; repositories: number }> = {
  xs: { users: 500, repositories: 5_000 },
  s: { users: 1_000, repositories: 10_000 },
  m: { users: 5_000, repositories: 50_000 },
  l: { users: 10_000, repositories: 100_000 },
  xl: { users: 20_000, repositories: 250_000 },
};

/**
 * A number for each size, smallest first; what is left out is as the last one given.
 * @throws RangeError when a larger size would have less.
 */
export function bySize<T extends number>(...values: readonly [T, ...T[]]): BySize<T> {
  const all = sizes.map((_, index) => values[Math.min(index, values.length - 1)]!);
  if (values.length > sizes.length || all.some((value, index) => index > 0 && value < all[index - 1]!)) {
    throw new RangeError(`a larger size never has less, and there are ${sizes.length}: ${values.join(", ")}`);
  }
  return Object.fromEntries(sizes.map((size, index) => [size, all[index]!])) as BySize<T>;
}
