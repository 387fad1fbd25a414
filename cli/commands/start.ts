import { startCloud } from "../../local/cloud.ts";
import { seedOf } from "../../local/seed.ts";
import { progress } from "../../local/toolchain/progress.mjs";
import { ensurePulumi } from "../../local/toolchain/pulumi.ts";
import { loadSpecification } from "../../spec/load.ts";
import { openContext, projectRoot, today } from "../context.ts";
import { paint } from "../output/style.ts";
import { conclude, operateAll } from "./operate.ts";

/** The command start: from nothing to a whole organisation that can be looked at. */
export async function start(): Promise<void> {
  const root = projectRoot();
  const { organization } = loadSpecification(root, today());
  await ensurePulumi();
  await progress("Starting the local Google Cloud", () => startCloud(root, seedOf(organization)));
  console.log(
    paint(
      "bold",
      `Building ${organization.organization.domain} on a local Google Cloud (simulated, no account needed)`,
    ),
  );
  const context = await openContext("local");
  conclude(await operateAll(context, context.stacks, "up", {}), "up", {});
}
