/** What `render` is asked for, as it was typed. */
export interface RenderOptions {
  type?: string;
  version?: string;
  size?: string;
  /** "gitserver=2", one for each time that it was said. */
  replicas?: string[];
  namespace?: string;
  project?: string;
  domain?: string;
  storageClass?: string;
  ingressClass?: string;
  tlsSecret?: string;
  registry?: string;
  out?: string;
  force?: boolean;
  newCredentials?: boolean;
  json?: boolean;
}

/** The ways to run Sourcegraph. */
export const types = ["kubernetes", "compose", "container"] as const;

/** The types for which an option means anything, where it doesn't for all. */
export const appliesTo: { readonly [name in keyof RenderOptions]?: readonly (typeof types)[number][] } = {
  replicas: ["kubernetes", "compose"],
  namespace: ["kubernetes"],
  project: ["compose"],
  domain: ["kubernetes", "compose"],
  storageClass: ["kubernetes"],
  ingressClass: ["kubernetes"],
  tlsSecret: ["kubernetes"],
  newCredentials: ["kubernetes", "compose"],
};

/** Options that mean anything only where files are written into a folder. */
export const needsFolder: readonly (keyof RenderOptions)[] = ["force", "newCredentials"];

/** An option as it is typed: "--storage-class". */
export const flagOf = (name: string): string =>
  `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
