import { startCloud } from "../../local/cloud.ts";
import { seedOf } from "../../local/seed.ts";
import { progress } from "../../local/toolchain/progress.mjs";
import { ensurePulumi } from "../../local/toolchain/pulumi.ts";
import { loadSpecification } from "../../spec/load.ts";
import { openContext, projectRoot, today } from "../context.ts";
import { paint } from "../output/style.ts";
import { conclude, operateAll } from "./operate.ts";
import { showStatus } from "./status.ts";

const next = `
Try next:
  npx sgdist env list              the environments
  npx sgdist status dogfood        what runs in one of them
  npx sgdist preview --all         what would change: nothing
  npx sgdist local down            stop the local cloud; all of it stays
docs/first-steps.md goes on from here.`;

/** The command start: from nothing to a whole organisation that can be looked at. */
export async function start(options: { json?: boolean }): Promise<void> {
  const root = projectRoot();
  const { organization } = loadSpecification(root, today());
  await ensurePulumi();
  await progress("Starting the local Google Cloud", () => startCloud(root, seedOf(organization)));
  const { domain } = organization.organization;
  if (!options.json) console.log(paint("bold", `Building ${domain} on a local Google Cloud (simulated)`));
  const context = await openContext("local");
  conclude(context, await operateAll(context, context.stacks, "up", options), "up", options);
  if (options.json) return;
  console.log("");
  await showStatus(context, {});
  console.log(next);
}
