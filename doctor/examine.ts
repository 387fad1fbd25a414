import { type Checked, runChecks } from "../bootstrap/checks.ts";
import type { GoogleClient } from "../google/client.ts";
import { UserError } from "../spec/problem.ts";
import type { Specification } from "../spec/specification.ts";
import { type Claim, claims } from "./claims.ts";

/** What came of looking after a claim. `by hand`: no read shows it. */
export interface Examined {
  id: string;
  claim: string;
  verdict: Checked["verdict"] | "by hand";
  /** What isn't as claimed, or couldn't be read. */
  wrong: readonly Pick<Checked, "what" | "found">[];
  /** What a person does instead. */
  hand?: string;
}

/**
 * The claims of some IDs, or all.
 * @throws UserError for an ID that none has.
 */
export function chosenClaims(ids: readonly string[]): readonly Claim[] {
  const unknown = ids.filter((id) => !claims.some((claim) => claim.id === id));
  if (unknown.length > 0) {
    const known = claims.map(({ id }) => id).join(", ");
    throw new UserError(`Nothing is called ${unknown.join(" or ")}. There are: ${known}.`);
  }
  return ids.length === 0 ? claims : claims.filter(({ id }) => ids.includes(id));
}

/** Whether each claim is as it is said, as far as reads show it. What couldn't be read isn't shown. */
export const allShown = (examined: readonly Examined[]): boolean =>
  examined.every(({ verdict }) => verdict === "ok" || verdict === "by hand");

/** What checks come to: one that differs decides, then one that couldn't be read. */
function verdictOf(checked: readonly Checked[]): Checked["verdict"] {
  const has = (verdict: Checked["verdict"]) => checked.some((each) => each.verdict === verdict);
  return has("differs") ? "differs" : has("unknown") ? "unknown" : "ok";
}

/**
 * Looks after claims on the organisation that the client reaches, one after the other. Only reads are sent. `now`:
 * milliseconds since the epoch.
 */
export async function examineClaims(
  client: GoogleClient,
  specification: Specification,
  chosen: readonly Claim[],
  now: number,
): Promise<Examined[]> {
  const examined: Examined[] = [];
  for (const { id, claim, shownBy } of chosen) {
    if ("hand" in shownBy) {
      examined.push({ id, claim, verdict: "by hand", wrong: [], hand: shownBy.hand });
      continue;
    }
    const checked = await runChecks(client, shownBy.checks(specification, now));
    const wrong = checked
      .filter(({ verdict }) => verdict !== "ok")
      .map(({ what, found }) => ({ what, ...(found !== undefined && { found }) }));
    examined.push({ id, claim, verdict: verdictOf(checked), wrong });
  }
  return examined;
}
