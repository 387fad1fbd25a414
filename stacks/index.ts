import "./lazy-tools.ts";
import { getStack, RunError } from "@pulumi/pulumi";
import { stackPlans } from "../plan/stacks.ts";
import { loadSpecification } from "../spec/load.ts";
import { UserError } from "../spec/problem.ts";
import type { Specification } from "../spec/specification.ts";
import { holdToBudget } from "./budget.ts";
import { holdToGuidelines } from "./guidelines.ts";
import { root } from "./root.ts";

// Pulumi takes a stack trace for every promise and has each looked up in source maps, a third of a preview's time. Node
// takes the types out in place, so that traces name the right lines without.
Reflect.deleteProperty(Error, "prepareStackTrace");

// When the engine was killed, nobody reads what Pulumi prints of it; it would try to print that failure too, for ever.
process.on("uncaughtException", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(1);
});

function load(today: string): Specification {
  try {
    return loadSpecification(root, today);
  } catch (error) {
    // The engine shows this one without a stack trace.
    if (error instanceof UserError) throw new RunError(error.message);
    throw error;
  }
}

/** The program of every stack: what is made depends on the stack's name alone. */
export default async function program(): Promise<Record<string, unknown>> {
  const today = new Date().toISOString().slice(0, 10);
  const specification = load(today);
  const stacks = stackPlans(specification);
  const stack = stacks.find(({ name }) => name === getStack());
  if (stack) {
    holdToGuidelines(root, specification, stack, today);
    holdToBudget(specification, stack, today);
  }
  // Each stack loads only what it is made of.
  switch (stack?.kind) {
    case "bootstrap":
      return (await import("./bootstrap.ts")).bootstrap(specification);
    case "organization":
      return (await import("./organization.ts")).organization(specification);
    case "ci":
      return (await import("./ci.ts")).ci(specification);
    case "spending":
      return (await import("./spending.ts")).spending(specification);
    case "foreign":
      return (await import("./foreign.ts")).foreign(specification, stack.foreign!);
    case "environment": {
      const spec = specification.environments.get(stack.environment!)!;
      return (await import("./environment.ts")).environment(specification, spec, today);
    }
    case "application": {
      const spec = specification.environments.get(stack.environment!)!;
      return (await import("./application.ts")).application(specification, spec, today);
    }
    default:
      throw new RunError(
        `No stack is called ${getStack()}. There are: ${stacks.map(({ name }) => name).join(", ")}. An environment's ` +
          "stack is called env- and the name in its file.",
      );
  }
}
