import { farthest } from "../../local/google/core/clock.ts";
import type { MeterStatus } from "../../local/google/meter/status.ts";
import { progress } from "../../local/toolchain/progress.mjs";
import { UserError } from "../../spec/problem.ts";
import { micros } from "../../spending/money.ts";
import { marks, paint } from "../output/style.ts";
import { facts, table } from "../output/table.ts";
import { movedBy, running } from "./local.ts";
import { parseSpan } from "./local-arguments.ts";

/** Milliseconds between two looks at how far the clock is. */
const piece = 1000;

/** The command local clock advance. */
export async function advance(span: string, options: { json?: boolean }): Promise<void> {
  const length = parseSpan(span);
  if (length <= 0) throw new UserError(`${span}: allowed is a span of time above 0, such as 30d.`);
  const switchboard = await running();
  const { clockOffset } = await switchboard.status();
  const target = clockOffset + length;
  if (target > farthest) throw new UserError(`${span} is too far. The clock moves by 100 years at most.`);
  await progress(`${span} pass in the local cloud`, async (say) => {
    for (;;) {
      const { offset, done } = await switchboard.advanceClock(target, piece);
      if (done) return;
      say(`${Math.floor(((offset - clockOffset) / length) * 100)} %`);
    }
  });
  const after = await switchboard.status();
  if (options.json) console.log(JSON.stringify({ time: after.time, offset: after.clockOffset }));
  else console.log(after.time + movedBy(after.clockOffset));
}

/** The command local meter. */
export async function meter(options: { month?: string; json?: boolean }): Promise<void> {
  const found = await (await running()).meter();
  const asked = options.month === undefined ? undefined : parseMonth(options.month);
  if (options.json) {
    const months = found.months.filter(({ month }) => asked === undefined || month === asked);
    console.log(JSON.stringify({ ...found, months }, null, 2));
  } else console.log(describe(found, asked ?? found.months.at(-1)?.month));
}

function parseMonth(text: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text))
    throw new UserError(`--month ${text}: allowed is a month such as 2026-11.`);
  return text.replace("-", "");
}

const amount = (units: number) => units.toFixed(2);
const minute = (time: string) => time.slice(0, 16).replace("T", " ");

function describe({ time, metered, exported, projects, months, pending, unpriced }: MeterStatus, month = ""): string {
  const until = new Map(projects.map(({ project, exported: time }) => [project, time]));
  const rows = months
    .filter((each) => each.month === month)
    .map(({ project, cost, credits }) => [project, amount(cost), amount(credits), minute(until.get(project) ?? "")]);
  const sums = facts([
    ["metered until", `${minute(metered)} UTC${metered > time ? ", as the clock was moved back since" : ""}`],
    ["last export", `${minute(exported)} UTC`],
    ["rows to come", String(pending)],
  ]);
  const shown =
    rows.length === 0
      ? "Nothing was metered."
      : table([`${month.slice(0, 4)}-${month.slice(4)}`, "COST", "CREDITS", "IN THE EXPORT UNTIL"], rows, [1, 2]);
  const missing = unpriced.map((name) => `${paint("yellow", marks.waiting)} no price, so not metered: ${name}`);
  return [sums, "", shown, ...(missing.length > 0 ? ["", ...missing] : [])].join("\n");
}

/** The command local meter promote. */
export async function promote(text: string, options: { name: string; json?: boolean }): Promise<void> {
  const value = Number(text);
  if (!(value > 0) || value > 1_000_000) throw new UserError(`${text}: allowed is an amount of money up to a million.`);
  const switchboard = await running();
  const { seed } = await switchboard.status();
  const [account] = seed.billingAccounts;
  await switchboard.promote(account!.id, options.name, micros(value));
  const { currencyCode } = account!;
  if (options.json)
    console.log(JSON.stringify({ account: account!.id, name: options.name, amount: value, currencyCode }));
  else console.log(`${paint("green", marks.done)} ${account!.id} has ${currencyCode} ${amount(value)} to use up`);
}
