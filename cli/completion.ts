import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";
import { stackPlans } from "../plan/stacks.ts";
import { loadSpecification } from "../spec/load.ts";
import type { Specification } from "../spec/specification.ts";
import { projectRoot, today } from "./context.ts";

type Suggest = (complete: (value: string, description: string) => void) => void;

/** What can be suggested only where there is a specification without mistakes; elsewhere nothing is. */
const from =
  (names: (specification: Specification) => [string, string][]): Suggest =>
  (complete) => {
    let specification: Specification;
    try {
      specification = loadSpecification(projectRoot(), today());
    } catch {
      // The shell asks while somebody types: a message would only be in the way.
      return;
    }
    for (const [name, description] of names(specification)) complete(name, description);
  };

const stacks = from((specification) => stackPlans(specification).map(({ name, tier }) => [name, tier]));
const environments = from((specification) =>
  [...specification.environments.values()].map(({ name, kind }) => [name, kind]),
);
const kinds = from(({ organization }) => Object.entries(organization.kinds).map(([key, { folder }]) => [key, folder]));
const teams = from(({ organization }) => Object.entries(organization.teams).map(([key, { name }]) => [key, name]));

/** Adds the command that prints a completion script for the shell, and suggestions of names. */
export function addCompletion(program: Command): void {
  const completion = tab(program, { completionCommandName: "completion" });
  for (const verb of ["preview", "up", "refresh", "destroy"]) {
    completion.commands.get(verb)?.argument("stacks", (complete) => stacks(complete), true);
  }
  for (const verb of ["show", "extend", "retire"]) {
    completion.commands.get(`env ${verb}`)?.argument("name", (complete) => environments(complete));
  }
  const options = completion.commands.get("env new")?.options;
  const [kind, owner] = [options?.get("kind"), options?.get("owner")];
  if (kind) kind.handler = (complete) => kinds(complete);
  if (owner) owner.handler = (complete) => teams(complete);
}
