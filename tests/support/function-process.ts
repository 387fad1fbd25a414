import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { untar } from "../../local/google/apis/cloudfunctions/untar.ts";
import { bookPath } from "../../spending/prices/load.ts";
import { functionBundle } from "../../stacks/function-bundle.ts";
import { serverArchive } from "../../stacks/server-archive.ts";
import { until } from "./processes.ts";

const root = join(import.meta.dirname, "../..");

/** Lays out the controller in a folder as it is deployed. Returns the folder. */
export const bundleController = (): Promise<string> => bundleFunction("spending/controller/index.ts", [bookPath()]);

/** Lays out a function in a folder as it is deployed. Returns the folder. */
export async function bundleFunction(entry: string, data: readonly string[] = []): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "sgdist-function-"));
  const { files } = await functionBundle(entry, data);
  for (const [name, path] of Object.entries(files)) copyFileSync(path, join(folder, name));
  // As installed where it is deployed.
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Lays out a server in a folder as it is deployed, with nothing beside it. Returns the folder. */
export async function unpackServer(entry: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "sgdist-server-"));
  const { path } = await serverArchive(entry);
  for (const [name, bytes] of untar(readFileSync(path))) writeFileSync(join(folder, name), bytes);
  return folder;
}

export const removeBundle = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** Whether something listens on a port. */
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A function as a process of its own, served by Google's Functions Framework. */
export class FunctionProcess {
  readonly #child: ChildProcess;
  readonly url: string;
  output = "";

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
    child.stdout?.on("data", (chunk) => (this.output += chunk));
    child.stderr?.on("data", (chunk) => (this.output += chunk));
  }

  /** Starts a function of a bundle. `signature`: "http" or "cloudevent". */
  static start(
    folder: string,
    target: string,
    signature: "http" | "cloudevent",
    environment: Record<string, string>,
  ): Promise<FunctionProcess> {
    const framework = join(root, "node_modules/@google-cloud/functions-framework/build/src/main.js");
    const args = [framework, `--target=${target}`, `--signature-type=${signature}`, `--source=${folder}`];
    return FunctionProcess.#run(folder, args, environment);
  }

  /** Starts a server that is all in one file, index.js, as Cloud Run does. */
  static startServer(folder: string, environment: Record<string, string>): Promise<FunctionProcess> {
    return FunctionProcess.#run(folder, ["index.js"], environment);
  }

  static async #run(folder: string, args: string[], environment: Record<string, string>): Promise<FunctionProcess> {
    const port = await freePort();
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { PATH: process.env.PATH!, PORT: String(port), ...environment },
    });
    const started = new FunctionProcess(child, `http://127.0.0.1:${port}`);
    await until(`an answer of ${args.join(" ")}`, async () => {
      if (child.exitCode !== null) throw new Error(`it ended:\n${started.output}`);
      // Not by a request: any would be a call of the function.
      return answers(port);
    });
    return started;
  }

  /** Kills it as a machine that is switched off does. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await ended;
  }

  /** Sends an event as Eventarc does with a message of Pub/Sub. */
  event(message: object, subscription: string): Promise<Response> {
    return fetch(this.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "ce-specversion": "1.0",
        "ce-type": "google.cloud.pubsub.topic.v1.messagePublished",
        "ce-source": "//pubsub.googleapis.com/projects/p/topics/budgets",
        "ce-id": crypto.randomUUID(),
      },
      body: JSON.stringify({ message, subscription }),
    });
  }
}
