import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Cloud } from "./cloud.ts";

const key = "settings/identity-tokens";
const issuer = "https://accounts.google.com";

/** What an identity token says. Times are seconds since the epoch. */
export interface Identity {
  iss: string;
  aud: string;
  email: string;
  email_verified: true;
  sub: string;
  iat: number;
  exp: number;
}

function secretOf({ store }: Cloud): Buffer {
  const stored = store.get<{ secret: string }>(key);
  if (stored) return Buffer.from(stored.secret, "base64");
  const secret = randomBytes(32);
  store.put(key, { secret: secret.toString("base64") });
  return secret;
}

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const signatureOf = (cloud: Cloud, text: string) => createHmac("sha256", secretOf(cloud)).update(text).digest();

/**
 * An OpenID Connect token with Google's claims, good for an hour. It is signed with a secret of this cloud's, as nobody
 * but its own front end looks at it; Google signs with RS256 and publishes the keys.
 */
export function identityToken(cloud: Cloud, email: string, audience: string): string {
  // Real time: the clock may be moved while a token is under way.
  const now = Math.floor(Date.now() / 1000);
  const project = /@(.+)\.iam\.gserviceaccount\.com$/.exec(email)?.[1];
  const account = cloud.store.get<{ uniqueId: string }>(
    `//iam.googleapis.com/projects/${project}/serviceAccounts/${email}`,
  );
  const identity: Identity = {
    iss: issuer,
    aud: audience,
    email,
    email_verified: true,
    sub: account?.uniqueId ?? email,
    iat: now,
    exp: now + 3600,
  };
  const text = `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded(identity)}`;
  return `${text}.${signatureOf(cloud, text).toString("base64url")}`;
}

/** Reads an identity token; undefined when it is none of this cloud's, or its time is over. */
export function readIdentityToken(cloud: Cloud, token: string): Identity | undefined {
  const [head, body, signature] = token.split(".");
  if (!head || !body || !signature) return undefined;
  const given = Buffer.from(signature, "base64url");
  const own = signatureOf(cloud, `${head}.${body}`);
  if (given.length !== own.length || !timingSafeEqual(given, own)) return undefined;
  const identity = JSON.parse(Buffer.from(body, "base64url").toString()) as Identity;
  return identity.exp * 1000 > Date.now() ? identity : undefined;
}
