import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import type { StackResource } from "../landscape/resources/resource.ts";

/** What the engine knows of properties, marks of what isn't known included: reading one of those by its name throws. */
export function plain(properties: Record<string, unknown>): Record<string, unknown> {
  const found = Object.entries(Object.getOwnPropertyDescriptors(properties));
  return Object.fromEntries(found.map(([name, { value }]) => [name, value]));
}

/** A resource as a stack policy is told of it. */
export const ofStack = ({
  type,
  name,
  urn,
  props,
  propertyDependencies,
  parent,
  opts,
}: PolicyResource): StackResource => ({
  type,
  name,
  urn,
  properties: plain(props),
  propertyDependencies: Object.fromEntries(
    Object.entries(propertyDependencies).map(([property, origins]) => [property, origins.map((origin) => origin.urn)]),
  ),
  ...(parent && { parent: parent.urn }),
  protected: opts.protect,
});

/** A resource as a resource policy is told of it, before it is made: with its inputs, and nothing around it. */
export const ofOne = ({ type, name, urn, props, opts }: ResourceValidationArgs): StackResource => ({
  type,
  name,
  urn,
  properties: plain(props),
  propertyDependencies: {},
  protected: opts.protect,
});

/** The stack of a URN: "urn:pulumi:env-dogfood::…". */
export const stackOf = (urn: string): string => urn.split(":")[2]!;
