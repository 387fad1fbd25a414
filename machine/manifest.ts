import { createHash } from "node:crypto";

/** A file of a release. */
export interface ReleaseFile {
  /** Below the folder of the release: "caddy/Caddyfile". */
  path: string;
  content: string;
  /** Its permissions: 0o600, 0o644 or 0o755. Default: 0o644. */
  mode?: number;
}

/** What a machine is to run. */
export interface Release {
  /** How: with Compose by its compose.yaml, or as a single container by its run.sh. */
  type: "compose" | "container";
  /** The services that must be well, as Compose calls them; for a single container, its name. */
  services: readonly string[];
  /** Images that are pulled before what runs is stopped. Those of a compose.yaml needn't be named. */
  images?: readonly string[];
  files: readonly ReleaseFile[];
  /** The names of secrets ("projects/p/secrets/s") by the variables that they are given as. */
  secrets: Readonly<Record<string, string>>;
}

/** What the machine reads first: machine/agent/manifest.py knows the same form. */
export interface Manifest {
  /** A hash of all else. */
  revision: string;
  type: Release["type"];
  services: readonly string[];
  images: readonly string[];
  files: readonly { path: string; sha256: string; mode: number }[];
  secrets: readonly { name: string; secret: string }[];
}

export const manifestName = "manifest.json";

/** The hash of a file, as manifests have it. */
export const sha256 = (content: string): string => createHash("sha256").update(content).digest("hex");

/** The object that holds a file: another content has another name, so that none is ever changed under a reader. */
export const objectName = (prefix: string, { path, content }: ReleaseFile): string =>
  `${prefix}/${sha256(content)}/${path}`;

/** The manifest of a release. What is the same gets the same revision, in whatever order it is given. */
export function manifestOf({ type, services, images = [], files, secrets }: Release): Manifest {
  const listed = files.map(({ path, content, mode = 0o644 }) => ({ path, sha256: sha256(content), mode }));
  const named = Object.entries(secrets).map(([name, secret]) => ({ name, secret }));
  const lines = [
    `type ${type}`,
    ...services.map((name) => `service ${name}`).toSorted(),
    ...images.map((name) => `image ${name}`).toSorted(),
    ...named.map(({ name, secret }) => `secret ${name} ${secret}`).toSorted(),
    ...listed.map((file) => `file ${file.sha256} ${file.mode.toString(8)} ${file.path}`).toSorted(),
  ];
  const revision = sha256(lines.map((line) => `${line}\n`).join(""));
  return { revision, type, services, images, files: listed, secrets: named };
}
