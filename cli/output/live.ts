import { createLogUpdate } from "log-update";
import type { RunState } from "../../engine/events.ts";
import { describeRun, longest } from "./progress.ts";
import { cut, duration, marks, paint } from "./style.ts";

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** Milliseconds between two lines about the same stack where the screen can't be rewritten. */
const lineEvery = 15_000;
/** Milliseconds after which something that takes long is named, and between two such lines about the same stack. */
const longAfter = 2_000;
const longEvery = 5_000;

interface Row {
  stack: string;
  started: number;
  state: RunState | undefined;
  note: string;
  lastLine: number;
  /** What it was last said to wait for. */
  waiting: string;
  /** The resource that was last named because it takes long, and when. */
  named: { urn: string; at: number };
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

  /** Takes what is known of a stack's run. `group`: of the stacks in one, the last that was heard of is shown. */
  watch(stack: string, state: RunState | undefined, note = "", group = stack): void {
    const now = performance.now();
    const known = this.#rows.get(group);
    const row = (known?.stack === stack && known) || {
      stack,
      started: now,
      state,
      note,
      lastLine: now,
      waiting: "",
      named: { urn: "", at: -longEvery },
    };
    const waiting = (state?.waiting ?? "").split(",")[0]!;
    this.#rows.set(group, { ...row, state, note: note || row.note, waiting: waiting || row.waiting });
    // Something new to wait for is told of at once.
    if (!this.#terminal && waiting && waiting !== row.waiting)
      this.print(`${marks.waiting} ${stack.padEnd(16)} ${waiting}`);
  }

  /** A stack is finished, or what is done with a group of them: its line stays. `failed`: it didn't end well. */
  finish(stack: string, text: string, failed: boolean, group = stack): void {
    this.#rows.delete(group);
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
      const lines = [...this.#rows.values()].map((row) =>
        cut(`${frame} ${row.stack.padEnd(16)} ${describeRun(row.state, row.note, now)}`, columns - 1),
      );
      this.#update(lines.join("\n"));
      return;
    }
    for (const row of this.#rows.values()) {
      if (now - row.lastLine < lineEvery && !this.#takesLong(row, now)) continue;
      row.lastLine = now;
      const elapsed = duration((now - row.started) / 1000);
      process.stderr.write(
        `${marks.waiting} ${row.stack.padEnd(16)} ${elapsed} · ${describeRun(row.state, row.note, now)}\n`,
      );
    }
  }

  /** Whether something takes long that was not named yet. It is named now. */
  #takesLong(row: Row, now: number): boolean {
    const activity = row.state && longest(row.state);
    if (!activity || activity.urn === row.named.urn) return false;
    if (now - activity.since < longAfter || now - row.named.at < longEvery) return false;
    row.named = { urn: activity.urn, at: now };
    return true;
  }
}
