import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Resources } from "../../policies/examples/bases.ts";
import { type Ran, TestProject } from "./project.ts";

const checkout = join(import.meta.dirname, "..", "..");

/** The executable file of the policy pack. */
export const pack = join(checkout, "policies", "pack", "guidelines");

/** The specification of the checkout. */
function files(): Map<string, string> {
  const environments = readdirSync(join(checkout, "environments")).map((name) => `environments/${name}`);
  const names = ["organization.yaml", "ledger.yaml", ...environments];
  return new Map(names.map((name) => [name, readFileSync(join(checkout, name), "utf8")]));
}

const pulumiYaml = `name: examples
main: index.ts
stackConfigDir: .local/stacks
runtime: { name: nodejs, options: { typescript: false } }
`;

/** What a policy said in a run of the engine. */
export interface Said {
  readonly message: string;
  readonly enforcementLevel: string;
  readonly resourceUrn: string;
}

/** A project whose only stack has the resources that it is given, on a local cloud with nothing in it. */
export class ExampleProject extends TestProject {
  constructor() {
    super(files());
    this.write("Pulumi.yaml", pulumiYaml);
    this.write("package.json", '{ "type": "module" }');
    const program = pathToFileURL(join(checkout, "tests", "support", "example-program.ts")).href;
    this.write("index.ts", `import program from ${JSON.stringify(program)};\n\nprogram();\n`);
  }

  async prepare(): Promise<void> {
    await this.sgdist(["local", "up"]);
    await this.pulumi(["stack", "init", "examples", "--non-interactive"]);
  }

  /** Previews resources, or brings them up, with the policy pack. */
  async with(
    resources: Resources,
    args: string[],
    policies: string = pack,
    environment: NodeJS.ProcessEnv = {},
  ): Promise<Ran & { said: Said[] }> {
    this.write("resources.json", JSON.stringify(resources));
    const ran = await this.pulumi([...args, "--stack", "examples", "--json", "--policy-pack", policies], {
      PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
      ...environment,
    });
    const lines = ran.stdout.split("\n").filter((line) => line.includes('"policyEvent"'));
    return { ...ran, said: lines.map((line) => JSON.parse(line).policyEvent as Said) };
  }
}
