import { asTheyStand, type StackPlan } from "../plan/stacks.ts";
import { UserError } from "../spec/problem.ts";
import { type ResourceState, readCheckpoint } from "./checkpoint.ts";
import type { Workspace } from "./workspace.ts";

/** What a provider made for a stack, as its state has it. */
async function madeBy(workspace: Workspace, stack: StackPlan): Promise<ResourceState[]> {
  const checkpoint = await readCheckpoint(workspace.storeOf(stack), stack.name);
  return (checkpoint?.resources ?? []).filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
}

/** Those of some stacks that hold something. */
async function inUse(workspace: Workspace, stacks: readonly StackPlan[]): Promise<StackPlan[]> {
  const made = await Promise.all(stacks.map((stack) => madeBy(workspace, stack)));
  return stacks.filter((_, index) => made[index]!.length > 0);
}

/**
 * The engine would destroy what it may, and fail at the rest: nothing is touched when something is protected.
 * @throws UserError with what is protected, and how it is taken down on purpose.
 */
export async function refuseProtected(workspace: Workspace, stack: StackPlan): Promise<void> {
  const checkpoint = await readCheckpoint(workspace.storeOf(stack), stack.name);
  const kept = (checkpoint?.resources ?? []).filter((resource) => resource.protect);
  if (kept.length === 0) return;
  const names = kept.map(({ urn }) => `  ${urn.split("::").slice(2).join(" ")}`);
  throw new UserError(
    `The stack ${stack.name} holds what is protected, so nothing was destroyed:\n${names.join("\n")}\nTo do it on ` +
      `purpose, ${await wayOf(workspace, stack)}`,
  );
}

/** How what is protected is taken down: an environment together with what runs in it. */
async function wayOf(workspace: Workspace, stack: StackPlan): Promise<string> {
  const { environment } = stack;
  if (environment === undefined) {
    return (
      `unprotect it first, knowing what depends on it: \`pulumi state unprotect --all -s ${stack.name}\`, then use ` +
      "`pulumi destroy`. docs/deletion.md tells what else stands in the way, and why."
    );
  }
  const both = workspace.stacks.filter((other) => other.environment === environment);
  const names = (await inUse(workspace, both)).map(({ name }) => name).join(" ");
  return `retire it first: \`sgdist env retire ${environment}\`, then \`sgdist up ${names}\`, then \`sgdist destroy ${names}\`.`;
}

/**
 * Looks at all stacks that are to be destroyed before the first of them is: what runs in an environment goes before the
 * environment, and would be gone when only then something turned out to be protected.
 * @throws UserError when something is protected, or when a stack that isn't named needs one that is.
 */
export async function refuseDestruction(workspace: Workspace, stacks: readonly StackPlan[]): Promise<void> {
  for (const stack of stacks) await refuseProtected(workspace, stack);
  const named = new Set(stacks.map(({ name }) => name));
  const others = asTheyStand(workspace.stacks).filter(
    ({ name, dependsOn }) => !named.has(name) && dependsOn.some((each) => named.has(each)),
  );
  const left = (await inUse(workspace, others)).map(({ name }) => name);
  if (left.length === 0) return;
  throw new UserError(
    `What is in ${left.join(", ")} needs what would go, so nothing was destroyed.\n→ Destroy all of it: \`sgdist destroy ` +
      `${[...named, ...left].join(" ")}\`. Should a cluster be lost already, docs/deletion.md tells how its stack is ` +
      "emptied.",
  );
}
