import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { isObject } from "../../grpc/values.ts";

/** How the engine marks what is an archive rather than an asset (a constant of Pulumi's protocol). */
const signatureKey = "4dabf18193072939515e22adb298388d";
const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";

interface Asset {
  text?: string;
  path?: string;
  /** Of an archive: what it holds, by name. */
  assets?: Record<string, unknown>;
}

/** The content of an asset, or an archive as a ZIP file. Paths are relative to the program's directory. */
export function bytesOf(value: unknown): Buffer {
  const asset: Asset = isObject(value) ? value : {};
  if (typeof asset.text === "string" && asset.text !== "") return Buffer.from(asset.text);
  if (isObject(value) && value[signatureKey] === archiveSignature) return archive(asset);
  if (asset.path) return readFileSync(asset.path);
  if (asset.text === "") return Buffer.alloc(0);
  throw new Error("an asset must be a text or a file: the local stand-in for the gcp provider fetches nothing");
}

function archive({ path, assets }: Asset): Buffer {
  if (path && statSync(path).isFile()) return readFileSync(path);
  const files = path ? filesOf(path) : membersOf(assets ?? {});
  return zip(files.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

type File = [name: string, content: Buffer];

const filesOf = (directory: string): File[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(directory.length).replaceAll("\\", "/").replace(/^\//, ""), readFileSync(path)]);

function membersOf(assets: Record<string, unknown>): File[] {
  return Object.entries(assets).flatMap(([name, member]): File[] => {
    const inner = isObject(member) && member[signatureKey] === archiveSignature ? (member as Asset) : undefined;
    if (!inner) return [[name, bytesOf(member)]];
    const files = inner.path ? filesOf(inner.path) : membersOf(inner.assets ?? {});
    return files.map(([path, content]) => [`${name}/${path}`, content]);
  });
}

/** 1 January 1980, the first date that a ZIP file knows: the same content makes the same bytes. */
const date = 0x21;

/** A ZIP file, deflated. */
function zip(files: File[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const packed = deflateRawSync(content);
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(date, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(path.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    local.push(Buffer.from("PK\x03\x04"), common, path, packed);
    central.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, tail, path);
    offset += 4 + common.length + path.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}
