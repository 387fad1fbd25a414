import { apis } from "../../local/google/apis/index.ts";
import type { NewFault } from "../../local/switchboard.ts";
import { UserError } from "../../spec/problem.ts";

/** The options of `local fault add`. */
export interface FaultOptions {
  api: string;
  method?: string;
  status?: string;
  message?: string;
  delay?: string;
  times?: string;
  every?: string;
  unready?: string;
  cut?: boolean;
  json?: boolean;
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A span of time such as "500ms", "2s", "+3d" or "-1h", in milliseconds. */
export function parseSpan(text: string): number {
  const [, sign, count, unit] = /^([+-]?)(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  if (!count)
    throw new UserError(`${text} is no span of time. Allowed is a number with ms, s, m, h or d, such as 2s or +3d.`);
  return Number(count) * units[unit!]! * (sign === "-" ? -1 : 1);
}

/** A span of time that isn't negative. */
function parseLength(option: string, text: string): number {
  const length = parseSpan(text);
  if (length < 0) throw new UserError(`--${option} ${text}: allowed is a span of time from 0, such as 2s.`);
  return length;
}

function parseCount(option: string, text: string, from: number, to = Number.MAX_SAFE_INTEGER): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= from && count <= to) return count;
  throw new UserError(`--${option} ${text}: allowed is a whole number from ${from}${to < 1000 ? ` to ${to}` : ""}.`);
}

/** Checks what was asked of a fault: a fault that can strike nothing is a mistake. */
export function checkFault(options: FaultOptions): NewFault {
  const { api, method = "*", status, message, delay, times, every, unready, cut } = options;
  const names = apis.map(({ host }) => host.split(".")[0]!);
  const known = apis.find(({ host }) => host === api || host.split(".")[0] === api);
  if (!known) throw new UserError(`--api ${api}: the local cloud serves ${names.join(", ")}.`);
  const pattern = new RegExp(`^${method.split("*").map(RegExp.escape).join(".*")}$`);
  const methods = [...new Set(known.routes.map(({ id }) => id))];
  if (!methods.some((id) => pattern.test(id))) {
    throw new UserError(`--method ${method}: ${api} has ${methods.join(", ")}. * stands for any part.`);
  }
  if (status === undefined && delay === undefined && unready === undefined && !cut) {
    throw new UserError("What is to go wrong? Say --status, --delay, --unready or --cut.");
  }
  return {
    api: known.host,
    method,
    ...(status !== undefined && { status: parseCount("status", status, 400, 599) }),
    ...(message !== undefined && { message }),
    ...(delay !== undefined && { delay: parseLength("delay", delay) }),
    ...(times !== undefined && { times: parseCount("times", times, 1) }),
    ...(every !== undefined && { every: parseCount("every", every, 1) }),
    ...(unready !== undefined && { unready: parseLength("unready", unready) / 1000 }),
    ...(cut && { cut }),
  };
}
