import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { parseSpecification } from "../../spec/load.ts";
import type { Specification } from "../../spec/specification.ts";
import { goodFiles, replace, today } from "./specification.ts";

/** What Slack answers in place of taking a message. */
export interface SlackFault {
  status: number;
  headers?: Record<string, string>;
  body?: object | string;
  /** It takes the message, but never answers. */
  silent?: boolean;
}

/** A message that was posted. */
export interface Posted {
  channel: string;
  text: string;
  blocks: { type: string }[];
  mrkdwn: string;
  parse: string;
  link_names: string;
  unfurl_links: string;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
};

/** The part of Slack's Web API that is in use: chat.postMessage, with a token that must be right. */
export class SlackServer {
  readonly posted: Posted[] = [];
  /** Each is used up by one call. */
  readonly faults: SlackFault[] = [];
  /** How many calls there were. */
  calls = 0;
  /** Called when a message has come, before it is answered. */
  taken: () => unknown = () => undefined;

  readonly #server = createServer(async (request, response) => {
    const form = new URLSearchParams(await bodyOf(request));
    this.calls++;
    const answer = (status: number, body: object | string, headers = {}) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    };
    const fault = this.faults.shift();
    if (fault && !fault.silent) return answer(fault.status, fault.body ?? "", fault.headers);
    if (request.url !== "/api/chat.postMessage") return answer(200, { ok: false, error: "unknown_method" });
    if (request.headers.authorization !== "Bearer xoxb-test") return answer(200, { ok: false, error: "invalid_auth" });
    const { blocks, ...rest } = Object.fromEntries(form);
    this.posted.push({ ...rest, blocks: JSON.parse(blocks ?? "[]") } as Posted);
    await this.taken();
    if (!fault) answer(200, { ok: true, channel: form.get("channel"), ts: "1700000000.000100" });
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  /** What the base of its API is. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const notifications = `notifications:
  slack:
    channel: C0000GENERAL
    team: T0000EXAMPLE
    people: { U0000ADA0: ada, U0000BOB0: bob-the-builder }
  mail: { from: sgdist@example.com }
`;

/** The files of the good specification, with people who are told. */
export function notifyingFiles(): Map<string, string> {
  const withChannels = replace(goodFiles(), "organization.yaml", "kinds:\n", `${notifications}kinds:\n`);
  return replace(
    withChannels,
    "organization.yaml",
    '    costCode: "2010"\n',
    '    costCode: "2010"\n    slack: C0000SEARCH\n',
  );
}

export const notifyingSpecification = (): Specification => parseSpecification(notifyingFiles(), today);

/** The same files with the command in Slack: its project, an app of GitHub, and the opt-in. */
export function commandingFiles(): Map<string, string> {
  const organization = "organization.yaml";
  const asked = replace(
    notifyingFiles(),
    organization,
    "    team: T0000EXAMPLE\n",
    "    team: T0000EXAMPLE\n    commands: true\n",
  );
  const withApp = replace(
    asked,
    organization,
    "  branch: main\n",
    '  branch: main\n  app: { id: "12345", installation: "67890" }\n',
  );
  const withProject = replace(
    withApp,
    organization,
    "  ci: { id: tst-ci-r8fd, budget: 900, owner: search }\n",
    "  ci: { id: tst-ci-r8fd, budget: 900, owner: search }\n  slack: { id: tst-slack-q5jx, budget: 20 }\n",
  );
  const entry = 'tst-slack-q5jx: { for: shared/slack, since: "2026-11-01" }\n';
  return new Map(withProject).set("ledger.yaml", `${withProject.get("ledger.yaml")}${entry}`);
}

export const commandingSpecification = (): Specification => parseSpecification(commandingFiles(), today);
