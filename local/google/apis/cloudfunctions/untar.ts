import { gunzipSync } from "node:zlib";

const block = 512;

/** Whether an archive is packed by gzip. */
export const isTarball = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const textAt = (header: Buffer, at: number, length: number): string =>
  header.toString("utf8", at, at + length).replace(/\0.*$/s, "");

/**
 * The files of a .tar.gz by their paths, of those with short paths that any program writes in the same way.
 * @throws Error when it is none, or when a path leads out of the folder that it would be unpacked to.
 */
export function untar(packed: Buffer): Map<string, Buffer> {
  const bytes = gunzipSync(packed);
  const files = new Map<string, Buffer>();
  for (let at = 0; at + block <= bytes.length; ) {
    const header = bytes.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) return files;
    const [path, size, sum, type] = [
      textAt(header, 0, 100),
      Number.parseInt(textAt(header, 124, 12), 8),
      Number.parseInt(textAt(header, 148, 8), 8),
      textAt(header, 156, 1),
    ];
    // The sum is made with spaces in its own place.
    const found = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
    if (found !== sum || Number.isNaN(size)) throw new Error("a damaged archive");
    if (/^[/\\]|(^|[/\\])\.\.([/\\]|$)|^[A-Za-z]:/.test(path)) throw new Error(`an archive with the path ${path}`);
    if (type === "0" || type === "")
      files.set(path.replace(/^\.\//, ""), bytes.subarray(at + block, at + block + size));
    else if (type !== "5") throw new Error(`an archive with ${path}, which is no file (${type})`);
    at += block + Math.ceil(size / block) * block;
  }
  throw new Error("an archive without an end");
}
