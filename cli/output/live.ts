import { createLogUpdate } from "log-update";
import { type Activity, isObject, nameOf, type RunState, shortType, typeOf } from "../../engine/events.ts";
import { cut, duration, marks, paint } from "./style.ts";

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** Milliseconds between two lines about the same stack where the screen can't be rewritten. */
const lineEvery = 15_000;

interface Row {
  started: number;
  state: RunState | undefined;
  note: string;
  lastLine: number;
  /** What it was last said to wait for. */
  waiting: string;
}

/** The thing that has been going on for longest. */
function oldest(state: RunState): Activity | undefined {
  const working = [...state.active.values()].filter(({ urn }) => !typeOf(urn).startsWith("pulumi:"));
  // Components are active for as long as anything in them is.
  const resources = working.filter(({ urn }) => /^(gcp|kubernetes):/.test(typeOf(urn)));
  return (resources.length > 0 ? resources : working).toSorted((a, b) => a.since - b.since)[0];
}

const verbs: Record<string, string> = {
  create: "creating",
  update: "updating",
  delete: "deleting",
  replace: "replacing",
};

/** The kinds of object that are waited for until what they run is ready. */
const workloads = new Set(["DaemonSet", "Deployment", "Job", "StatefulSet"]);

/** The service of an object in a cluster, by the name of its resource: "sourcegraph-gitserver-statefulset". */
const serviceOf = (urn: string): string =>
  nameOf(urn)
    .replace(/^sourcegraph-/, "")
    .replace(/(-node)?-[a-z]+$/, "");

/** The services that a cluster is waited for, with what the one that takes longest says. */
function waitingServices(state: RunState): string | undefined {
  const active = [...state.active.values()]
    .filter(({ urn }) => isObject(typeOf(urn)) && workloads.has(shortType(typeOf(urn))))
    .toSorted((a, b) => a.since - b.since);
  if (active.length === 0) return undefined;
  const { detail } = active[0]!;
  const names = active.map(({ urn }) => serviceOf(urn)).join(", ");
  return `waiting for ${names}${detail ? ` · ${detail.replaceAll(/\s+/g, " ")}` : ""}`;
}

/** What a run is doing, in a few words. */
export function describe(state: RunState | undefined, note: string, now: number): string {
  if (!state) return note;
  if (state.waiting) return state.waiting;
  const services = waitingServices(state);
  if (services) return services;
  const activity = oldest(state);
  const count = `${state.finished} done`;
  if (!activity) return note || count;
  const verb = verbs[activity.op] ?? "checking";
  const seconds = Math.round((now - activity.since) / 1000);
  const since = seconds >= 2 ? `, ${seconds} s` : "";
  return `${count} · ${verb} ${shortType(typeOf(activity.urn))} ${nameOf(activity.urn)}${since}`;
}

/** Shows several stacks being worked on at once: a line each on a terminal, a line now and then elsewhere. */
export class Live {
  readonly #rows = new Map<string, Row>();
  readonly #terminal: boolean;
  readonly #update = createLogUpdate(process.stderr);
  readonly #timer: NodeJS.Timeout | undefined;
  #frame = 0;

  /** `quiet`: say nothing at all. */
  constructor(quiet: boolean) {
    this.#terminal = Boolean(process.stderr.isTTY) && !process.env.CI && !quiet;
    if (!quiet) this.#timer = setInterval(() => this.#draw(), this.#terminal ? 100 : 1000);
  }

  /** Takes what is known of a stack's run. */
  watch(stack: string, state: RunState | undefined, note = ""): void {
    const now = performance.now();
    const row = this.#rows.get(stack) ?? { started: now, state, note, lastLine: now, waiting: "" };
    const waiting = (state?.waiting ?? "").split(",")[0]!;
    this.#rows.set(stack, { ...row, state, note: note || row.note, waiting: waiting || row.waiting });
    // Something new to wait for is told of at once.
    if (!this.#terminal && waiting && waiting !== row.waiting)
      this.print(`${marks.waiting} ${stack.padEnd(16)} ${waiting}`);
  }

  /** A stack is finished: its line stays. `failed`: it didn't end well. */
  finish(stack: string, text: string, failed: boolean): void {
    this.#rows.delete(stack);
    if (!this.#timer) return;
    const mark = failed ? paint("red", marks.failed, process.stderr) : paint("green", marks.done, process.stderr);
    this.print(`${mark} ${stack.padEnd(16)} ${text}`);
  }

  /** Prints a line above those that change. */
  print(line: string): void {
    if (!this.#timer) return;
    if (this.#terminal) this.#update.clear();
    process.stderr.write(`${line}\n`);
    if (this.#terminal) this.#draw();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    if (this.#terminal) this.#update.clear();
  }

  #draw(): void {
    const now = performance.now();
    if (this.#terminal) {
      const columns = process.stderr.columns ?? 80;
      const frame = frames[this.#frame++ % frames.length];
      const lines = [...this.#rows].map(([stack, row]) =>
        cut(`${frame} ${stack.padEnd(16)} ${describe(row.state, row.note, now)}`, columns - 1),
      );
      this.#update(lines.join("\n"));
      return;
    }
    for (const [stack, row] of this.#rows) {
      if (now - row.lastLine < lineEvery) continue;
      row.lastLine = now;
      const elapsed = duration((now - row.started) / 1000);
      process.stderr.write(`${marks.waiting} ${stack.padEnd(16)} ${elapsed} · ${describe(row.state, row.note, now)}\n`);
    }
  }
}
