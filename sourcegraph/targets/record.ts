import { type Size, sizes } from "../model/size.ts";
import type { Checksums } from "./folder.ts";
import type { Target } from "./target.ts";

/** The file that says what a folder was rendered to, so that the next time knows what is its own. */
export const recordFile = ".rendered.json";

/** What a folder was rendered to. Records of before all this was written down have the files only. */
export interface RenderRecord {
  readonly type?: Target["name"];
  readonly version?: string;
  readonly size?: Size;
  /** Where it runs: the namespace in Kubernetes, the project in Compose. */
  readonly place?: string;
  /** The names, never the values, of the credentials that were made. */
  readonly credentials?: readonly string[];
  readonly files: Checksums;
}

/** The files by which one sees for what a folder was rendered, where its record doesn't say so. */
const marks: readonly [path: string, type: Target["name"]][] = [
  ["kustomization.yaml", "kubernetes"],
  ["compose.yaml", "compose"],
  ["run.sh", "container"],
];

const isMap = (data: unknown): data is Record<string, unknown> =>
  data !== null && typeof data === "object" && !Array.isArray(data);

const isText = (data: unknown): data is string => typeof data === "string";

/** Checksums of files below the folder: what a record names is removed when it is no longer rendered. */
const areChecksums = (data: unknown): data is Checksums =>
  isMap(data) &&
  Object.entries(data).every(
    ([path, sum]) => isText(sum) && !/^([/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes(".."),
  );

const isRecord = (data: Record<string, unknown>): boolean =>
  areChecksums(data.files) &&
  marks.some(([, type]) => type === data.type) &&
  isText(data.version) &&
  /^\d+\.\d+\.\d+$/.test(data.version) &&
  (sizes as readonly unknown[]).includes(data.size) &&
  (data.place === undefined || isText(data.place)) &&
  Array.isArray(data.credentials) &&
  data.credentials.every(isText);

/** Reads a record; undefined for what is none. */
export function parseRecord(text: string): RenderRecord | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isMap(data)) return undefined;
  if (isMap(data.files)) return isRecord(data) ? (data as unknown as RenderRecord) : undefined;
  if (!areChecksums(data)) return undefined;
  const files = data;
  const type = marks.find(([path]) => path in files)?.[1];
  return { files, ...(type && { type }) };
}
