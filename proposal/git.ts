import { spawn } from "node:child_process";
import { UserError } from "../spec/problem.ts";

/** A file of a tree, as git has it. */
export interface TreeEntry {
  /** "100644" for a file, "120000" for a link. */
  readonly mode: string;
  readonly object: string;
  readonly bytes: number;
  readonly path: string;
}

/** A tree that two commits merge to; the files that don't go together where there are some. */
export type Merge = { readonly tree: string } | { readonly conflicts: readonly string[] };

/** Nothing of the machine's or the repository's own settings runs a program, and nothing asks a person. */
const environment = { GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_NOSYSTEM: "1", GIT_NO_LAZY_FETCH: "1", LC_ALL: "C" };
const settings = ["core.fsmonitor=false", "core.hooksPath=/dev/null", "core.quotePath=false"];

/**
 * What lets git in where the repository came from: a workflow's token, which is nowhere on disk. It is sent to that server
 * alone, and stands in no list of arguments.
 */
function credentials({ GITHUB_SERVER_URL: server, GITHUB_TOKEN: token }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (!server || !token) return {};
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${server}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${basic}`,
  };
}

interface Ran {
  code: number;
  output: Buffer;
  errors: string;
}

/** Reads a git repository: objects and trees only, so that nothing of a proposal is ever checked out. */
export class GitReader {
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;

  /** `environment`: GITHUB_SERVER_URL and GITHUB_TOKEN let it fetch, where a workflow has them. */
  constructor(folder: string, environment: NodeJS.ProcessEnv = process.env) {
    this.#folder = folder;
    this.#environment = environment;
  }

  #run(args: readonly string[], input?: string, more: NodeJS.ProcessEnv = {}): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const configured = settings.flatMap((setting) => ["-c", setting]);
      const child = spawn("git", ["-C", this.#folder, ...configured, ...args], {
        env: { ...process.env, ...environment, ...more },
        stdio: ["pipe", "pipe", "pipe"],
      });
      const output: Buffer[] = [];
      let errors = "";
      child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => {
        errors += chunk;
      });
      child.on("error", reject);
      // That it ended before it read everything is told by its code.
      child.stdin.on("error", () => undefined);
      child.stdin.end(input);
      child.on("close", (code) => resolve({ code: code ?? 1, output: Buffer.concat(output), errors: errors.trim() }));
    });
  }

  async #text(args: readonly string[], input?: string): Promise<string> {
    const { code, output, errors } = await this.#run(args, input);
    if (code !== 0) throw new Error(`git ${args[0]} ended with ${code}: ${errors}`);
    return output.toString("utf8");
  }

  /** Whether there is a commit of a hash here. */
  async has(hash: string): Promise<boolean> {
    return /^[0-9a-f]{40}$/.test(hash) && (await this.#run(["cat-file", "-e", `${hash}^{commit}`])).code === 0;
  }

  /**
   * The commit that a name stands for.
   * @throws UserError when there is none.
   */
  async commit(name: string): Promise<string> {
    const { code, output } = await this.#run([
      "rev-parse",
      "--verify",
      "--quiet",
      "--end-of-options",
      `${name}^{commit}`,
    ]);
    if (code === 0) return output.toString("utf8").trim();
    throw new UserError(
      `There is no commit ${JSON.stringify(name)} in this repository. Fetch it first: a shallow clone hasn't all.`,
    );
  }

  /**
   * The tree that two commits merge to, without touching any file.
   * @throws UserError for commits without a common past.
   */
  async merge(base: string, head: string): Promise<Merge> {
    const { code, output, errors } = await this.#run(["merge-tree", "--write-tree", "--name-only", "-z", base, head]);
    const [tree, ...rest] = output.toString("utf8").split("\0");
    if (code === 0) return { tree: tree!.trim() };
    // After the names, an empty one begins what people are told.
    if (code === 1) return { conflicts: [...new Set(rest.slice(0, rest.indexOf("")))].toSorted() };
    throw new UserError(`The proposal can't be merged: ${errors}`);
  }

  /** The commits that a branch went through on its way to a commit since others, newest first. */
  async steps(since: readonly string[], to: string, most: number): Promise<string[]> {
    const range = ["--first-parent", `--max-count=${most}`, to, ...since.map((each) => `^${each}`)];
    return (await this.#text(["rev-list", ...range])).split("\n").filter(Boolean);
  }

  /**
   * Gets a branch or a commit from where this repository came from. Returns the commit.
   * @throws UserError when it isn't there, or nobody is let in.
   */
  async fetch(what: string): Promise<string> {
    const wanted = /^[0-9a-f]{40}$/.test(what) ? what : `refs/heads/${what}`;
    const args = ["fetch", "--quiet", "--end-of-options", "origin", wanted];
    const { code, errors } = await this.#run(args, undefined, credentials(this.#environment));
    if (code !== 0) throw new UserError(`${what} can't be fetched from origin: ${errors}`);
    return this.commit("FETCH_HEAD");
  }

  /** The paths that differ between two trees. */
  async changed(from: string, to: string): Promise<string[]> {
    const text = await this.#text(["diff-tree", "-r", "-z", "--name-only", "--no-renames", from, to]);
    return text.split("\0").filter(Boolean);
  }

  /** The files of a tree under some paths. */
  async list(tree: string, paths: readonly string[]): Promise<TreeEntry[]> {
    const text = await this.#text(["ls-tree", "-r", "-z", "--long", tree, "--", ...paths]);
    return text
      .split("\0")
      .filter(Boolean)
      .map((line) => {
        const [about = "", path = ""] = line.split("\t", 2);
        const [mode = "", , object = "", bytes = ""] = about.split(/\s+/);
        return { mode, object, bytes: Number(bytes) || 0, path };
      });
  }

  /** The contents of objects, in the same order. */
  async contents(objects: readonly string[]): Promise<Buffer[]> {
    if (objects.length === 0) return [];
    const { code, output, errors } = await this.#run(["cat-file", "--batch"], `${objects.join("\n")}\n`);
    if (code !== 0) throw new Error(`git cat-file ended with ${code}: ${errors}`);
    const found: Buffer[] = [];
    for (let at = 0; found.length < objects.length; ) {
      const end = output.indexOf("\n", at);
      const size = Number(/ blob (\d+)$/.exec(output.toString("utf8", at, end))?.[1] ?? Number.NaN);
      if (Number.isNaN(size)) throw new Error(`git has no file ${objects[found.length]}`);
      found.push(output.subarray(end + 1, end + 1 + size));
      at = end + 1 + size + 1;
    }
    return found;
  }
}
