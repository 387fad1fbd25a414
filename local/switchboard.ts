import { type Endpoints, readEndpoints } from "./endpoints.ts";
import type { Use } from "./google/access/access.ts";
import type { AuditEntry } from "./google/access/audit.ts";
import type { Rights } from "./google/access/rights.ts";
import type { CloudStatus, WebAnswer } from "./google/control.ts";
import type { Fault } from "./google/core/faults.ts";
import type { Profile } from "./google/core/timing.ts";
import type { Advanced } from "./google/meter/advance.ts";
import type { MeterStatus } from "./google/meter/status.ts";

/** What can be asked of a fault, before it is counted. */
export type NewFault = Omit<Fault, "id" | "seen" | "struck">;

/** Speaks to the switchboard of a running local cloud. */
export class Switchboard {
  readonly #endpoints: Endpoints;

  constructor(endpoints: Endpoints) {
    this.#endpoints = endpoints;
  }

  /** The switchboard of the cloud in a folder; undefined when none answers there. */
  static async find(directory: string): Promise<Switchboard | undefined> {
    const endpoints = readEndpoints(directory);
    if (!endpoints) return undefined;
    const switchboard = new Switchboard(endpoints);
    const status = await switchboard.status().catch(() => undefined);
    // Another program may have got the port since.
    return status?.pid === endpoints.pid ? switchboard : undefined;
  }

  status(): Promise<CloudStatus> {
    return this.#ask("GET", "/status");
  }

  addFault(fault: NewFault): Promise<Fault> {
    return this.#ask("POST", "/faults", fault);
  }

  /** Clears one fault, or all. */
  clearFaults(id?: string): Promise<{ cleared: number }> {
    return this.#ask("DELETE", "/faults", { id });
  }

  /** Sets how far the clock is ahead of the machine's, in milliseconds. */
  moveClock(offset: number): Promise<{ time: string; clockOffset: number }> {
    return this.#ask("POST", "/clock", { offset });
  }

  /**
   * Lets the clock go forward hour by hour towards an offset, for about so many milliseconds: what each hour sets off may
   * take longer.
   */
  advanceClock(offset: number, milliseconds: number): Promise<Advanced> {
    return this.#ask("POST", "/clock/advance", { offset, milliseconds }, milliseconds + 120_000);
  }

  /** What was metered, and how far. */
  meter(): Promise<MeterStatus> {
    return this.#ask("GET", "/meter");
  }

  /** Gives a billing account an amount, in millionths of its currency's unit, that costs are taken from first. */
  promote(account: string, name: string, amount: number): Promise<object> {
    return this.#ask("POST", "/meter/promotions", { account, name, amount });
  }

  /** A token of a user or service account, as if they had logged in. `member`: "user:ada@example.com". */
  async token(member: string, seconds?: number): Promise<string> {
    return (await this.#ask<{ token: string }>("POST", "/tokens", { member, seconds })).token;
  }

  /** A token of an outside issuer, such as GitHub's for a workflow, with a real signature by a key that stands in for its. */
  async outsideToken(issuer: string, claims: Record<string, unknown>): Promise<string> {
    return (await this.#ask<{ token: string }>("POST", "/outside-tokens", { issuer, claims })).token;
  }

  /** Sends a request to something that the cloud runs, as a stranger on the internet would. */
  web(url: string, request: { method?: string; headers?: Record<string, string>; body?: string }): Promise<WebAnswer> {
    return this.#ask("POST", "/web", { url, ...request }, 60_000);
  }

  /** Says who is in a group, by its e-mail address; without members, tells who is. */
  group(group: string, members?: readonly string[]): Promise<{ members: string[] }> {
    return this.#ask("POST", "/groups", { group, members });
  }

  /** What everybody made use of since the cloud was started, by member. */
  uses(): Promise<Record<string, Use[]>> {
    return this.#ask("GET", "/uses");
  }

  /**
   * What everybody did with the roles that they have. `ignored`: roles that are taken for not given, such as
   * "roles/owner", which the maker of a project gets.
   */
  rights(ignored: readonly string[] = []): Promise<Rights[]> {
    return this.#ask("POST", "/rights", { ignored });
  }

  /** What was refused lately, oldest first. */
  refusals(): Promise<AuditEntry[]> {
    return this.#ask("GET", "/audit");
  }

  setTiming(profile: Profile): Promise<{ profile: Profile }> {
    return this.#ask("POST", "/timing", { profile });
  }

  stop(): Promise<object> {
    return this.#ask("POST", "/stop");
  }

  async #ask<T>(method: string, path: string, body?: object, limit = 60_000): Promise<T> {
    const response = await fetch(this.#endpoints.control + path, {
      method,
      headers: { authorization: `Bearer ${this.#endpoints.token}` },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(limit),
    });
    const answer = (await response.json()) as T & { error?: { message: string } };
    if (!response.ok) throw new Error(answer.error?.message ?? `the local cloud answered ${response.status}`);
    return answer;
  }
}
