import type { AuditEntry } from "../../local/google/access/audit.ts";
import type { Rights } from "../../local/google/access/rights.ts";
import { UserError } from "../../spec/problem.ts";
import { marks, paint } from "../output/style.ts";
import { table } from "../output/table.ts";
import { running } from "./local.ts";

const memberPattern = /^(user|serviceAccount):[^\s:@]+@[^\s:@]+$/;

/** The command local token. */
export async function token(member: string, options: { seconds?: string; json?: boolean }): Promise<void> {
  if (!memberPattern.test(member)) {
    throw new UserError(
      `${member} is no identity. Allowed are user:NAME@DOMAIN and serviceAccount:NAME@PROJECT.iam.gserviceaccount.com.`,
    );
  }
  const seconds = options.seconds === undefined ? undefined : Number(options.seconds);
  if (seconds !== undefined && !(Number.isInteger(seconds) && seconds > 0)) {
    throw new UserError(`--seconds ${options.seconds}: allowed is a whole number above 0.`);
  }
  const given = await (await running()).token(member, seconds);
  console.log(options.json ? JSON.stringify({ token: given }) : given);
}

/** The command local group. */
export async function group(address: string, members: string[], options: { json?: boolean }): Promise<void> {
  if (!/^[^\s:@]+@[^\s:@]+$/.test(address)) throw new UserError(`${address} is no e-mail address of a group.`);
  const other = members.find((member) => !/^(user|serviceAccount|group):[^\s:@]+@[^\s:@]+$/.test(member));
  if (other !== undefined) {
    throw new UserError(`${other} can't be in a group. Allowed are user:, serviceAccount: and group: with an address.`);
  }
  const found = await (await running()).group(address, members.length > 0 ? members : undefined);
  if (options.json) console.log(JSON.stringify(found));
  else console.log(found.members.length > 0 ? found.members.join("\n") : `Nobody is in ${address}.`);
}

/** A full name as it is shown: without what is the same in all. */
const short = (name: string) =>
  name.replace(/^\/\/cloudresourcemanager\.googleapis\.com\//, "").replace(/^\/\/([^.]+)\.googleapis\.com\//, "$1 ");

/** The roles of one identity, as a table. */
export function describeRights({ member, rights, missing }: Rights): string {
  const rows = rights.map(({ role, on, used, needed, size }) => [
    role.replace(/^roles\//, ""),
    short(on),
    String(size),
    String(used.length),
    String(needed.length),
  ]);
  const drawn = rows.length > 0 ? [table(["ROLE", "ON", "PERMISSIONS", "USED", "NEEDED"], rows, [2, 3, 4])] : [];
  const lacks = missing.map((permission) => `${marks.failed} ${permission} was given by nothing else`);
  return [paint("bold", member), ...drawn, ...lacks].join("\n");
}

/** The command local access. */
export async function access(member: string | undefined, options: { without?: string; json?: boolean }): Promise<void> {
  const all = await (await running()).rights(options.without?.split(",") ?? []);
  const found = all.filter((each) => member === undefined || each.member.startsWith(member));
  if (found.length === 0) throw new UserError(`Nobody called ${member} has a role or made use of one.`);
  console.log(options.json ? JSON.stringify(found, null, 2) : found.map(describeRights).join("\n\n"));
}

/** What was refused, once each, with how often. */
export function describeRefusals(entries: readonly AuditEntry[]): string {
  if (entries.length === 0) return "Nothing was refused.";
  const counts = new Map<string, { row: string[]; count: number }>();
  for (const { protoPayload } of entries) {
    const { permission, resource } = protoPayload.authorizationInfo[0]!;
    const row = [protoPayload.authenticationInfo.principalSubject, permission, resource];
    const known = counts.get(row.join(" "))?.count ?? 0;
    counts.set(row.join(" "), { row, count: known + 1 });
  }
  const rows = [...counts.values()].map(({ row, count }) => [...row, String(count)]);
  return table(["IDENTITY", "PERMISSION", "ON", "TIMES"], rows, [3]);
}

/** The command local refusals. */
export async function refusals(options: { json?: boolean }): Promise<void> {
  const entries = await (await running()).refusals();
  console.log(options.json ? JSON.stringify(entries, null, 2) : describeRefusals(entries));
}
