import { gzipSync } from "node:zlib";

const block = 512;

/** A number as tar writes it: in octal, with a zero byte at its end. */
const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, "0")}\0`;

/** What stands before a file: its path, its size, and the usual for the rest. */
function header(path: string, size: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`${path} is too long a path for an archive`);
  const made = Buffer.alloc(block);
  const put = (at: number, text: string) => made.write(text, at, "utf8");
  put(0, path);
  put(100, octal(0o644, 8));
  for (const at of [108, 116]) put(at, octal(0, 8));
  put(124, octal(size, 12));
  // When it was made would make another archive of it each time.
  put(136, octal(0, 12));
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar\0" + "00");
  const sum = made.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return made;
}

/**
 * An archive (.tar.gz) of files by path. The same files make the same bytes on every machine, so that nothing is deployed anew:
 * for that it isn't compressed, as what comes of that depends on the processor.
 */
export function tarOf(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const parts = Object.entries(files).flatMap(([path, bytes]) => [
    header(path, bytes.length),
    bytes,
    Buffer.alloc((block - (bytes.length % block)) % block),
  ]);
  const packed = gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * block)]), { level: 0 });
  // The system that it was made on, which is none.
  packed[9] = 255;
  return packed;
}
