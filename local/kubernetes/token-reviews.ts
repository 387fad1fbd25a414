import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The e-mail address of whoever has a token; undefined for one that nobody has. */
export type WhoHas = (token: string) => string | undefined;

/**
 * Tells API servers who calls: on GKE, whoever has a token of Google's. IAM then decides; the local cloud doesn't refuse
 * anybody for want of a role, so neither does this.
 */
export class TokenReviews {
  readonly #whoHas: WhoHas;
  #server: Promise<Server> | undefined;

  constructor(whoHas: WhoHas) {
    this.#whoHas = whoHas;
  }

  /** Where it is asked. It listens from the first time on. */
  async url(): Promise<string> {
    this.#server ??= this.#listen();
    return `http://127.0.0.1:${((await this.#server).address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    const server = await this.#server;
    this.#server = undefined;
    server?.close();
    server?.closeAllConnections();
  }

  #listen(): Promise<Server> {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(this.#review(Buffer.concat(chunks).toString())));
    });
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", () => resolve(server));
    });
  }

  #review(question: string): object {
    const username = this.#whoHas((JSON.parse(question) as { spec: { token: string } }).spec.token);
    const status = username
      ? { authenticated: true, user: { username, groups: ["system:masters"] } }
      : { authenticated: false };
    return { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", status };
  }
}
