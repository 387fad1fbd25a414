import { randomBytes, randomInt, randomUUID } from "node:crypto";

/** A random decimal number of exactly `length` digits, as a string. */
export function digits(length: number): string {
  return String(randomInt(1, 10)) + Array.from({ length: length - 1 }, () => randomInt(10)).join("");
}

/** A random lower-case hexadecimal string of `length` digits. */
export function hexadecimal(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString("hex")
    .slice(0, length);
}

export const uuid = (): string => randomUUID();

let last = 0n;

/** Microseconds since the epoch, but never the same twice: also etags are made of it. */
export function ticks(): bigint {
  const now = BigInt(Date.now()) * 1000n;
  last = now > last ? now : last + 1n;
  return last;
}

/** An etag as IAM policies have: eight bytes in base64, different with every write. */
export function etag(): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE((7n << 56n) | ticks());
  return bytes.toString("base64");
}
