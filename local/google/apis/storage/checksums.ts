import { createHash } from "node:crypto";
import { crc32c } from "../../core/crc32c.ts";

/** The CRC-32C as Cloud Storage shows it: big-endian in base64. */
export function crc32cText(bytes: Buffer): string {
  const word = Buffer.alloc(4);
  word.writeUInt32BE(crc32c(bytes));
  return word.toString("base64");
}

export const md5Text = (bytes: Buffer): string => createHash("md5").update(bytes).digest("base64");

/** Cloud Storage's etags: a protocol buffer of the numbers that identify a state, in base64. */
export function etagOf(...numbers: (string | bigint)[]): string {
  const bytes: number[] = [];
  for (const [index, number] of numbers.entries()) {
    bytes.push(((index + 1) << 3) | 0);
    let rest = BigInt(number);
    for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
  }
  return Buffer.from(bytes).toString("base64");
}
