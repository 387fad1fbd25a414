import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Cloud } from "./core/cloud.ts";
import { identityToken } from "./core/identity-tokens.ts";
import type { Project } from "./core/projects.ts";
import { findProject } from "./core/projects.ts";

/** Seconds that a token is good for. */
const lifetime = 3600;

/** What a machine or function is told of itself. */
export interface Guest {
  /** The service account that it acts as, by e-mail address. */
  account: string;
  projectId: string;
}

const scope = "https://www.googleapis.com/auth/cloud-platform";

/** What is under "/computeMetadata/v1/", by path; undefined for what isn't there. */
function answerOf(
  cloud: Cloud,
  { account, projectId }: Guest,
  { pathname, searchParams }: URL,
): string | object | undefined {
  const project: Project | undefined = findProject(cloud, projectId);
  const path = pathname.replace(/^\/computeMetadata\/v1\/?/, "").replace(/\/$/, "");
  const own = path.replace(/^instance\/service-accounts\/(default|[^/]+@[^/]+)/, "account");
  switch (own) {
    case "":
      return "instance/\nproject/\n";
    case "project/project-id":
      return projectId;
    case "project/numeric-project-id":
      return project?.number;
    case "instance/service-accounts":
      return `default/\n${account}/\n`;
    case "account":
      return { aliases: ["default"], email: account, scopes: [scope] };
    case "account/email":
      return account;
    case "account/scopes":
      return `${scope}\n`;
    case "account/token":
      return {
        access_token: cloud.tokens.issue({ member: `serviceAccount:${account}` }, lifetime),
        expires_in: lifetime,
        token_type: "Bearer",
      };
    case "account/identity": {
      const audience = searchParams.get("audience");
      return audience ? identityToken(cloud, account, audience) : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * The metadata server of one machine or function, which gives it tokens of its service account. Each has its own, as
 * nothing but who asks tells whose token is meant. Like Google's it answers only who sends "Metadata-Flavor: Google".
 */
export function metadataServer(cloud: Cloud, guest: Guest): Server {
  return createServer((request, response) => {
    const answer = (status: number, type: string, text: string) => {
      response.writeHead(status, {
        "content-type": type,
        "metadata-flavor": "Google",
        server: "Metadata Server for VM",
      });
      response.end(text);
    };
    if (request.headers["metadata-flavor"] !== "Google" || request.headers["x-forwarded-for"]) {
      answer(403, "text/html", "Missing required header: Metadata-Flavor\n");
      return;
    }
    const value = answerOf(cloud, guest, new URL(request.url ?? "/", "http://metadata.google.internal"));
    if (value === undefined) answer(404, "text/html", "Not found\n");
    else if (typeof value === "string") answer(200, "application/text", value);
    else answer(200, "application/json", JSON.stringify(value));
  });
}

/** The metadata servers of all functions, one for each account, which are started when they are first needed. */
export class MetadataServers {
  readonly #cloud: Cloud;
  readonly #hosts = new Map<string, Promise<string>>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  /** Where that of an account listens: "127.0.0.1:4711", for GCE_METADATA_HOST. */
  host(guest: Guest): Promise<string> {
    const host = this.#hosts.get(guest.account) ?? this.#start(guest);
    this.#hosts.set(guest.account, host);
    return host;
  }

  async #start(guest: Guest): Promise<string> {
    const server = metadataServer(this.#cloud, guest);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    // It doesn't keep the cloud from ending.
    server.unref();
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
}
