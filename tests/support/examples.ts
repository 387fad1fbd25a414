import type { Resources } from "../../policies/examples/bases.ts";
import { type Part, resolve, resourcesOfExample } from "../../policies/examples/build.ts";
import type { Example } from "../../policies/examples/example.ts";
import type { StackResource } from "../../policies/landscape/resources/resource.ts";

const mark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What Google would give for a property that a program doesn't set. */
function given(type: string, name: string, property: string): string {
  const number = String(100_000_000_000 + [...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7));
  if (property === "number" || property === "folderId") return number;
  return type.endsWith(":Folder") && property === "name" ? `folders/${number}` : `${name}-${property}`;
}

/** The outputs that policies look at, of the types that have them. */
const outputs: Record<string, string> = {
  "gcp:organizations/project:Project": "number",
  "gcp:organizations/folder:Folder": "folderId",
};

/** The resources of an example as the engine tells a policy of them, before or after they are made. */
export function stackResourcesOf(example: Example, made: boolean): StackResource[] {
  const all = resourcesOfExample(example);
  const urnOf = (name: string) => `urn:pulumi:examples::examples::${all[name]!.type}::${name}`;
  const outputOf = (name: string, property: string): unknown => {
    const own = all[name]!.properties?.[property];
    if (own !== undefined) return propertiesOf(name)[property];
    if (!made) return mark;
    const { type } = all[name]!;
    const its = propertiesOf(name);
    if (type === "gcp:kms/keyRing:KeyRing" && property === "id") {
      return `projects/${its.project}/locations/${its.location}/keyRings/${its.name}`;
    }
    if (type === "gcp:serviceaccount/account:Account" && property === "email") {
      return `${its.accountId}@${its.project}.iam.gserviceaccount.com`;
    }
    return given(type!, name, property);
  };
  const valueFrom = (parts: Part[]): unknown => {
    const values = parts.map((part) => (typeof part === "string" ? part : outputOf(part.name, part.property)));
    if (values.length === 1) return values[0];
    return values.includes(mark) ? mark : values.join("");
  };
  const propertiesOf = (name: string): Record<string, unknown> =>
    resolve(all[name]!.properties ?? {}, valueFrom) as Record<string, unknown>;
  const dependenciesOf = (value: unknown): string[] => {
    const urns: string[] = [];
    resolve(value, (parts) => {
      for (const part of parts) if (typeof part !== "string") urns.push(urnOf(part.name));
    });
    return urns;
  };
  return Object.entries(all).map(([name, { type, properties, options }]) => ({
    type: type!,
    name,
    urn: urnOf(name),
    properties: {
      ...propertiesOf(name),
      ...(outputs[type!] && { [outputs[type!]!]: outputOf(name, outputs[type!]!) }),
    },
    propertyDependencies: Object.fromEntries(
      Object.entries(properties ?? {}).map(([property, value]) => [property, dependenciesOf(value)]),
    ),
    protected: options?.protect === true,
  }));
}

/** Puts resources beside those of other examples: with names of their own, but for what all have in common. */
export function prefixed(prefix: string, resources: Resources): Resources {
  const rename = (name: string) => (name === "tagKey" ? name : `${prefix}-${name}`);
  const change = (parts: Part[]): string =>
    parts.map((part) => (typeof part === "string" ? part : `\${${rename(part.name)}.${part.property}}`)).join("");
  return Object.fromEntries(
    Object.entries(resources).map(([name, resource]) => [
      rename(name),
      { ...resource, properties: resolve(resource.properties, change) as Record<string, unknown> },
    ]),
  );
}
