import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { rightsOfAll } from "./access/rights-of-all.ts";
import { callerOf } from "./core/caller.ts";
import type { Cloud, Seed } from "./core/cloud.ts";
import { ApiError, denied, invalid } from "./core/errors.ts";
import type { Fault } from "./core/faults.ts";
import type { Profile } from "./core/timing.ts";
import type { Identity } from "./core/tokens.ts";
import { type Advanced, advance } from "./meter/advance.ts";
import type { Meter } from "./meter/meter.ts";
import { meterStatus } from "./meter/status.ts";

/** What the local cloud says of itself. */
export interface CloudStatus {
  pid: number;
  /** The cloud's time, RFC 3339. */
  time: string;
  /** How far the clock was moved, in milliseconds. */
  clockOffset: number;
  timing: Profile;
  faults: Fault[];
  seed: Seed;
}

/** The switchboard is for who runs the cloud. */
function requireAdministrator({ access }: Cloud, identity: Identity): void {
  if (!access.isAdministrator(identity)) throw denied();
}

/** Whom a token can be asked for: "user:ada@example.com". */
const memberPattern = /^(user|serviceAccount):[^\s:@]+@[^\s:@]+$/;

/** What something that the cloud runs answered to a stranger. */
export interface WebAnswer {
  status: number;
  body: string;
}

type Command = (body: Record<string, unknown>) => object | Promise<object>;

/** Milliseconds that a jump of the clock waits for what it leads to; the rest is done after it. */
const jumpLimit = 3000;

/** What comes of a request of a stranger to something that the cloud runs: the names of Google lead nowhere here. */
async function fromInternet(cloud: Cloud, url: string, asked: RequestInit): Promise<WebAnswer> {
  if (!cloud.web.isOwn(url)) throw invalid(`Nothing that the cloud runs is at ${url}`);
  const answer = await cloud.web.fetch(new Request(url, asked));
  return { status: answer.status, body: await answer.text() };
}

/** The switchboard of the local cloud, which Google does not have: status, faults, clock, timing and meter. */
export function control(cloud: Cloud, meter: Meter, stop: () => void): Server {
  const commands: Record<string, Command> = {
    "GET /status": () =>
      ({
        pid: process.pid,
        time: cloud.clock.timestamp(0),
        clockOffset: cloud.clock.offset,
        timing: cloud.timing.profile,
        faults: cloud.faults.list(),
        seed: cloud.seed,
      }) satisfies CloudStatus,
    "POST /faults": (body) => cloud.faults.add(body as unknown as Fault),
    "DELETE /faults": (body) => ({ cleared: cloud.faults.clear(body.id as string | undefined) }),
    "POST /clock": async (body) => {
      cloud.clock.move(Number(body.offset));
      const work = meter.catchUp();
      // What fails after the answer is tried again when the meter looks next.
      work.catch(console.error);
      await Promise.race([work, sleep(jumpLimit)]);
      return { time: cloud.clock.timestamp(0), clockOffset: cloud.clock.offset };
    },
    "POST /clock/advance": async ({ offset, milliseconds }): Promise<Advanced> =>
      advance(cloud, meter, Number(offset), Number(milliseconds)),
    "GET /meter": () => meterStatus(cloud, meter),
    "POST /meter/promotions": ({ account, name, amount }) => {
      meter.promote(String(account), String(name), Number(amount));
      return {};
    },
    "POST /tokens": ({ member, seconds }) => {
      if (!memberPattern.test(String(member))) throw invalid(`Not a user or service account: ${member}`);
      return {
        token: cloud.tokens.issue({ member: String(member) }, seconds === undefined ? undefined : Number(seconds)),
      };
    },
    "POST /outside-tokens": ({ issuer, claims }) => ({
      token: cloud.issuers.sign(String(issuer), claims as Record<string, unknown>),
    }),
    "POST /web": ({ url, method, headers, body }) =>
      fromInternet(cloud, String(url), {
        method: String(method ?? "POST"),
        headers: (headers ?? {}) as Record<string, string>,
        ...(body !== undefined && { body: String(body) }),
      }),
    "POST /groups": ({ group, members }) => {
      if (members) cloud.directory.set(String(group), members as string[]);
      return { members: cloud.directory.members(String(group)) };
    },
    "GET /uses": () => cloud.access.uses(),
    "POST /rights": ({ ignored }) => rightsOfAll(cloud, (ignored as string[] | undefined) ?? []),
    "GET /audit": () => cloud.audit.entries as object,
    "POST /timing": (body) => {
      cloud.timing.profile = body.profile as Profile;
      return { profile: cloud.timing.profile };
    },
    "POST /stop": () => {
      setImmediate(stop);
      return {};
    },
  };
  return createServer(async (request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    try {
      requireAdministrator(cloud, callerOf(cloud.tokens, request.headers.authorization));
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
      const command = commands[`${request.method} ${request.url}`];
      if (command) answer(200, await command(body));
      else answer(404, { error: { message: `no such command: ${request.method} ${request.url}` } });
    } catch (error) {
      answer(error instanceof ApiError ? error.http : 400, { error: { message: String(error) } });
    }
  });
}
