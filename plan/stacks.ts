import type { Tier } from "../spec/schema/organization.ts";
import { isVacant } from "../spec/slots.ts";
import type { Specification } from "../spec/specification.ts";
import { environmentStack } from "./environment.ts";
import { foreignStack, foreignTier } from "./foreign.ts";
import { applicationStack } from "./names.ts";

/** A stack of the project: what `pulumi up -s <name>` works on. */
export interface StackPlan {
  name: string;
  kind: "bootstrap" | "organization" | "ci" | "spending" | "foreign" | "environment" | "application";
  /** The tier of trust whose bucket, key and deployer it uses. */
  tier: Tier;
  /** The stacks that must be up before it. */
  dependsOn: readonly string[];
  /** The environment's name, for the stacks of an environment. */
  environment?: string;
  /** The key of a foreign project, for its stack. */
  foreign?: string;
}

/** All stacks, each after those that it depends on. */
export function stackPlans({ organization, environments }: Specification): StackPlan[] {
  return [
    { name: "bootstrap", kind: "bootstrap", tier: "production", dependsOn: [] },
    { name: "organization", kind: "organization", tier: "production", dependsOn: ["bootstrap"] },
    { name: "ci", kind: "ci", tier: "production", dependsOn: ["bootstrap", "organization"] },
    { name: "spending", kind: "spending", tier: "production", dependsOn: ["bootstrap", "organization"] },
    ...Object.entries(organization.foreign ?? {}).map(
      ([key, project]): StackPlan => ({
        name: foreignStack(key),
        kind: "foreign",
        tier: foreignTier(organization, project),
        dependsOn: ["bootstrap", "organization"],
        foreign: key,
      }),
    ),
    ...[...environments.values()].flatMap((environment): StackPlan[] => {
      const { name } = environment;
      const { tier } = organization.kinds[environment.kind]!;
      const [stack, application] = [environmentStack(name), applicationStack(name)];
      const ground = { name: stack, kind: "environment", tier, environment: name } as const;
      const running = { name: application, kind: "application", tier, environment: name } as const;
      const first = ["bootstrap", "organization"];
      // What ran in a slot is taken down before what it ran on.
      return isVacant(organization, environment)
        ? [
            { ...running, dependsOn: first },
            { ...ground, dependsOn: [...first, application] },
          ]
        : [
            { ...ground, dependsOn: first },
            { ...running, dependsOn: [stack] },
          ];
    }),
  ];
}

/**
 * The same stacks, each after what it stands on once all are up: by the reverse of that they are taken down. It differs for a
 * vacant slot, whose update takes down what ran in it first.
 */
export const asTheyStand = (stacks: readonly StackPlan[]): StackPlan[] =>
  stacks.map((stack) => {
    const { kind, environment } = stack;
    if (environment === undefined) return stack;
    const dependsOn = kind === "application" ? [environmentStack(environment)] : ["bootstrap", "organization"];
    return { ...stack, dependsOn };
  });
