import { closest } from "fastest-levenshtein";
import { takeInventory } from "../../google/inventory/index.ts";
import type { Inventory } from "../../google/inventory/types.ts";
import { reportFacts } from "../../policies/audit/facts.ts";
import { auditReport } from "../../policies/audit/report.ts";
import { guidelines } from "../../policies/index.ts";
import { type Live, liveLandscape } from "../../policies/landscape/live/index.ts";
import { plannedLandscape } from "../../policies/landscape/plan/index.ts";
import { loadSettings } from "../../policies/settings/load.ts";
import { UserError } from "../../spec/problem.ts";
import { type Context, openContext, today } from "../context.ts";
import { auditText } from "../output/audit.ts";
import { Live as Progress } from "../output/live.ts";
import { exitCodes, Reported } from "../run.ts";

/** Lists what there is, and says on stderr how far it is. */
export async function listLive({ specification, workspace }: Context): Promise<Inventory> {
  const progress = new Progress(false);
  const { organization, billingAccount } = specification.organization;
  const watch = (what: string) => progress.watch("listing", undefined, what);
  watch("resources");
  try {
    const inventory = await takeInventory(workspace.google, {
      organization: organization.id,
      billingAccount,
      report: watch,
    });
    const { resources, policies, projects } = inventory;
    progress.finish(
      "listing",
      `${resources.length} resources, ${policies.length} policies, ${projects.size} projects`,
      false,
    );
    return inventory;
  } finally {
    progress.stop();
  }
}

/** The folder that is meant, by key or number. */
export function folderNamed({ landscape, folders }: Live, asked: string | undefined): string | undefined {
  if (asked === undefined) return undefined;
  const id = landscape.folders.has(asked) ? asked : folders.get(asked);
  if (id !== undefined) return id;
  const known = [...landscape.folders.keys()];
  const hint = known.length > 0 ? ` Did you mean ${closest(asked, known)}?` : "";
  throw new UserError(
    `--folder: found ${asked}, which no live folder is called; allowed: ${known.join(", ") || "none: there are no folders"}.${hint}`,
  );
}

/** The command guideline audit: holds what there is against the guidelines. Changes nothing. */
export async function audit(options: {
  json?: boolean;
  target?: string;
  folder?: string;
  format?: string;
}): Promise<void> {
  const context = await openContext(options.target);
  const { root, specification } = context;
  const settings = loadSettings(root, specification);
  const planned = plannedLandscape(specification, today());
  const live = liveLandscape(await listLive(context), planned);
  const folder = folderNamed(live, options.folder);
  const report = auditReport({
    guidelines,
    settings,
    specification,
    live: live.landscape,
    planned,
    today: today(),
    ...(folder !== undefined && { folder }),
  });
  if (options.json || options.format === "json") {
    console.log(JSON.stringify({ ...reportFacts(report), unseen: live.unseen }, null, 2));
  } else {
    const { domain } = specification.organization.organization;
    console.log(auditText(report, folder === undefined ? domain : `${domain}, only ${folder}`, live.unseen));
  }
  if (report.refused) throw new Reported(exitCodes.failed);
}
