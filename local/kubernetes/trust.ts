import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getCACertificates } from "node:tls";
import { ensureCertificates } from "./certificates.ts";

/**
 * The environment variables with which programs trust the local clusters besides everything that they trust already.
 * `directory`: that of the clusters.
 */
export function trustEnvironment(
  directory: string,
  environment: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const { folder, authority } = ensureCertificates(directory);
  const named = (variable: string, otherwise: () => string) => {
    const path = environment[variable];
    if (!path || !existsSync(path)) return otherwise();
    // This may be the environment of the local cloud already.
    return path.startsWith(folder) ? path : bundle(folder, authority, path);
  };
  return {
    // What is named here comes on top of what Node trusts.
    NODE_EXTRA_CA_CERTS: named("NODE_EXTRA_CA_CERTS", () => authority),
    // Programs in Go and those with OpenSSL trust only what is named here.
    SSL_CERT_FILE: named("SSL_CERT_FILE", () => bundle(folder, authority)),
  };
}

/** A file with the authority and with what another file holds, or, without one, what this machine trusts. */
function bundle(folder: string, authority: string, other?: string): string {
  const mark = other
    ? createHash("sha256")
        .update(`${other} ${statSync(other).mtimeMs}`)
        .digest("hex")
        .slice(0, 8)
    : "machine";
  const path = join(folder, `trusted-${mark}.crt`);
  if (existsSync(path)) return path;
  const texts = [readFileSync(authority, "utf8"), ...(other ? [readFileSync(other, "utf8")] : machineCertificates())];
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, `${texts.map((text) => text.trim()).join("\n")}\n`);
  renameSync(aside, path);
  return path;
}

/** What the machine trusts, and what Node does: either may know authorities that the other doesn't. */
function machineCertificates(): string[] {
  const all = [...getCACertificates("system"), ...getCACertificates("bundled")];
  return [...new Map(all.map((text) => [text.replace(/\s/g, ""), text])).values()];
}
