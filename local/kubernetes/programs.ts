import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../system/processes.mjs";

/** Milliseconds until a program that ended by itself is started again: doubled each time, up to the last. */
const restartAfter = { first: 100, last: 5_000 };
/** Milliseconds after which a program counts as well. */
const wellAfter = 10_000;
/** Milliseconds that a program may take to end by itself when asked to. */
const endLimit = 5_000;

/** A program of a cluster. */
export interface Program {
  /** The path of its executable file. */
  command: string;
  args: string[];
  /** The folder it runs in. */
  folder: string;
  /** Where what it prints goes. */
  log: string;
  environment?: Record<string, string>;
  /** Whether it gets the chance to end by itself. Default: it is killed, which what has no data survives. */
  gentle?: boolean;
}

/** A program that is started again when it ends, until it is told to end. */
export class RunningProgram {
  readonly #program: Program;
  readonly #changed: () => void;
  #child: ChildProcess | undefined;
  #wanted = true;
  #delay = restartAfter.first;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;

  /** `changed`: called when it has another process than before, or none. */
  constructor(program: Program, changed: () => void) {
    this.#program = program;
    this.#changed = changed;
    this.#start();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** How often in a row it ended soon after its start. */
  get failures(): number {
    return this.#failures;
  }

  /** Ends it for good, and returns when it is gone. */
  async end(): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (!child) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(this.#program.gentle ? "SIGTERM" : "SIGKILL");
    const timer = setTimeout(() => child.kill("SIGKILL"), endLimit);
    await ended;
    clearTimeout(timer);
  }

  /** Has it start anew. */
  restart(): void {
    this.#delay = 0;
    this.#child?.kill("SIGKILL");
  }

  #start(): void {
    const { command, args, folder, log, environment } = this.#program;
    const output = openSync(log, "a");
    const started = Date.now();
    // A group of its own: a Ctrl-C at the terminal is for whoever started the cluster.
    const child = spawn(command, args, {
      cwd: folder,
      // GOGC: less memory for a little more work.
      env: { PATH: process.env.PATH, GOGC: "50", ...environment },
      stdio: ["ignore", output, output],
      detached: true,
    });
    closeSync(output);
    this.#child = child;
    const gone = () => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#changed();
      if (!this.#wanted) return;
      const well = Date.now() - started > wellAfter;
      this.#failures = well ? 0 : this.#failures + 1;
      if (well) this.#delay = restartAfter.first;
      this.#timer = setTimeout(() => this.#start(), this.#delay);
      this.#delay = Math.min(Math.max(this.#delay * 2, restartAfter.first), restartAfter.last);
    };
    child.once("exit", gone);
    child.once("error", gone);
    this.#changed();
  }
}

/**
 * Ends a cluster's programs when the process that runs this one ends, however it does. It is told their numbers through
 * a pipe, whose end it sees when nobody holds the other side any more.
 */
export class Watchdog {
  readonly #child = spawn(
    "/bin/sh",
    ["-c", `while read -r line; do pids=$line; done; [ -z "$pids" ] || kill -9 $pids`],
    {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    },
  );

  constructor() {
    // It can only be gone when the cluster's programs are about to be, or somebody killed it.
    this.#child.stdin.on("error", () => undefined);
    this.#child.unref();
  }

  watch(pids: number[]): void {
    this.#child.stdin.write(`${pids.join(" ")}\n`);
  }

  /** Lets it go, with nothing to end. Again, or after somebody killed it, there is nothing to do. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.ref();
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.stdin.end("\n");
    await ended;
  }
}

/** Ends what is left of a cluster whose owner was killed: programs whose arguments name a file of its folder. */
export async function endLeftovers(folder: string, commands: string[]): Promise<void> {
  const lines = execFileSync("ps", ["-axww", "-o", "pid=,args="], { encoding: "utf8" }).split("\n");
  for (const line of lines) {
    const [, pid, args] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    if (!args?.includes(`${folder}/`) || !commands.some((command) => args.includes(`/${command} --`))) continue;
    try {
      process.kill(Number(pid), "SIGKILL");
    } catch {
      // It ended meanwhile.
    }
    while (isAlive(Number(pid))) await sleep(10);
  }
}
