import type { Properties } from "../../grpc/values.ts";
import { labelOf } from "../objects/identity.ts";

/** An object that is there, but not as it should be. */
export class NotReady extends Error {
  /** As it was last seen. */
  readonly object: Properties;
  /** What is the matter, and then why. */
  readonly lines: string[];

  constructor(object: Properties, what: string, reasons: string[]) {
    const head = `${labelOf(object)} ${what}`;
    super([head, ...reasons.map((reason) => `  - ${reason}`)].join("\n"));
    this.object = object;
    this.lines = [head, ...reasons];
  }
}
