import { type Command, Option } from "commander";
import { examples } from "./examples.ts";
import { appliesTo, type RenderOptions, types } from "./render-options.ts";

/** Collects what is said several times. */
const several = (text: string, before: string[] = []): string[] => [...before, text];

/** Takes any text: what is wrong is told together with all else that is, once everything is known. */
const asTyped = (text: string): string => text;

/** A description that says for which types an option is. */
const only = (name: keyof RenderOptions, text: string): string => `${text} (${appliesTo[name]!.join(", ")} only)`;

/** The command `render`. */
export function defineRender(program: Command): void {
  program
    .command("render")
    .description("write Sourcegraph as files for a cluster, for Compose, or for a single container")
    .addOption(new Option("--type <type>", "how it is deployed; required").choices(types).argParser(asTyped))
    .option("--version <version>", "of Sourcegraph; default: the newest that is known")
    .addOption(new Option("--size <size>", "default: s").choices(["xs", "s", "m", "l", "xl"]).argParser(asTyped))
    .option("--replicas <service=count>", only("replicas", "the replicas of a service; can be repeated"), several)
    .option("--namespace <name>", only("namespace", "where everything is; default: sourcegraph"))
    .option("--project <name>", only("project", "what names of volumes begin with; default: docker-compose"))
    .option("--domain <name>", only("domain", "under which people reach it; default: none"))
    .option("--storage-class <name>", only("storageClass", "of claims; default: the cluster's own"))
    .option("--ingress-class <name>", only("ingressClass", "of the way in; default: nginx"))
    .option("--tls-secret <name>", only("tlsSecret", "the domain's certificate; default: none, and plain HTTP"))
    .option("--registry <prefix>", "where images come from; default: Sourcegraph's own")
    .option("--out <folder>", "where to; default: everything to the terminal")
    .option("--force", "do what is refused otherwise, as the message says; needs --out")
    .option("--new-credentials", only("newCredentials", "make those anew that are lost; needs --out"))
    .addHelpText(
      "after",
      examples(
        "sgdist render --type compose --version 7.2.1943 --out compose",
        "sgdist render --type kubernetes --size m --replicas gitserver=3 --out k8s",
        "sgdist render --type container",
      ),
    )
    .action(async (_, command) => (await import("../commands/render.ts")).render(command.optsWithGlobals()));
}
