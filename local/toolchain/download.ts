import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { run } from "./run.ts";

/** Milliseconds until somebody who doesn't answer counts as not reachable, and for all of a file. */
const limits = { answer: 15_000, file: 900_000 };

/** A program that its makers offer for download. */
export interface Download {
  url: string;
  /** The name of its file, also inside of an archive. */
  output: string;
  /** Whether it lies in its archive beside others, and not in a folder that is named like that. */
  isFlat?: boolean;
  /** Finds its SHA-256 among what its makers publish. */
  digest(): Promise<string>;
}

/** What is found under a URL. @throws Error that says why it can't be had */
export async function fetchBytes(url: string): Promise<Buffer> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new Error(`${url} did not answer in time`)), limits.answer);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([abort.signal, AbortSignal.timeout(limits.file)]) });
    clearTimeout(timer);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    throw new Error((error as Error & { cause?: Error }).cause?.message ?? (error as Error).message);
  } finally {
    clearTimeout(timer);
  }
}

export const fetchText = async (url: string): Promise<string> => (await fetchBytes(url)).toString();

/** The digest that a list of `<digest>  <file>` gives for a file. @throws Error when it has none */
export function digestIn(list: string, url: string): string {
  const line = list.split("\n").find((each) => each.trim().endsWith(basename(url)));
  const digest = line?.trim().split(/\s+/)[0];
  if (!digest) throw new Error(`no checksum is published for ${url}`);
  return digest;
}

/** Puts a program into a folder's `bin`, if it is what its makers published. */
export async function download({ url, output, isFlat = false, digest }: Download, folder: string): Promise<void> {
  const bytes = await fetchBytes(url);
  const [wanted, found] = [await digest(), createHash("sha256").update(bytes).digest("hex")];
  if (found !== wanted) throw new Error(`${url} has the checksum ${found}, but ${wanted} was published`);
  const target = join(folder, "bin", output);
  if (url.endsWith(".tar.gz")) await unpack(bytes, output, folder, target, isFlat);
  else writeFileSync(target, bytes);
  chmodSync(target, 0o755);
}

/** Takes a program out of an archive. */
async function unpack(bytes: Buffer, output: string, folder: string, target: string, isFlat: boolean): Promise<void> {
  const unpacked = join(folder, "unpacked");
  mkdirSync(unpacked);
  const archive = join(unpacked, "archive.tar.gz");
  writeFileSync(archive, bytes);
  await run("tar", ["-xzf", archive, "-C", unpacked, ...(isFlat ? [] : ["--strip-components=1"])]);
  copyFileSync(join(unpacked, output), target);
  rmSync(unpacked, { recursive: true });
}
