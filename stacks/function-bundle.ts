import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { build, type Plugin, version } from "esbuild";

/** What a function is deployed from: files by their names in the archive. */
export interface FunctionBundle {
  /** Tells one from another by what is in it: "3f9a…", 16 digits. */
  hash: string;
  /** The paths of the files. */
  files: Record<string, string>;
}

/** The folder of the program. */
const program = join(import.meta.dirname, "..");

/** The package that starts a function, in the version that it is tested with: Google's build installs it. */
const framework = "@google-cloud/functions-framework";

/** A hash of parts, of which none runs into the next. */
export const hashOf = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex").slice(0, 16);
};

/**
 * Google's clients describe their messages twice: in JSON, from which they work, and as code for programs that want it,
 * which ours don't. It is two thirds of what they are made of.
 */
const withoutMessageCode: Plugin = {
  name: "without-message-code",
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]@google-cloud[\\/][^\\/]+[\\/]build[\\/]protos[\\/]protos\.js$/ }, () => ({
      contents: "module.exports = {};",
    }));
  },
};

/** What an earlier bundle was made of, and what it is. */
interface Made {
  /** Paths from the program's folder. */
  inputs: string[];
  /** The hash of their contents. */
  made: string;
}

/** What the bundle depends on besides the files that go into it. */
const recipe = (entry: string): string => hashOf(version, entry, readFileSync(import.meta.filename));

function contentsOf(inputs: readonly string[]): string | undefined {
  try {
    return hashOf(...inputs.flatMap((input) => [input, readFileSync(join(program, input))]));
  } catch {
    // One of them is gone, so something else was changed too.
    return undefined;
  }
}

/** Bundles, and returns what went into it. The same sources give the same bytes, wherever they are. */
async function bundle(entry: string): Promise<{ code: Uint8Array; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: program,
    outfile: "index.js",
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    legalComments: "none",
    platform: "node",
    target: "node24",
    format: "cjs",
    external: [framework],
    plugins: [withoutMessageCode],
    // What Google's clients are made of knows where it is by these.
    define: {
      "import.meta.dirname": "__dirname",
      "import.meta.filename": "__filename",
      "import.meta.url": "moduleUrl",
    },
    banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
    logLevel: "silent",
  });
  return { code: outputFiles[0]!.contents, inputs: Object.keys(metafile.inputs).toSorted() };
}

const frameworkVersion = (): string => {
  const { dependencies } = JSON.parse(readFileSync(join(program, "package.json"), "utf8"));
  return dependencies[framework];
};

/** Writes a file that others may read at the same time. */
export function place(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const own = `${path}.${process.pid}`;
  writeFileSync(own, content);
  renameSync(own, path);
}

/** Where bundles are kept that were made before. */
const usualCache = join(program, "node_modules", ".cache", "sourcegraph-distribution");

/**
 * Makes one file, index.js, of something and all that it needs. It is made anew whenever anything that goes into it is another
 * than the last time, by content. Returns its path. `entry`: the path from the program's folder.
 */
export async function bundledCode(entry: string, cache: string = usualCache): Promise<string> {
  const folder = join(cache, recipe(entry));
  const [index, note] = [join(folder, "index.js"), join(folder, "made.json")];
  const known = existsSync(note) ? (JSON.parse(readFileSync(note, "utf8")) as Made) : undefined;
  if (!known || contentsOf(known.inputs) !== known.made) {
    rmSync(note, { force: true });
    const begun = Date.now();
    const { code, inputs } = await bundle(entry);
    place(index, code);
    const made = contentsOf(inputs);
    // What was changed while it was read may be in it or not.
    const settled = inputs.every((input) => statSync(join(program, input)).mtimeMs < begun);
    if (made && settled) place(note, JSON.stringify({ inputs, made } satisfies Made));
  }
  return index;
}

/**
 * A function with all that it needs in one file, with a package.json and other files beside it. `entry`: the path of the
 * function from the program's folder; `data`: the paths of other files.
 */
export async function functionBundle(
  entry: string,
  data: readonly string[],
  cache: string = usualCache,
): Promise<FunctionBundle> {
  const index = await bundledCode(entry, cache);
  const description = {
    name: "controller",
    private: true,
    main: "index.js",
    dependencies: { [framework]: frameworkVersion() },
  };
  const packageFile = join(dirname(index), "package.json");
  place(packageFile, `${JSON.stringify(description, null, 2)}\n`);
  const paths = [index, packageFile, ...data];
  const contents = paths.flatMap((path) => [basename(path), readFileSync(path)]);
  return {
    hash: hashOf(...contents),
    files: Object.fromEntries(paths.map((path) => [basename(path), path])),
  };
}
