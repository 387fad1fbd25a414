/** A range of IPv4 addresses: the first one as a number, and how many there are. */
export interface Range {
  first: number;
  size: number;
}

const toNumber = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

const toAddress = (number: number) => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");

/** An IPv4 address as a number, or undefined when it isn't one. */
export function parseAddress(text: unknown): number | undefined {
  if (typeof text !== "string" || !/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  return text.split(".").every((part) => Number(part) < 256) ? toNumber(text) : undefined;
}

/** A range in the form "10.0.0.0/16", or undefined when it isn't one or starts within. */
export function parseRange(text: unknown): Range | undefined {
  const [address, length] = String(text).split("/");
  const first = parseAddress(address);
  const bits = Number(length);
  if (first === undefined || !/^\d{1,2}$/.test(length ?? "") || bits > 32) return undefined;
  const size = 2 ** (32 - bits);
  return first % size === 0 ? { first, size } : undefined;
}

/** Whether two ranges share an address. */
export const overlap = (a: Range, b: Range): boolean => a.first < b.first + b.size && b.first < a.first + a.size;

/** Whether a range holds another whole. */
export const contains = (outer: Range, inner: Range): boolean =>
  outer.first <= inner.first && inner.first + inner.size <= outer.first + outer.size;

/** The n-th address of a range, counted from 0 or, when negative, from the end. */
export const nth = ({ first, size }: Range, n: number): string => toAddress(n < 0 ? first + size + n : first + n);

/** The first address for use in a subnetwork's range that is not taken: Google keeps two at either end. */
export function freeAddress(range: Range, taken: Set<string>): string | undefined {
  for (let n = 2; n < range.size - 2; n++) if (!taken.has(nth(range, n))) return nth(range, n);
  return undefined;
}

/** The first range of 2^(32-bits) addresses in `within` that meets none of `taken`. */
export function freeRange(within: Range, bits: number, taken: Range[]): Range | undefined {
  const size = 2 ** (32 - bits);
  for (let first = within.first; first + size <= within.first + within.size; first += size) {
    if (!taken.some((other) => overlap({ first, size }, other))) return { first, size };
  }
  return undefined;
}
