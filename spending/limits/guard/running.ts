import type { Thing } from "../../prices/things.ts";

/** A machine of a type that the price book doesn't know. */
export interface UnknownMachine {
  kind: "unknown-machine";
  cores: number;
  /** GPUs and the like. */
  accelerators: number;
}

/** Something in a project that costs money while it is there. */
export interface Running {
  /** Unlike that of anything else in the project, now or ever: Google's own ID where there is one. */
  id: string;
  /** What it is called. */
  name: string;
  /** "us-central1", or "global". */
  region: string;
  /** Since when it costs what it costs: milliseconds since the epoch. */
  since: number;
  thing: Thing | UnknownMachine;
  /** What about it has no price of its own, so that a high one is assumed. */
  assumed?: string;
}
