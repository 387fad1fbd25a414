import { loadAll } from "js-yaml";
import { UserError } from "../../spec/problem.ts";
import type { Deployment } from "../deployment.ts";
import { secretsOf } from "../derive/secrets.ts";
import { type Secret, secretVariable } from "../model/value.ts";
import { yaml } from "../yaml.ts";
import { secretsFile } from "./kubernetes/index.ts";
import type { RenderedFile, Target } from "./target.ts";

const mode = 0o600;
const note =
  "# Made once, and kept: what is rendered again reads this file and adds to it. It belongs in no repository.\n";

/** The file in which a target's credentials are kept; undefined where it has none. */
export const credentialsFile: Record<Target["name"], string | undefined> = {
  kubernetes: secretsFile,
  compose: ".env",
  container: undefined,
};

/** The credentials of an installation, with their names as the file has them: "PGSQL_AUTH_PASSWORD". */
export interface Credentials extends RenderedFile {
  /** Those that were there, and those that weren't. */
  readonly kept: readonly string[];
  readonly made: readonly string[];
}

/** A Secret object as it is kept. */
interface SecretObject {
  kind: string;
  metadata: { name: string };
  type?: string;
  /** Values as they are, and in base64: people may write either. */
  stringData?: Record<string, string>;
  data?: Record<string, string>;
}

/** @throws UserError where the file holds anything else: it would be lost. */
function objectsIn(existing: string): Map<string, SecretObject> {
  let objects: (Partial<SecretObject> | null)[];
  try {
    objects = loadAll(existing) as typeof objects;
  } catch (error) {
    throw new UserError(`${secretsFile} is no YAML: ${(error as Error).message}`);
  }
  return new Map(
    objects.flatMap((object): [string, SecretObject][] => {
      if (!object) return [];
      if (object.kind === "Secret" && object.metadata?.name) return [[object.metadata.name, object as SecretObject]];
      throw new UserError(
        `${secretsFile}: found ${object.kind ?? "an object of no kind"}; allowed: Secret objects with names. Move it to another file.`,
      );
    }),
  );
}

/** What a target keeps its credentials in. An empty one is none: no database takes it. */
interface Keeping {
  nameOf(secret: Secret): string;
  has(existing: string, secret: Secret): boolean;
  /** The file with new ones for those that are missing. */
  add(deployment: Deployment, existing: string, missing: readonly Secret[], generate: () => string): string;
}

function hasObject(existing: string, { name, key }: Secret): boolean {
  const { stringData, data } = objectsIn(existing).get(name) ?? {};
  return Boolean(stringData?.[key] || data?.[key]);
}

function addObjects(
  deployment: Deployment,
  existing: string,
  missing: readonly Secret[],
  generate: () => string,
): string {
  const objects = objectsIn(existing);
  for (const { name, key } of missing) {
    const object: SecretObject = objects.get(name) ?? { kind: "Secret", metadata: { name }, type: "Opaque" };
    objects.set(name, { ...object, stringData: { ...object.stringData, [key]: generate() } });
  }
  const texts = [...objects.values()].map((object) =>
    yaml({
      apiVersion: "v1",
      ...object,
      metadata: { ...object.metadata, namespace: deployment.namespace },
    }),
  );
  return note + texts.map((text) => `---\n${text}`).join("");
}

/** What a line sets a variable to, written in any of the ways that Compose reads; undefined where it sets another. */
const valueIn = (line: string, secret: Secret): string | undefined =>
  new RegExp(`^\\s*(?:export\\s+)?${secretVariable(secret)}\\s*[=:]([^]*)$`).exec(line)?.[1];

/** Nothing, quoted or not, or only a comment. */
const isEmpty = (value: string | undefined): boolean =>
  value !== undefined && /^\s*(?:""|'')?\s*(?:\s#.*)?$/.test(value);

/** The last line counts. */
function hasLine(existing: string, secret: Secret): boolean {
  const value = existing
    .split("\n")
    .flatMap((line) => valueIn(line, secret) ?? [])
    .at(-1);
  return value !== undefined && !isEmpty(value);
}

function addLines(_: Deployment, existing: string, missing: readonly Secret[], generate: () => string): string {
  const full = existing
    .split("\n")
    .filter((line) => !missing.some((secret) => isEmpty(valueIn(line, secret))))
    .join("\n");
  const start = full === "" ? note : full.replace(/\n?$/, "\n");
  return start + missing.map((secret) => `${secretVariable(secret)}=${generate()}\n`).join("");
}

const keepings: Record<"kubernetes" | "compose", Keeping> = {
  kubernetes: { nameOf: ({ name, key }) => `${name}/${key}`, has: hasObject, add: addObjects },
  compose: { nameOf: secretVariable, has: hasLine, add: addLines },
};

/** The names of the credentials that an installation needs. */
export const credentialNames = (target: Target["name"], deployment: Deployment): string[] =>
  target === "container" ? [] : secretsOf(deployment, target).map(keepings[target].nameOf);

/**
 * The credentials of a rendered installation: those that exist, and new ones for what has none. `existing`: what the file
 * holds, "" when it isn't there. `generate`: makes a new one.
 */
export function credentials(
  target: Target["name"],
  deployment: Deployment,
  existing: string,
  generate: () => string,
): Credentials | undefined {
  const path = credentialsFile[target];
  if (path === undefined || target === "container") return undefined;
  const { nameOf, has, add } = keepings[target];
  const secrets = secretsOf(deployment, target);
  const missing = secrets.filter((secret) => !has(existing, secret));
  return {
    path,
    content: add(deployment, existing, missing, generate),
    mode,
    kept: secrets.filter((secret) => !missing.includes(secret)).map(nameOf),
    made: missing.map(nameOf),
  };
}
