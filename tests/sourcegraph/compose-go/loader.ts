import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../../local/toolchain/cache.mjs";
import { withLock } from "../../../local/toolchain/lock.mjs";
import { run } from "../../../local/toolchain/run.ts";

const here = import.meta.dirname;
const sources = ["main.go", "go.mod", "go.sum"];

/** What Docker's own library makes of a Compose file: its services, or what is wrong with it. */
export interface Loaded {
  file: string;
  name?: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into services of every shape
  services?: Record<string, any>;
  volumes?: string[];
  error?: string;
}

async function build(target: string): Promise<void> {
  await run("go", ["version"]).catch(() => {
    throw new Error(
      "Compose files are checked with the library that Docker itself uses, which is built here, and no `go` is on the " +
        "PATH. Install Go 1.24 or newer (https://go.dev/dl) and run this again; it needs access to Go's module proxy.",
    );
  });
  // Made aside and moved into place at the end: a build that is killed half-way leaves nothing that looks finished.
  const folder = mkdtempSync(`${target}.new-`);
  try {
    const file = join(folder, "loader");
    await run("go", ["build", "-trimpath", "-ldflags", "-s -w", "-o", file, "."], {
      cwd: here,
      timeout: 900_000,
      env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -buildvcs=false", GOTOOLCHAIN: "auto" },
    });
    renameSync(file, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The program that loads Compose files; built once for its sources, and kept in the user's cache folder. */
export async function ensureLoader(): Promise<string> {
  const hash = createHash("sha256");
  for (const source of sources) hash.update(readFileSync(join(here, source)));
  const key = hash.digest("hex").slice(0, 16);
  const target = join(cacheFolder(), `compose-go-${key}-${process.platform}-${process.arch}`);
  if (existsSync(target)) return target;
  mkdirSync(dirname(target), { recursive: true });
  await withLock(
    `${target}.lock`,
    async () => {
      if (!existsSync(target)) await build(target);
    },
    () => {},
  );
  return target;
}

/** Loads Compose files in one process. The code is 1 when any of them is wrong. */
export function load(loader: string, files: string[]): Promise<{ code: number | null; loaded: Loaded[] }> {
  return new Promise((resolve, reject) => {
    // Without variables of this process: what a file needs must stand beside it.
    const child = spawn(loader, files, { stdio: ["ignore", "pipe", "inherit"], env: {} });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      const lines = output.split("\n").filter((line) => line !== "");
      resolve({ code, loaded: lines.map((line) => JSON.parse(line)) });
    });
  });
}
