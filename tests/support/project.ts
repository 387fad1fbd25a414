import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { localDirectory } from "../../local/directory.ts";
import { readEndpoints } from "../../local/endpoints.ts";
import { Switchboard } from "../../local/switchboard.ts";
import { current, goodFiles } from "./specification.ts";

const checkout = join(import.meta.dirname, "..", "..");

/** How a program ended, and what it printed. */
export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** A running program. */
export interface Running {
  pid: number;
  ended: Promise<Ran>;
}

/**
 * A project of its own for a test on the real engine: the checkout's program with another specification, in a temporary
 * folder, with a local Google Cloud of its own.
 */
export class TestProject {
  readonly root: string;

  /** `files`: the specification; by default the good one of the tests. */
  constructor(files: ReadonlyMap<string, string> = current(goodFiles())) {
    this.root = mkdtempSync(join(tmpdir(), "sgdist-test-"));
    cpSync(join(checkout, "Pulumi.yaml"), join(this.root, "Pulumi.yaml"));
    for (const name of ["stacks", "node_modules"]) symlinkSync(join(checkout, name), join(this.root, name));
    for (const [file, text] of files) this.write(file, text);
  }

  write(file: string, text: string): void {
    const path = join(this.root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), "utf8");
  }

  removeFile(file: string): void {
    rmSync(join(this.root, file));
  }

  /** Changes a file of the specification. */
  edit(file: string, from: string, to: string): void {
    const text = this.read(file);
    if (!text.includes(from)) throw new Error(`${JSON.stringify(from)} is not in ${file}`);
    this.write(
      file,
      text.replace(from, () => to),
    );
  }

  /** Starts sgdist. */
  start(args: string[], environment: NodeJS.ProcessEnv = {}): Running {
    return this.run(process.execPath, [join(checkout, "cli", "main.ts"), ...args], environment);
  }

  /** Runs sgdist to its end. */
  sgdist(args: string[], environment: NodeJS.ProcessEnv = {}): Promise<Ran> {
    return this.start(args, environment).ended;
  }

  /** Runs sgdist with --json, and returns what it printed. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into output of every shape
  async json(args: string[], environment: NodeJS.ProcessEnv = {}): Promise<any> {
    const { stdout, stderr } = await this.sgdist([...args, "--json"], environment);
    if (!stdout.trim()) throw new Error(`sgdist ${args.join(" ")} printed nothing; ${stderr}`);
    return JSON.parse(stdout);
  }

  /** Runs the plain pulumi of npm to its end, in the environment of `sgdist local env`. */
  async pulumi(args: string[], environment: NodeJS.ProcessEnv = {}): Promise<Ran> {
    return (await this.startPulumi(args, environment)).ended;
  }

  /** Starts the plain pulumi of npm. */
  async startPulumi(args: string[], environment: NodeJS.ProcessEnv = {}): Promise<Running> {
    const variables = await this.json(["local", "env"]);
    const bin = join(checkout, "node_modules", ".bin");
    const path = `${bin}:${variables.PATH}`;
    return this.run(join(bin, "pulumi"), args, { ...variables, PATH: path, ...environment });
  }

  /** Starts a program in the project's folder. */
  run(command: string, args: string[], environment: NodeJS.ProcessEnv): Running {
    const child = spawn(command, args, {
      cwd: this.root,
      env: { ...process.env, SGDIST_ROOT: undefined, NO_COLOR: "1", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise<Ran>((resolve, reject) => {
      let [stdout, stderr] = ["", ""];
      child.stdout.on("data", (chunk) => {
        stdout += chunk;
      });
      child.stderr.on("data", (chunk) => {
        stderr += chunk;
      });
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
    });
    return { pid: child.pid!, ended };
  }

  /** The switchboard of the project's cloud, which must be up. */
  async cloud(): Promise<Switchboard> {
    const switchboard = await Switchboard.find(localDirectory(this.root));
    if (!switchboard) throw new Error("the local cloud is not up");
    return switchboard;
  }

  /** Asks an API of the project's cloud directly. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape
  async ask(api: string, path: string, method = "GET", body?: object): Promise<any> {
    const { endpoints, token } = readEndpoints(localDirectory(this.root))!;
    const response = await fetch(endpoints[`${api}.googleapis.com`] + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return text ? JSON.parse(text) : {};
  }

  /** Stops the cloud and removes the project. */
  async remove(): Promise<void> {
    await this.sgdist(["local", "down"]);
    rmSync(this.root, { recursive: true, force: true });
  }
}
