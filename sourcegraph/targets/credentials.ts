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

function secretObjects(deployment: Deployment, secrets: Secret[], existing: string, generate: () => string): string {
  const objects = objectsIn(existing);
  for (const { name, key } of secrets) {
    const object: SecretObject = objects.get(name) ?? { kind: "Secret", metadata: { name }, type: "Opaque" };
    if (object.stringData?.[key] !== undefined || object.data?.[key] !== undefined) continue;
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

function environmentFile(secrets: Secret[], existing: string, generate: () => string): string {
  const has = (variable: string) => new RegExp(`^\\s*(?:export\\s+)?${variable}\\s*[=:]`, "m").test(existing);
  const added = secrets.map(secretVariable).filter((variable) => !has(variable));
  const start = existing === "" ? note : existing.replace(/\n?$/, "\n");
  return start + added.map((variable) => `${variable}=${generate()}\n`).join("");
}

/**
 * The credentials of a rendered installation: those that exist, and new ones for what has none. `existing`: what the file
 * holds, "" when it isn't there. `generate`: makes a new one.
 */
export function credentials(
  target: Target["name"],
  deployment: Deployment,
  existing: string,
  generate: () => string,
): RenderedFile | undefined {
  const path = credentialsFile[target];
  if (path === undefined || target === "container") return undefined;
  const secrets = secretsOf(deployment, target);
  const content =
    target === "kubernetes"
      ? secretObjects(deployment, secrets, existing, generate)
      : environmentFile(secrets, existing, generate);
  return { path, content, mode };
}
