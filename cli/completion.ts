import type { RootCommand } from "@bomb.sh/tab";
import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";
import { stackPlans } from "../plan/stacks.ts";
import { loadSpecification } from "../spec/load.ts";
import type { Specification } from "../spec/specification.ts";
import { projectRoot, today } from "./context.ts";
import { examples } from "./definitions/examples.ts";

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
  printSourceable(completion);
  const script = program.commands.find((command) => command.name() === "completion");
  script?.addHelpText("after", examples("source <(sgdist completion bash)", "sgdist completion fish | source"));
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

/** The script for bash would complain when it is sourced again: it declares what can be set only once. */
function printSourceable(completion: RootCommand): void {
  const print = completion.setup.bind(completion);
  completion.setup = (...of) => {
    const { log } = console;
    console.log = (text: string) => log(text.replaceAll(/^readonly /gm, ""));
    try {
      print(...of);
    } finally {
      console.log = log;
    }
  };
}
