import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GithubError } from "../../github/client.ts";
import type { SlackMessage } from "../../notices/slack-text.ts";
import { destroyAction } from "../../slack/answer.ts";
import type { EnvironmentFacts, SlackFacts } from "../../slack/facts.ts";
import { type LogLine, type SlackRequest, slackHandler, type Tools } from "../../slack/handler.ts";
import { signatureOf } from "../../slack/verify.ts";

export const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";
export const start = Date.parse("2026-11-28T12:00:00Z");

/** The environment that may go. */
export const demo: EnvironmentFacts = {
  name: "demo",
  project: "tst-demo-d9hc",
  kind: "dynamic",
  tier: "nonproduction",
  deletion: "disposable",
  owner: "search",
  purpose: "Shows search to somebody.",
  deployment: "container main xs",
  budget: 100,
  expires: "2026-12-01",
  latest: "2026-12-20",
  goes: ["the project tst-demo-d9hc, with all that is in it"],
  digest: "0123456789abcdef",
};
const { expires: _, latest: __, ...lasting } = demo;
export const copy: EnvironmentFacts = { ...lasting, name: "copy", project: "tst-copy-a2bc", deletion: "guarded" };
export const live: EnvironmentFacts = {
  ...lasting,
  name: "live",
  project: "tst-live-t5wk",
  kind: "production",
  tier: "production",
  deletion: "protected",
  url: "https://live.example.net",
};
export const facts: SlackFacts = { version: 1, environments: [copy, demo, live] };

/** An answer that came after its request. */
export interface Followed {
  response_type: string;
  replace_original: boolean;
  text: string;
}

/** Where answers go that come after their requests, as a server. */
export class ResponseUrls {
  readonly got: Followed[] = [];
  /** Statuses in place of good ones; each is used up by one answer. */
  readonly faults: number[] = [];
  readonly #server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const fault = this.faults.shift();
      if (!fault) this.got.push(JSON.parse(body));
      response.writeHead(fault ?? 200, fault === 302 ? { location: "https://evil.example" } : {}).end();
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The function as Slack sees it, over a repository that remembers what it was told. */
export class SlackStand {
  now = start;
  facts: SlackFacts = facts;
  readonly log: LogLine[] = [];
  /** What was started. */
  readonly started: unknown[][] = [];
  /** Called before something is started. */
  starting: () => Promise<void> = async () => undefined;
  readonly handle: ReturnType<typeof slackHandler>;
  #serial = 0;
  readonly #origin: string;

  constructor(origin: string, given: Partial<Tools> = {}) {
    this.#origin = origin;
    this.handle = slackHandler({
      config: {
        team: "T0000EXAMPLE",
        people: { U0000ADA0: "ada", U0000BOB0: "bob", U0000EVE0: "eve" },
        repository: "example/infrastructure",
        branch: "main",
        app: { id: "1", installation: "2" },
        facts: { bucket: "b", object: "o" },
        secrets: { project: "p", signing: "s", appKey: "k" },
      },
      signingSecret: async () => signingSecret,
      repository: {
        mayWrite: async (login) => login !== "eve",
        dispatch: async (...started) => {
          await this.starting();
          this.started.push(started);
        },
      },
      facts: async () => this.facts,
      now: () => this.now,
      log: (line) => this.log.push(line),
      responseOrigin: origin,
      ...given,
    });
  }

  /** Signs a body as Slack does. */
  signed(body: string, given: { time?: number; headers?: SlackRequest["headers"] } = {}): SlackRequest {
    const timestamp = String(Math.floor((given.time ?? this.now) / 1000));
    const bytes = Buffer.from(body);
    return {
      method: "POST",
      headers: {
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": signatureOf(signingSecret, timestamp, bytes),
        ...given.headers,
      },
      body: bytes,
    };
  }

  /** The body of a command. No two are the same, as with Slack. */
  commandBody(text: string, more: Record<string, string> = {}): string {
    return new URLSearchParams({
      team_id: "T0000EXAMPLE",
      user_id: "U0000ADA0",
      user_name: "ada",
      command: "/sgdist",
      text,
      response_url: `${this.#origin}/commands/1`,
      trigger_id: String(this.#serial++),
      ...more,
    }).toString();
  }

  /** The body of a press of a button. */
  pressBody(value: unknown, more: Record<string, unknown> = {}): string {
    const payload = {
      type: "block_actions",
      team: { id: "T0000EXAMPLE" },
      user: { id: "U0000ADA0" },
      response_url: `${this.#origin}/actions/1`,
      trigger_id: String(this.#serial++),
      actions: [{ action_id: destroyAction, value }],
      ...more,
    };
    return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  }

  async ask(text: string, more: Record<string, string> = {}) {
    return this.handle(this.signed(this.commandBody(text, more)));
  }

  async press(value: unknown, more: Record<string, unknown> = {}) {
    const response = await this.handle(this.signed(this.pressBody(value, more)));
    await response.after;
    return response;
  }
}

/** What GitHub says when it is down. */
export const down = () => new GithubError("starting environment.yml", 503, "is down");

/** What the button of an answer carries. */
export function valueIn({ body }: { body: object | undefined }): string {
  const block = (body as SlackMessage).blocks.find(({ type }) => type === "actions");
  return (block as { elements: { value: string }[] }).elements[0]!.value;
}
