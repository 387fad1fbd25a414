import type { Notice } from "../../notices/notice.ts";
import { UserError } from "../../spec/problem.ts";
import { openContext } from "../context.ts";
import { limitNoticesIn, noticesIn, type Told, tell, warnOf, warnOfUnread } from "../notices.ts";
import { cut, marks, paint } from "../output/style.ts";
import { table } from "../output/table.ts";
import { exitCodes, Reported } from "../run.ts";

/** The options of notify. */
export interface NotifyOptions {
  dryRun?: boolean;
  json?: boolean;
  target?: string;
}

function show(notices: readonly Notice[], { json }: NotifyOptions): void {
  if (json) console.log(JSON.stringify({ dryRun: true, notices }, null, 2));
  else if (notices.length === 0) console.log("The journals tell of nothing.");
  else {
    const rows = notices.map(({ at, title, tell }) => [at.slice(0, 10), cut(title, 44), tell]);
    console.log(table(["DAY", "WHAT", "TOLD"], rows));
  }
}

function summary({ sent, failed }: Told): string {
  if (failed.length > 0) return `${paint("red", marks.failed)} ${sent.length} sent, ${failed.length} failed.`;
  if (sent.length === 0) return `${paint("green", marks.done)} Everybody was told already.`;
  return `${paint("green", marks.done)} ${sent.length} sent.`;
}

/** The command notify. */
export async function notify(options: NotifyOptions): Promise<void> {
  const context = await openContext(options.target);
  if (!context.specification.organization.notifications) {
    throw new UserError(
      "Nobody is told: organization.yaml has no `notifications`. docs/notifications.md tells how to set them up.",
    );
  }
  const { notices: limits, unread } = await limitNoticesIn(context);
  const notices = [...(await noticesIn(context)), ...limits];
  let isWell = unread === undefined;
  if (options.dryRun) show(notices, options);
  else {
    const told = await tell(context, notices, "nonproduction");
    if (options.json) console.log(JSON.stringify(told, null, 2));
    else console.log(summary(told));
    warnOf(told);
    isWell &&= told.failed.length === 0 && told.missing.length === 0;
  }
  if (unread !== undefined) warnOfUnread(unread);
  if (!isWell) throw new Reported(exitCodes.failed);
}
