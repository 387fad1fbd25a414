import { createVerify, generateKeyPairSync } from "node:crypto";
import type { Actor } from "../../../github/repository.ts";
import type { Answer } from "./routes.ts";

/** What a call needs of an app: one of these permissions at least. */
export type Needs = Readonly<Record<string, "read" | "write">>;

interface Minted {
  token: string;
  repositories: readonly string[];
  permissions: Needs;
  until: number;
}

const refused = (status: number, message: string): Answer => ({ status, body: { message } });

/** An app of GitHub that is installed in some repositories of one account. The server only has its public key. */
export class TestApp {
  readonly id = "12345";
  readonly installation = "67890";
  readonly slug = "sgdist-example";
  readonly account: Actor = { id: 7_000_001, login: `${this.slug}[bot]` };
  /** What its owner put into Secret Manager. */
  readonly privateKey: string;
  readonly #publicKey: string;
  /** The names of the repositories without their owner, and what it may do there. */
  readonly repositories: readonly string[];
  readonly permissions: Needs;
  /** All tokens that were given, oldest first. */
  readonly minted: Minted[] = [];

  constructor(repositories: readonly string[], permissions: Needs) {
    this.repositories = repositories;
    this.permissions = permissions;
    const { privateKey, publicKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    this.privateKey = privateKey;
    this.#publicKey = publicKey;
  }

  /** Ends every token that was given. */
  revoke(): void {
    for (const each of this.minted) each.until = 0;
  }

  /** Why a text doesn't prove that the app asks; undefined where it does. */
  #wrong(authorization: string | undefined): Answer | undefined {
    const [head = "", claims = "", signature = "", more] = (authorization ?? "").replace(/^bearer /i, "").split(".");
    const verify = createVerify("RSA-SHA256").update(`${head}.${claims}`);
    if (more !== undefined || !verify.verify(this.#publicKey, signature, "base64url")) {
      return refused(401, "A JSON web token could not be decoded");
    }
    const { iss, iat, exp } = JSON.parse(Buffer.from(claims, "base64url").toString());
    const now = Date.now() / 1000;
    if (JSON.parse(Buffer.from(head, "base64url").toString()).alg !== "RS256") return refused(401, "alg");
    if (iss !== this.id) return refused(401, "Integration not found");
    if (iat > now) return refused(401, "'Issued at' claim ('iat') must be an Integer representing a time in the past");
    if (exp > now + 600) return refused(401, "'Expiration time' claim ('exp') is too far in the future");
    return exp > now ? undefined : refused(401, "'Expiration time' claim ('exp') must be in the future");
  }

  /** Answers what only the app itself may ask; undefined for anything else. */
  answer(call: string, authorization: string | undefined, body: unknown): Answer | undefined {
    const installation = /^POST \/app\/installations\/(\d+)\/access_tokens$/.exec(call)?.[1];
    if (call !== "GET /app" && installation === undefined) return undefined;
    const wrong = this.#wrong(authorization);
    if (wrong) return wrong;
    if (installation === undefined) return { status: 200, body: { id: Number(this.id), slug: this.slug } };
    if (installation !== this.installation) return refused(404, "Not Found");
    const { repositories, permissions } = body as { repositories: string[]; permissions: Needs };
    if (!repositories.every((each) => this.repositories.includes(each))) {
      return refused(
        422,
        "There is at least one repository that does not exist or is not accessible to the parent installation.",
      );
    }
    if (!Object.entries(permissions).every(([name, level]) => isIn(this.permissions, name, level))) {
      return refused(422, "The permissions requested are not granted to this installation.");
    }
    const token = `ghs_${this.minted.length + 1}`;
    const until = Date.now() + 3_600_000;
    this.minted.push({ token, repositories, permissions, until });
    return { status: 201, body: { token, expires_at: new Date(until).toISOString() } };
  }

  /** Why a call by a token is refused; undefined where it may be made. `name`: of the repository, without its owner. */
  refusal(authorization: string | undefined, name: string | undefined, needs: Needs): Answer | undefined {
    const found = this.minted.find(({ token }) => authorization === `token ${token}`);
    if (!found || found.until <= Date.now()) return refused(401, "Bad credentials");
    if (name === undefined) return undefined;
    if (!found.repositories.includes(name)) return refused(404, "Not Found");
    const may = Object.entries(needs).some(([what, level]) => isIn(found.permissions, what, level));
    return may || Object.keys(needs).length === 0 ? undefined : refused(403, "Resource not accessible by integration");
  }
}

const isIn = (permissions: Needs, name: string, level: string): boolean =>
  permissions[name] === "write" || permissions[name] === level;
