import "../../stacks/lazy-tools.ts";
import { readFileSync } from "node:fs";
import { all, CustomResource, type Input, type Output } from "@pulumi/pulumi";
import { projectOnceReady } from "../../components/readiness.ts";
import type { Resources } from "../../policies/examples/bases.ts";
import { type Part, referencesIn, resolve } from "../../policies/examples/build.ts";

/** A resource of any type. */
class Example extends CustomResource {}

/** The program of a stack: the resources that resources.json lists, each after those that it refers to. */
export default function program(): void {
  const resources = JSON.parse(readFileSync("resources.json", "utf8")) as Resources;
  const references = referencesIn(resources);
  const made = new Map<string, CustomResource>();
  const valueFrom = (parts: Part[]): unknown => {
    const values = parts.map((part) => (typeof part === "string" ? part : outputOf(part.name, part.property)));
    return values.length === 1 ? values[0] : all(values as Input<string>[]).apply((texts) => texts.join(""));
  };
  const make = (name: string): CustomResource => {
    const known = made.get(name);
    if (known) return known;
    const { type, properties = {}, options } = resources[name]!;
    // The SDK keeps only outputs that were named beforehand.
    const outputs = Object.fromEntries([...(references.get(name) ?? [])].map((property) => [property, undefined]));
    const { id: _, ...args } = { ...outputs, ...(resolve(properties, valueFrom) as object) } as Record<string, unknown>;
    const { aliases = [], ...rest } = options ?? {};
    const resource = new Example(type!, name, args, { ...rest, aliases: [...aliases] });
    made.set(name, resource);
    return resource;
  };
  const outputOf = (name: string, property: string): Output<unknown> => {
    const resource = make(name);
    const value = (resource as unknown as Record<string, Output<string>>)[property]!;
    const { type, properties } = resources[name]!;
    // As in our components, what needs an API waits until that answers.
    if (type !== "gcp:projects/service:Service") return value;
    return projectOnceReady(String(properties!.service), value, [resource.id], resource);
  };
  for (const name of Object.keys(resources)) make(name);
}
