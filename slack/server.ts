import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type LogLine, longest, type SlackRequest, type SlackResponse } from "./handler.ts";

/** What a request brought; undefined where it is longer than anything of Slack's, of which no more is read. */
function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > longest) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on("data", (part: Buffer) => {
      size += part.length;
      if (size <= longest) parts.push(part);
      else {
        request.pause();
        resolve(undefined);
      }
    });
    request.once("end", () => resolve(Buffer.concat(parts)));
    request.once("error", reject);
  });
}

function answer(response: ServerResponse, status: number, body?: object): void {
  if (!body) response.writeHead(status).end();
  else response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}

/**
 * Serves what Slack sends: commands, and buttons that were pressed. By itself and in no framework, as the signature is over the
 * bytes as they came, and nothing that a stranger sends is to be read further than that takes.
 */
export function slackServer(
  handle: (request: SlackRequest) => Promise<SlackResponse>,
  log: (line: LogLine) => void,
): Server {
  return createServer(async (request, response) => {
    try {
      const { method = "", headers } = request;
      const body = method === "POST" ? await bodyOf(request) : Buffer.alloc(0);
      if (!body) {
        response.setHeader("connection", "close");
        return answer(response, 413);
      }
      const { status, body: said, after } = await handle({ method, headers, body });
      answer(response, status, said);
      await after;
    } catch (error) {
      log({ severity: "ERROR", message: `A request failed: ${(error as Error).message}` });
      if (!response.headersSent) answer(response, 500);
    }
  });
}
