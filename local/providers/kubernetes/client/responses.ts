import type { IncomingMessage } from "node:http";
import type { Properties } from "../../grpc/values.ts";
import { Refusal } from "./failures.ts";

/** The lines of an answer, as they come. */
export async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  response.setEncoding("utf8");
  let rest = "";
  for await (const chunk of response) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    yield* lines.filter(Boolean);
  }
}

/** What an answer says, or the Refusal that it is. */
export function read(response: IncomingMessage, text: string): Properties {
  const code = response.statusCode ?? 0;
  let body: Properties;
  try {
    body = text ? (JSON.parse(text) as Properties) : {};
  } catch {
    body = { message: text.trim() };
  }
  if (code >= 200 && code < 300) return body;
  throw new Refusal(code, body);
}

/** Reads what a server warns of in headers such as: 299 - "v1 Endpoints is deprecated in v1.33+". */
export function warningsOf(response: IncomingMessage): string[] {
  const values = response.headersDistinct.warning ?? [];
  return values.flatMap((value) =>
    [...value.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text!.replaceAll(/\\(.)/g, "$1")),
  );
}
