import { inflateRawSync } from "node:zlib";

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;

/** Where the list of a ZIP file's entries begins, and how many there are: said at its end, before a comment perhaps. */
function directoryOf(bytes: Buffer): { count: number; start: number } {
  for (let at = bytes.length - 22; at >= 0 && at >= bytes.length - 22 - 0xffff; at--) {
    if (bytes.readUInt32LE(at) !== endSignature) continue;
    return { count: bytes.readUInt16LE(at + 10), start: bytes.readUInt32LE(at + 16) };
  }
  throw new Error("no ZIP file");
}

/**
 * The files of a ZIP file by their paths.
 * @throws Error when it is none, or when a path leads out of the folder that it would be unpacked to.
 */
export function unzip(bytes: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const { count, start } = directoryOf(bytes);
  for (let index = 0, at = start; index < count; index++) {
    if (bytes.readUInt32LE(at) !== entrySignature) throw new Error("a damaged ZIP file");
    const method = bytes.readUInt16LE(at + 10);
    const size = bytes.readUInt32LE(at + 20);
    const [name, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ];
    const local = bytes.readUInt32LE(at + 42);
    const path = bytes.toString("utf8", at + 46, at + 46 + name);
    at += 46 + name + extra + comment;
    if (path.endsWith("/")) continue;
    if (/^[/\\]|(^|[/\\])\.\.([/\\]|$)|^[A-Za-z]:/.test(path)) throw new Error(`a ZIP file with the path ${path}`);
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(data, data + size);
    if (method !== 0 && method !== 8) throw new Error(`a ZIP file packed in a way (${method}) that isn't known`);
    files.set(path, method === 8 ? inflateRawSync(packed) : Buffer.from(packed));
  }
  return files;
}
