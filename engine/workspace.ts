import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type GoogleClient, googleClient } from "../google/client.ts";
import { stateBucket, stateKey } from "../plan/names.ts";
import { type StackPlan, stackPlans } from "../plan/stacks.ts";
import type { Tier } from "../spec/schema/organization.ts";
import type { Specification } from "../spec/specification.ts";
import { type BootstrapBackends, bootstrapBackends } from "./bootstrap-backends.ts";
import type { EngineEvent } from "./events.ts";
import { Hosts, type IsRunOver } from "./hosts.ts";
import type { LockOwner } from "./locks.ts";
import { openStateStore, type StateStore } from "./state-store.ts";

/** How a program of the engine ended. */
export interface Ending {
  /** The exit code; a signal counts as 1. */
  code: number;
  /** What it printed besides events. */
  output: string;
}

/** Where the engine works: the project, its environment, and the backend of each stack. */
export class Workspace {
  readonly root: string;
  readonly specification: Specification;
  readonly google: GoogleClient;
  readonly bootstrapBackends: BootstrapBackends;
  readonly stacks: readonly StackPlan[];
  /** What the engine, and what it starts, find in their environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** Whether a run of a workflow has come to its end; given by whoever can ask GitHub. */
  isRunOver: IsRunOver | undefined;
  readonly #binary: string;
  readonly #backends = new Map<string, string>();

  /** The folder that holds the engine in its `bin`. */
  readonly engine: string;

  /** `engine`: the folder that holds the engine in its `bin`. */
  constructor(root: string, specification: Specification, engine: string, environment: NodeJS.ProcessEnv) {
    this.root = root;
    this.engine = engine;
    this.specification = specification;
    this.stacks = stackPlans(specification);
    this.google = googleClient(environment);
    this.bootstrapBackends = bootstrapBackends(root, specification.organization.projects.seed.id, environment);
    this.#binary = join(engine, "bin", "pulumi");
    const path = [join(engine, "bin"), join(root, "node_modules", ".bin"), environment.PATH].join(":");
    this.environment = {
      ...environment,
      SGDIST_ROOT: root,
      PATH: path,
      PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
      // The state says how its secrets are encrypted: a machine that has never seen the stack can read it.
      PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    };
  }

  /** The same, with more in the environment of the engine. */
  withEnvironment(more: NodeJS.ProcessEnv): Workspace {
    const workspace = new Workspace(this.root, this.specification, this.engine, { ...this.environment, ...more });
    for (const [stack, url] of this.#backends) workspace.#backends.set(stack, url);
    workspace.isRunOver = this.isRunOver;
    return workspace;
  }

  /** Whether the owner of a lock on another machine is over, for all that is known. */
  async isOver(store: StateStore, owner: LockOwner): Promise<boolean> {
    return this.isRunOver !== undefined && new Hosts(store).isOver(owner, this.isRunOver);
  }

  /** Says where a stack's state is, where that isn't the rule. */
  useBackend(stack: StackPlan, url: string): void {
    this.#backends.set(stack.name, url);
  }

  /** The URL of a stack's backend: that of PULUMI_BACKEND_URL, or the bucket of its tier. */
  backendOf(stack: StackPlan): string {
    return this.#backends.get(stack.name) ?? this.#backendOfTier(stack.tier);
  }

  #backendOfTier(tier: Tier): string {
    const seed = this.specification.organization.projects.seed.id;
    return this.environment.PULUMI_BACKEND_URL ?? `gs://${stateBucket(seed, tier)}`;
  }

  /** The key that encrypts the secrets in a stack's state; undefined where a passphrase was given for all of them. */
  secretsKeyOf(stack: StackPlan): string | undefined {
    const { PULUMI_CONFIG_PASSPHRASE, PULUMI_CONFIG_PASSPHRASE_FILE } = this.environment;
    if (PULUMI_CONFIG_PASSPHRASE !== undefined || PULUMI_CONFIG_PASSPHRASE_FILE) return undefined;
    const { projects, region } = this.specification.organization;
    return `gcpkms://${stateKey(projects.keys.id, region, stack.tier)}`;
  }

  /** The passphrase of the bootstrap stack, as long as its key isn't there. */
  #bootstrapPassphrase(): NodeJS.ProcessEnv {
    const { passphraseFile } = this.bootstrapBackends;
    return existsSync(passphraseFile) ? { PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile } : {};
  }

  storeOf(stack: StackPlan): StateStore {
    return this.storeAt(this.backendOf(stack));
  }

  /** The backend with the states of a tier's environments, also where there are none. */
  storeOfTier(tier: Tier): StateStore {
    return this.storeAt(this.#backendOfTier(tier));
  }

  storeAt(backend: string): StateStore {
    return openStateStore(backend, this.google);
  }

  /** Runs the engine's program for a stack. `onEvent`: called with each event that it prints. */
  run(stack: StackPlan, args: string[], onEvent: (event: EngineEvent) => void = () => undefined): Promise<Ending> {
    return this.runAt(this.backendOf(stack), args, onEvent);
  }

  /** The same, with another backend. `input`: what it reads from its standard input. */
  runAt(
    backend: string,
    args: string[],
    onEvent: (event: EngineEvent) => void = () => undefined,
    input?: string,
  ): Promise<Ending> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.#binary, [...args, "--non-interactive", "--color=never"], {
        cwd: this.root,
        env: { ...this.#bootstrapPassphrase(), ...this.environment, PULUMI_BACKEND_URL: backend },
        stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      });
      let output = "";
      const take = (line: string) => {
        const event = parseEvent(line);
        if (event) onEvent(event);
        else if (line.trim()) output += `${line}\n`;
      };
      if (input !== undefined) child.stdin!.end(input);
      createInterface({ input: child.stdout! }).on("line", take);
      createInterface({ input: child.stderr! }).on("line", take);
      child.on("error", reject);
      child.on("close", (code, signal) => {
        if (signal) output += `the engine was ended by ${signal}`;
        resolve({ code: code ?? 1, output: output.trim() });
      });
    });
  }
}

function parseEvent(line: string): EngineEvent | undefined {
  if (!line.startsWith('{"sequence"')) return undefined;
  try {
    return JSON.parse(line) as EngineEvent;
  } catch {
    return undefined;
  }
}
