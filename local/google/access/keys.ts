import { createPublicKey, generateKeyPairSync, type JsonWebKey, sign, verify } from "node:crypto";
import type { Store } from "../core/store.ts";

/** A key of an issuer of OpenID Connect tokens, as JWKS list it. */
export type Jwk = JsonWebKey & { kid: string };

interface Issuer {
  /** In PEM. */
  privateKey: string;
  keys: Jwk[];
}

const issuerName = (issuer: string) => `issuers/${issuer.replace(/\/$/, "")}`;
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const decoded = (text: string) => JSON.parse(Buffer.from(text, "base64url").toString()) as Record<string, unknown>;

/**
 * Stands in for the issuers of tokens that workload identity trusts, such as GitHub: each has an RSA key of its own, which
 * is made when it is first used.
 */
export class Issuers {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The public keys of an issuer; none, if it never gave out a token here. */
  keys(issuer: string): Jwk[] {
    return this.#store.get<Issuer>(issuerName(issuer))?.keys ?? [];
  }

  /** A token with these claims, signed as by the issuer and good for five minutes, as GitHub's are. */
  sign(issuer: string, claims: Record<string, unknown>): string {
    const { privateKey, keys } = this.#store.get<Issuer>(issuerName(issuer)) ?? this.#make(issuer);
    const now = Math.floor(Date.now() / 1000);
    const header = encoded({ alg: "RS256", typ: "JWT", kid: keys[0]!.kid });
    const text = `${header}.${encoded({ iss: issuer, iat: now, nbf: now, exp: now + 300, ...claims })}`;
    return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
  }

  #make(issuer: string): Issuer {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = { ...publicKey.export({ format: "jwk" }), kid: "local", alg: "RS256", use: "sig" };
    const made = { privateKey: privateKey.export({ type: "pkcs8", format: "pem" }) as string, keys: [key] };
    this.#store.put(issuerName(issuer), made);
    return made;
  }
}

/** The claims of a token that one of the keys has signed. Throws RangeError with the reason when none has. */
export function verifiedClaims(token: string, keysOf: (issuer: string) => readonly Jwk[]): Record<string, unknown> {
  const parts = token.split(".");
  if (parts.length !== 3) throw new RangeError("it is not a JWT");
  const [head, body, signature] = parts as [string, string, string];
  let header: Record<string, unknown>;
  let claims: Record<string, unknown>;
  try {
    [header, claims] = [decoded(head), decoded(body)];
  } catch {
    throw new RangeError("it is not a JWT");
  }
  if (header.alg !== "RS256") throw new RangeError("it is not signed with RS256");
  const key = keysOf(String(claims.iss)).find(({ kid }) => kid === header.kid);
  if (!key) throw new RangeError("no key of its issuer has its key ID");
  const text = Buffer.from(`${head}.${body}`);
  const good = verify("sha256", text, createPublicKey({ key, format: "jwk" }), Buffer.from(signature, "base64url"));
  if (!good) throw new RangeError("its signature is not its issuer's");
  return claims;
}
