import type { StateStore } from "./state-store.ts";

/** The name of the Pulumi project, as Pulumi.yaml has it. */
export const projectName = "sourcegraph-distribution";

/** A resource as the engine remembers it. */
export interface ResourceState {
  urn: string;
  type: string;
  /** Whether a provider made it; components and the stack itself are not. */
  custom?: boolean;
  id?: string;
  parent?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  /** The engine refuses to delete it. */
  protect?: boolean;
  /** It is only waiting to be deleted. */
  delete?: boolean;
}

/** Something that was under way when the engine was killed. */
export interface PendingOperation {
  type: "creating" | "updating" | "deleting" | "reading" | "importing";
  resource: ResourceState;
}

/** What the engine remembers of a stack. */
export interface Checkpoint {
  /** When it was last written, RFC 3339. */
  time?: string;
  resources: ResourceState[];
  pending: PendingOperation[];
}

interface CheckpointFile {
  checkpoint?: {
    latest?: {
      manifest?: { time?: string };
      resources?: ResourceState[];
      pending_operations?: PendingOperation[];
    } | null;
  };
}

/** Reads what the engine remembers of a stack; undefined when the stack was never made. */
export async function readCheckpoint(store: StateStore, stack: string): Promise<Checkpoint | undefined> {
  const text = await store.read(`.pulumi/stacks/${projectName}/${stack}.json`);
  if (text === undefined) return undefined;
  const { checkpoint } = JSON.parse(text) as CheckpointFile;
  const latest = checkpoint?.latest;
  return {
    ...(latest?.manifest?.time && { time: latest.manifest.time }),
    resources: latest?.resources ?? [],
    pending: latest?.pending_operations ?? [],
  };
}

/** The outputs of a stack. */
export function outputsOf({ resources }: Checkpoint): Record<string, unknown> {
  return resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
}

/** One run of the engine, as it wrote it down at its end. */
export interface HistoryEntry {
  kind: string;
  result: "succeeded" | "failed" | "in-progress";
  /** Seconds since the epoch. */
  startTime: number;
  endTime: number;
}

/** The last run of the engine on a stack that was an update; undefined when there was none. */
export async function lastUpdate(store: StateStore, stack: string): Promise<HistoryEntry | undefined> {
  const folder = `.pulumi/history/${projectName}/${stack}`;
  const files = (await store.list(folder)).filter((path) => path.endsWith(".history.json"));
  for (const path of files.toReversed()) {
    const entry = JSON.parse((await store.read(path)) ?? "{}") as HistoryEntry;
    if (entry.kind === "update") return entry;
  }
  return undefined;
}
