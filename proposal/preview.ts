import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ResourceChange } from "../engine/events.ts";
import { operate, StackFailure, type Watch } from "../engine/operations.ts";
import { schedule } from "../engine/schedule.ts";
import { Workspace } from "../engine/workspace.ts";
import { type Files, parseSpecification } from "../spec/load.ts";
import { compareResources, type ResourceDifference } from "./resources.ts";

/** What a stack would be made of by a proposal, held against what it would be made of without it. */
export interface StackPreview {
  readonly stack: string;
  readonly differences: readonly ResourceDifference[];
  /** How many resources there would be. */
  readonly resources: number;
  readonly warnings: readonly string[];
  /** Why it could not be previewed; then nothing is known of its resources. */
  readonly errors: readonly string[];
}

/** A side of a proposal: its data, and the folder of the program that makes stacks of it. */
export interface PreviewSide {
  readonly files: Files;
  readonly program: string;
}

/** With what previews are made. */
export interface Previewing {
  readonly base: PreviewSide;
  readonly head: PreviewSide;
  readonly stacks: readonly string[];
  /** The folder that holds the engine in its `bin`. */
  readonly engine: string;
  /** Where Google is, and who asks it. */
  readonly environment: NodeJS.ProcessEnv;
  readonly today: string;
  /** How many at once. */
  readonly parallel: number;
  readonly watch: Watch;
}

/** A folder with the data of a side and links to its program, in which the engine finds a project. */
function layOut(folder: string, { files, program }: PreviewSide): void {
  mkdirSync(folder, { recursive: true });
  cpSync(join(program, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  for (const name of ["stacks", "node_modules"]) symlinkSync(join(program, name), join(folder, name));
  for (const [file, text] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

/** Resources without where on this machine the files of a side happen to be. */
function placed(resources: readonly ResourceChange[], places: readonly string[]): ResourceChange[] {
  const text = places.reduce((at, place) => at.replaceAll(`${place}/`, ""), JSON.stringify(resources));
  return JSON.parse(text) as ResourceChange[];
}

interface Seen {
  resources: readonly ResourceChange[];
  warnings: readonly string[];
  errors: readonly string[];
}

const nothing: Seen = { resources: [], warnings: [], errors: [] };

/** Makes what previews a side, with a state of its own that is thrown away. */
function previewer(folder: string, side: PreviewSide, { engine, environment, today, watch }: Previewing) {
  layOut(folder, side);
  const state = join(folder, "state");
  mkdirSync(state);
  const { PULUMI_CONFIG_PASSPHRASE_FILE: _, ...rest } = environment;
  const workspace = new Workspace(folder, parseSpecification(side.files, today), engine, {
    ...rest,
    // The states of stacks are never read: they hold secrets.
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: randomBytes(24).toString("base64url"),
  });
  return async (name: string, label: string): Promise<Seen> => {
    const stack = workspace.stacks.find((each) => each.name === name);
    if (!stack) return nothing;
    try {
      const { resources, warnings } = await operate(workspace, stack, "preview", (_, run, note) =>
        watch(label, run, note),
      );
      return { resources: placed(resources, [folder, side.program]), warnings, errors: [] };
    } catch (error) {
      if (error instanceof StackFailure) return { ...nothing, errors: error.errors };
      throw error;
    }
  };
}

/**
 * Previews stacks of both sides by the real engine, and compares what they are made of. No state is read or written but
 * an empty one in a folder that is removed.
 */
export async function previewStacks(previewing: Previewing): Promise<StackPreview[]> {
  const folder = mkdtempSync(join(tmpdir(), "sgdist-proposal-"));
  try {
    const before = previewer(join(folder, "base"), previewing.base, previewing);
    const after = previewer(join(folder, "head"), previewing.head, previewing);
    const tasks = previewing.stacks.flatMap((name) => [
      { name: `${name} as it is`, dependsOn: [], look: () => before(name, `${name} as it is`) },
      { name, dependsOn: [], look: () => after(name, name) },
    ]);
    const outcomes = await schedule(tasks, previewing.parallel, ({ look }) => look());
    const seen = new Map(
      outcomes.map((outcome) => {
        if (outcome.status === "failed") throw outcome.error;
        return [outcome.name, outcome.status === "done" ? outcome.result : nothing];
      }),
    );
    return previewing.stacks.map((stack) => {
      // What is on the branch may be broken; then all of what is proposed is shown.
      const [was, is] = [seen.get(`${stack} as it is`)!, seen.get(stack)!];
      const { resources, warnings, errors } = is;
      const differences = errors.length > 0 ? [] : compareResources(was.resources, resources);
      return { stack, differences, resources: resources.length, warnings, errors };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
