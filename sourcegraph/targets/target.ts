import type { Deployment } from "../deployment.ts";

/** A file that a target is made of. */
export interface RenderedFile {
  /** Where it goes, below the folder of the target: "gitserver.yaml". */
  readonly path: string;
  readonly content: string;
  /** Its permissions. Default: 0o644. */
  readonly mode?: number;
}

/** A way to run Sourcegraph: turns an installation into files, the same bytes for the same installation. */
export interface Target {
  readonly name: "kubernetes" | "compose" | "container";
  /** One sentence, for people who choose. */
  readonly summary: string;
  render(deployment: Deployment): RenderedFile[];
}
