import { existsSync, writeFileSync } from "node:fs";
import { listPolicies } from "../../google/inventory/assets.ts";
import { listProject } from "../../google/inventory/project-assets.ts";
import { checklist } from "../../migration/checklist.ts";
import { migrationPlan } from "../../migration/plan.ts";
import { movedHere, runMigration } from "../../migration/run.ts";
import { targetProject } from "../../migration/target.ts";
import { UserError } from "../../spec/problem.ts";
import { openContext } from "../context.ts";
import { Live } from "../output/live.ts";
import { migrationText, outcomesText } from "../output/migration.ts";
import { exitCodes, Reported } from "../run.ts";

/** The command migrate-project: reads both projects and, without --run, changes nothing. */
export async function migrateProject(
  source: string,
  options: { to: string; out?: string; run?: boolean; json?: boolean; target?: string },
): Promise<void> {
  if (options.out !== undefined && existsSync(options.out)) {
    throw new UserError(`--out ${options.out}: there is a file of that name already; choose another, or remove it.`);
  }
  const { specification, workspace } = await openContext(options.target);
  const target = targetProject(specification, options.to, source);
  const progress = new Live(false);
  const watch = (what: string) => progress.watch("listing", undefined, what);
  try {
    watch(source);
    const { number, resources } = await listProject(workspace.google, source, (count) => watch(`${count} resources`));
    const organization = specification.organization.organization.id;
    const policies = await listPolicies(workspace.google, organization, (count) => watch(`${count} policies`));
    progress.finish("listing", `${resources.length} resources, ${policies.length} policies`, false);
    const plan = migrationPlan({ source: { id: source, number }, target, resources, policies });
    if (options.out !== undefined) writeFileSync(options.out, checklist(plan), { flag: "wx" });
    if (!options.run) {
      console.log(options.json ? JSON.stringify(plan, null, 2) : migrationText(plan, options.out));
      return;
    }
    watch("copying");
    const outcomes = await runMigration(workspace.google, plan, watch);
    progress.finish("copying", `${outcomes.length} things`, false);
    const open = plan.moved.filter(({ type }) => !movedHere.includes(type)).length;
    console.log(options.json ? JSON.stringify({ ...plan, outcomes }, null, 2) : outcomesText(outcomes, open));
    if (outcomes.some(({ outcome }) => outcome === "failed")) throw new Reported(exitCodes.failed);
  } finally {
    progress.stop();
  }
}
