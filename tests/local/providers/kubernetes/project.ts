import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { preparePulumiHome } from "../../../../local/pulumi-home.ts";
import { ensurePulumi } from "../../../../local/toolchain/pulumi.ts";

const checkout = join(import.meta.dirname, "..", "..", "..", "..");

/** How a run of the engine ended. */
export interface Run {
  code: number;
  /** What was or would be done with each resource by its name, except what stays as it is: e.g. `web` → `update`. */
  steps: Record<string, string[]>;
  /** The paths that differ, by the name of the resource; `!` before what needs a new object. */
  differences: Record<string, string[]>;
  /** Warnings and errors by the name of the resource. */
  said: Record<string, string[]>;
  /** All that was printed. */
  text: string;
}

interface Metadata {
  op: string;
  urn: string;
  detailedDiff?: Record<string, { diffKind: string }>;
}

/** A Pulumi project of a test's own, with a state of its own, on the real engine and the stand-in providers. */
export class Project {
  readonly root = mkdtempSync(join(tmpdir(), "sgdist-pulumi-"));
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(engine: string) {
    const [home, state] = [join(this.root, "home"), join(this.root, "state")];
    preparePulumiHome(home, engine);
    mkdirSync(state);
    this.write(
      "Pulumi.yaml",
      "name: trial\nmain: program.ts\nruntime: { name: nodejs, options: { typescript: false } }\n",
    );
    this.write("package.json", '{ "name": "trial", "type": "module" }');
    symlinkSync(join(checkout, "node_modules"), join(this.root, "node_modules"));
    const { KUBECONFIG: _, ...inherited } = process.env;
    this.#environment = {
      ...inherited,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
      NO_COLOR: "1",
    };
  }

  static async start(): Promise<Project> {
    const project = new Project(await ensurePulumi());
    const { code, text } = await project.pulumi(["stack", "init", "dev"]);
    if (code !== 0) throw new Error(text);
    return project;
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.root, file), text);
  }

  /** Runs the engine to its end. `each`: gets what is printed as it comes, and what interrupts the run as Ctrl-C does. */
  async pulumi(args: string[], each?: (text: string, interrupt: () => void) => void): Promise<Run> {
    const child = spawn(join(checkout, "node_modules", ".bin", "pulumi"), args, {
      cwd: this.root,
      env: this.#environment,
      stdio: ["ignore", "pipe", "pipe"],
      // A terminal interrupts all programs of a group.
      detached: true,
    });
    let text = "";
    const take = (chunk: Buffer) => {
      text += chunk;
      each?.(chunk.toString(), () => process.kill(-child.pid!, "SIGINT"));
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const code = await new Promise<number>((resolve) => child.on("close", (status) => resolve(status ?? 1)));
    return { code, text, ...eventsIn(text) };
  }

  preview = () => this.pulumi(["preview", "--json"]);
  up = (...more: string[]) => this.pulumi(["up", "--yes", "--skip-preview", "--json", ...more]);
  refresh = () => this.pulumi(["refresh", "--yes", "--skip-preview", "--json"]);
  destroy = () => this.pulumi(["destroy", "--yes", "--skip-preview", "--json"]);

  /** The resources in the state, by their names. */
  state(): Record<string, { id: string; initErrors?: string[]; outputs: Record<string, unknown> }> {
    const file = join(this.root, "state", ".pulumi", "stacks", "trial", "dev.json");
    const { resources = [] } = JSON.parse(readFileSync(file, "utf8")).checkpoint.latest as {
      resources?: { urn: string; id: string; outputs: Record<string, unknown> }[];
    };
    return Object.fromEntries(resources.map((each) => [nameOf(each.urn), each]));
  }

  /** All that the engine has written of the stack. */
  written(): string {
    const folder = join(this.root, "state");
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8")).join("\n");
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

const nameOf = (urn: string) => urn.split("::").at(-1) ?? "";

/** Reads what the engine prints with --json, one event a line. */
function eventsIn(text: string): Pick<Run, "steps" | "differences" | "said"> {
  const run: Pick<Run, "steps" | "differences" | "said"> = { steps: {}, differences: {}, said: {} };
  const add = (to: Record<string, string[]>, urn: string, what: string[]) => {
    to[nameOf(urn)] = [...(to[nameOf(urn)] ?? []), ...what];
  };
  for (const line of text.split("\n").filter((each) => each.startsWith('{"'))) {
    const event = JSON.parse(line);
    const step = event.resourcePreEvent?.metadata as Metadata | undefined;
    if (step && !["same", "refresh", "read"].includes(step.op)) {
      add(run.steps, step.urn, [step.op]);
      const paths = Object.entries(step.detailedDiff ?? {}).map(
        ([path, { diffKind }]) => `${diffKind.endsWith("replace") ? "!" : ""}${path}`,
      );
      if (paths.length > 0) run.differences[nameOf(step.urn)] = paths.toSorted();
    }
    const said = event.diagnosticEvent;
    if (said && ["warning", "error"].includes(said.severity) && !said.ephemeral) {
      add(run.said, said.urn ?? "", [said.message.trim()]);
    }
  }
  return run;
}
