import { type Command, InvalidArgumentError, Option } from "commander";
import { examples } from "./examples.ts";

/** Collects NAME=COUNT. */
function replicas(text: string, before: Record<string, number> = {}): Record<string, number> {
  const match = /^([a-z][a-z-]*)=(\d{1,3})$/.exec(text);
  if (!match) throw new InvalidArgumentError("It must be the name of a service and a number, such as gitserver=2.");
  return { ...before, [match[1]!]: Number(match[2]) };
}

/** The command `render`. */
export function defineRender(program: Command): void {
  program
    .command("render")
    .description("write Sourcegraph as files for a cluster, for Compose, or for a single container")
    .addOption(
      new Option("--type <type>", "how it is deployed")
        .choices(["kubernetes", "compose", "container"])
        .makeOptionMandatory(),
    )
    .option("--version <version>", "of Sourcegraph; default: the newest that is known")
    .addOption(new Option("--size <size>", "default: s").choices(["xs", "s", "m", "l", "xl"]))
    .option("--replicas <service=count>", "the replicas of a service; can be repeated", replicas)
    .option("--namespace <name>", "in Kubernetes; default: sourcegraph")
    .option("--project <name>", "in Compose; default: docker-compose")
    .option("--domain <name>", "under which people reach it; default: none")
    .option("--storage-class <name>", "of claims in Kubernetes; default: the cluster's own")
    .option("--ingress-class <name>", "of the way in, in Kubernetes; default: nginx")
    .option("--tls-secret <name>", "the certificate of the domain in Kubernetes; default: none, and plain HTTP")
    .option("--registry <prefix>", "where images come from; default: Sourcegraph's own")
    .option("--out <folder>", "where to; default: everything to the terminal")
    .option("--force", "write over files that were changed by hand")
    .addHelpText(
      "after",
      examples(
        "sgdist render --type compose --version 7.2.1943 --out sourcegraph",
        "sgdist render --type kubernetes --size m --replicas gitserver=3 --out k8s",
        "sgdist render --type container",
      ),
    )
    .action(async (_, command) => (await import("../commands/render.ts")).render(command.optsWithGlobals()));
}
