import { loadAll } from "js-yaml";
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
  metadata: { name: string };
  stringData: Record<string, string>;
}

function objectsIn(existing: string): Map<string, SecretObject> {
  const objects = (loadAll(existing) as (SecretObject | null)[]).filter((object) => object !== null);
  return new Map(objects.map((object) => [object.metadata.name, object]));
}

function secretObjects(deployment: Deployment, secrets: Secret[], existing: string, generate: () => string): string {
  const objects = objectsIn(existing);
  for (const { name, key } of secrets) {
    const object = objects.get(name) ?? { metadata: { name }, stringData: {} };
    objects.set(name, { ...object, stringData: { ...object.stringData, [key]: object.stringData[key] ?? generate() } });
  }
  const texts = [...objects.values()].map(({ metadata, stringData }) =>
    yaml({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { ...metadata, namespace: deployment.namespace },
      type: "Opaque",
      stringData,
    }),
  );
  return note + texts.map((text) => `---\n${text}`).join("");
}

function environmentFile(secrets: Secret[], existing: string, generate: () => string): string {
  const has = (variable: string) => new RegExp(`^${variable}=`, "m").test(existing);
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
