import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { authorize } from "../access/authorize.ts";
import { AccessDenied } from "../access/denied.ts";
import { needsOf } from "../access/needs.ts";
import type { Api } from "./api.ts";
import type { Call } from "./call.ts";
import { callerOf } from "./caller.ts";
import type { Cloud } from "./cloud.ts";
import { withNames, withNumbers } from "./enums.ts";
import { ApiError, errorBody, httpStatus, invalid, notFound, type Status } from "./errors.ts";
import type { Fault } from "./faults.ts";
import { requireProject } from "./projects.ts";
import { HttpReply, partial, type Reply } from "./reply.ts";
import { type Route, Router } from "./router.ts";

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Serves one API on a port of its own: the same paths stand for different things on different hosts. */
export function serve(cloud: Cloud, api: Api): Server {
  const silent = api.routes.find(({ id }) => needsOf(api.permissions, id) === undefined);
  if (silent) throw new Error(`${api.host} doesn't say what ${silent.id} needs`);
  const router = new Router(api.routes);
  const server = createServer((request, response) => {
    answer(cloud, api, router, request, response).catch((error) => {
      console.error(error);
      send(
        cloud,
        response,
        new HttpReply(500, errorBody(new ApiError("INTERNAL", "Internal error encountered."), api.errors)),
      );
    });
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

async function answer(
  cloud: Cloud,
  api: Api,
  router: Router,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const bytes = await read(request);
  const url = new URL(request.url ?? "/", "http://localhost");
  // A HEAD is answered as a GET, of which HTTP then leaves the body out.
  const verb = request.method === "HEAD" ? "GET" : (request.method ?? "GET");
  const found = router.find(verb, url.pathname);
  const method = found ? `${api.host.split(".")[0]}.${found.route.id}` : `${request.method} ${url.pathname}`;
  const fault = found && cloud.faults.strike(api.host, found.route.id);
  const wait = cloud.timing.latency(method, verb !== "GET");
  if (wait > 0) await sleep(wait);
  let reply: HttpReply;
  try {
    const identity = api.anonymous
      ? { member: "allUsers" }
      : callerOf(cloud.tokens, request.headers.authorization, request.headers["proxy-authorization"]);
    if (fault?.status) throw injected(fault);
    if (!found) throw notFound(`Method not found: ${request.method} ${api.host}${url.pathname}`);
    const call: Call = {
      cloud,
      api,
      caller: identity.member,
      identity,
      params: found.params,
      query: url.searchParams,
      body: found.route.raw ? {} : withNames(parse(bytes, request.headers["content-type"]), api.enums ?? {}),
      bytes,
      headers: request.headers,
      path: url.pathname,
    };
    reply = json(run(call, found.route), call);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error instanceof AccessDenied) cloud.audit.denied(api, method, cloud.clock.timestamp(6), error);
    // Who asks with $alt, as Google's newer clients do, gets the newer form of errors.
    const style = api.errors === "both" && url.searchParams.has("$alt") ? "status" : api.errors;
    reply = found?.route.refusal?.(error) ?? new HttpReply(error.http, errorBody(error, style));
  }
  // A fault strikes when the work is done: whoever asked doesn't know that.
  if (fault?.delay) await sleep(fault.delay);
  if (fault?.cut) response.destroy();
  else send(cloud, response, reply);
}

/** One method call, all or nothing. */
function run(call: Call, route: Route): Reply {
  const { store, operations } = call.cloud;
  // On its own: what is due stays done, even if the call is refused.
  store.transaction(() => operations.settle());
  return store.transaction(() => {
    if (call.params.project && call.params.project !== "-") {
      call.project = requireProject(call.cloud, call.api, call.params.project);
    }
    authorize(call, route);
    return route.handle(call);
  });
}

function json(reply: Reply, call: Call): HttpReply {
  if (reply instanceof HttpReply) return reply;
  const numbers = call.query.get("$alt")?.includes("enum-encoding=int") && call.api.enums;
  return new HttpReply(200, partial(numbers ? withNumbers(reply, numbers) : reply, call.query.get("fields")));
}

function injected(fault: Fault): ApiError {
  const status = (Object.keys(httpStatus) as Status[]).find((each) => httpStatus[each] === fault.status) ?? "INTERNAL";
  const messages: Record<number, string> = {
    403: "The caller does not have permission",
    429: "Quota exceeded for quota metric 'Requests' and limit 'Requests per minute' of this service.",
    503: "The service is currently unavailable.",
  };
  const byNumber = fault.status === 403 ? "PERMISSION_DENIED" : status;
  return new ApiError(byNumber, fault.message ?? messages[fault.status!] ?? "Internal error encountered.", {
    http: fault.status!,
  });
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
}

function parse(bytes: Buffer, type = "application/json"): unknown {
  if (bytes.length === 0 || !type.includes("json")) return {};
  try {
    return JSON.parse(bytes.toString()) ?? {};
  } catch {
    throw invalid("Invalid JSON payload received.");
  }
}

function send({ clock }: Cloud, response: ServerResponse, reply: HttpReply): void {
  if (response.destroyed || response.headersSent) return;
  const raw = Buffer.isBuffer(reply.body);
  const body =
    reply.body === undefined ? undefined : raw ? (reply.body as Buffer) : JSON.stringify(reply.body, null, 2);
  response.writeHead(reply.status, {
    // The cloud's own time, which may have been moved.
    date: new Date(clock.now()).toUTCString(),
    ...(body !== undefined && !raw && { "content-type": "application/json; charset=UTF-8" }),
    ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
    ...reply.headers,
  });
  response.end(body);
}
