import { execFile, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { manifestName, manifestOf, objectName, type Release } from "../../machine/manifest.ts";

const checkout = join(import.meta.dirname, "..", "..");

/** Whether this machine has the Python that the agent is written for, as the images that it is for do. */
const hasPython = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]).status === 0;

/**
 * Takes the place of Docker: writes down how it is called, and says what a test lets it say. `hold`: while that is there,
 * what starts containers doesn't end. `after-up`: what containers are like once they were started.
 */
const docker = `#!/bin/sh
cd "$FAKE_DOCKER"
echo "$*" >>calls
case "$*" in
  "ps "*) cat containers 2>/dev/null ;;
  *"pull "*) if [ -e fail-pull ]; then echo "toomanyrequests: slow down" >&2; exit 18; fi ;;
  *" up "* | "run "* | "start "*)
    env >environment
    if [ -e fail-up ]; then echo "dependency failed to start: migrator exited (1)" >&2; exit 1; fi
    while [ -e hold ]; do sleep 0.05; done
    if [ -e after-up ]; then cp after-up containers; fi ;;
esac
exit 0
`;

/** A container as Docker lists it. */
export const container = (service: string, state = "running", status = "Up 5 minutes (healthy)") =>
  `${service}-1\t${service}\t${state}\t${status}\n`;

/** A machine that the agent runs on, with the metadata server, the Google APIs and the Docker that it finds there. */
export class TestMachine {
  readonly root = mkdtempSync(join(tmpdir(), "machine-"));
  readonly #docker = join(this.root, "docker");
  /** The objects of the bucket. */
  readonly objects = new Map<string, string>();
  readonly secrets = new Map<string, string>([["projects/p/secrets/pgsql", "s3cret # with $signs"]]);
  /** Every change of a guest attribute, in order: [key, value]. */
  readonly told: [key: string, value: string][] = [];
  /** What the machine is pointed at besides its own servers. */
  environment: Record<string, string> = {};
  token = "of-the-machine";
  /** Where its metadata says that its releases are. */
  deployment: string | undefined = "gs://b/current";
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request).then(({ status, body }) => response.writeHead(status).end(body));
    });
    mkdirSync(join(this.root, "bin"));
    mkdirSync(this.#docker);
    this.write("bin/docker", docker, 0o755);
  }

  static async start(): Promise<TestMachine> {
    const machine = new TestMachine();
    await new Promise<void>((resolve) => machine.#server.listen(0, "127.0.0.1", resolve));
    return machine;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.root, { recursive: true, force: true });
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
    const url = new URL(request.url!, "http://x");
    const metadata = /^\/computeMetadata\/v1\/instance\/(.*)$/.exec(url.pathname)?.[1];
    if (metadata !== undefined) return this.#answerMetadata(request, metadata);
    if (request.headers.authorization !== `Bearer ${this.token}`) return { status: 401, body: "" };
    const object = /^\/storage\/v1\/b\/b\/o\/(.+)$/.exec(url.pathname)?.[1];
    const content = object && this.objects.get(decodeURIComponent(object));
    if (content !== undefined && url.searchParams.get("alt") === "media") return { status: 200, body: content };
    const secret = /^\/v1\/(.+)\/versions\/latest:access$/.exec(url.pathname)?.[1];
    const value = secret && this.secrets.get(secret);
    const error = { error: { message: `${url.pathname} is not there` } };
    if (value === undefined) return { status: 404, body: JSON.stringify(error) };
    return { status: 200, body: JSON.stringify({ payload: { data: Buffer.from(value).toString("base64") } }) };
  }

  async #answerMetadata(request: IncomingMessage, path: string): Promise<{ status: number; body: string }> {
    if (request.headers["metadata-flavor"] !== "Google") return { status: 403, body: "" };
    if (path === "service-accounts/default/token") {
      return { status: 200, body: JSON.stringify({ access_token: this.token, expires_in: 3000 }) };
    }
    if (path === "attributes/sourcegraph-deployment" && this.deployment !== undefined) {
      return { status: 200, body: this.deployment };
    }
    const key = /^guest-attributes\/sourcegraph\/([a-z]+)$/.exec(path)?.[1];
    if (!key) return { status: 404, body: "" };
    let value = "";
    for await (const chunk of request) value += chunk;
    this.told.push([key, request.method === "PUT" ? value : ""]);
    return { status: 200, body: "" };
  }

  /** Puts a release where the machine looks for it, and returns its revision. */
  deploy(release: Release): string {
    const manifest = manifestOf(release);
    for (const file of release.files) this.objects.set(objectName("current", file), file.content);
    this.objects.set(`current/${manifestName}`, JSON.stringify(manifest));
    return manifest.revision;
  }

  /** Runs the agent as the machine's services do. */
  async run(command: "sync" | "start" | "stop"): Promise<{ code: number; output: string }> {
    const base = `http://127.0.0.1:${this.#port}`;
    const env = {
      PATH: `${join(this.root, "bin")}:${process.env.PATH}`,
      FAKE_DOCKER: this.#docker,
      GCE_METADATA_HOST: `127.0.0.1:${this.#port}`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${base}/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER: `${base}/`,
      PYTHONDONTWRITEBYTECODE: "1",
      ...this.environment,
    };
    const args = [join(checkout, "machine", "agent"), "--root", this.root, command];
    return new Promise((resolve) => {
      execFile("python3", args, { env }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
      });
    });
  }

  /** What others find when they ask for the machine's guest attributes. */
  get state(): Record<string, string> {
    return Object.fromEntries([...new Map(this.told)].filter(([, value]) => value !== ""));
  }

  write(path: string, content: string, mode = 0o644): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
    chmodSync(join(this.root, path), mode);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true, force: true });
  }

  /** The folders that Compose was told for a command, since the calls were last asked for. */
  folders(command: string): string[] {
    const text = this.has("docker/calls") ? this.read("docker/calls") : "";
    const told = new RegExp(`--project-directory (\\S+) --file \\1/compose\\.yaml ${command}`, "g");
    return [...text.matchAll(told)].map(([, folder]) => folder!.slice(this.root.length + 1));
  }

  /** How Docker was called since the last time this was asked, without the folders that it was told. */
  calls(): string[] {
    const text = this.has("docker/calls") ? this.read("docker/calls") : "";
    this.remove("docker/calls");
    const folder = /--project-directory (\S*\/(?:current|releases\/[0-9a-f]{64})) --file \1\/compose\.yaml /;
    return text
      .trim()
      .split("\n")
      .map((line) => line.replace(folder, ""))
      .filter((line) => line !== "" && !line.startsWith("ps "));
  }

  /** Lets the pause after an attempt in vain be over. */
  endPause(): void {
    const memory = JSON.parse(this.read("var/lib/sourcegraph/memory.json"));
    memory.attempts.next = 0;
    this.write("var/lib/sourcegraph/memory.json", JSON.stringify(memory));
  }
}

/** Gives each test of a suite a machine of its own, where there is the Python that the agent needs. */
export function eachWithMachine(given: (machine: TestMachine) => void): void {
  let machine: TestMachine;
  before(function () {
    if (!hasPython) this.skip();
  });
  beforeEach(async () => {
    machine = await TestMachine.start();
    given(machine);
  });
  afterEach(() => machine.stop());
}
