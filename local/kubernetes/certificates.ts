import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isIPv4 } from "node:net";
import { dirname, join } from "node:path";
import { bits, boolean, identifier, integer, octets, sequence, set, tagged, text, time } from "./der.ts";

const day = 86_400_000;
/** Milliseconds for which certificates hold: longer than anybody keeps a local cloud. */
const lifetime = 3650 * day;
const ecdsaWithSha256 = sequence(identifier("1.2.840.10045.4.3.2"));

/** Whom a certificate names, and the key that is theirs. */
interface Party {
  name: string;
  key: KeyObject;
}

const nameOf = (party: Party): Buffer => sequence(set(sequence(identifier("2.5.4.3"), text(party.name))));

const publicKeyOf = (party: Party): Buffer => createPublicKey(party.key).export({ type: "spki", format: "der" });

const fingerprintOf = (party: Party): Buffer => createHash("sha1").update(publicKeyOf(party)).digest();

const extension = (name: string, critical: boolean, content: Buffer): Buffer =>
  sequence(identifier(name), ...(critical ? [boolean(true)] : []), octets(content));

/** What an authority may do: sign certificates. */
const authorityExtensions = [
  extension("2.5.29.19", true, sequence(boolean(true))),
  extension("2.5.29.15", true, bits(Buffer.from([0b0000_0100]), 2)),
];

/** What a server may do, and under which names and addresses. */
const serverExtensions = (hosts: string[]): Buffer[] => [
  extension("2.5.29.15", true, bits(Buffer.from([0b1000_0000]), 7)),
  extension("2.5.29.37", false, sequence(identifier("1.3.6.1.5.5.7.3.1"))),
  extension(
    "2.5.29.17",
    false,
    sequence(
      ...hosts.map((host) =>
        isIPv4(host) ? tagged(7, Buffer.from(host.split(".").map(Number)), false) : tagged(2, Buffer.from(host), false),
      ),
    ),
  ),
];

/** A certificate (RFC 5280) in PEM, which `issuer` signs. */
function certificate(subject: Party, issuer: Party, extensions: Buffer[], now = Date.now()): string {
  const content = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    ecdsaWithSha256,
    nameOf(issuer),
    // From yesterday on: clocks differ.
    sequence(time(new Date(now - day)), time(new Date(now + lifetime))),
    nameOf(subject),
    publicKeyOf(subject),
    tagged(
      3,
      sequence(
        extension("2.5.29.14", false, octets(fingerprintOf(subject))),
        extension("2.5.29.35", false, sequence(tagged(0, fingerprintOf(issuer), false))),
        ...extensions,
      ),
    ),
  );
  const signed = sequence(content, ecdsaWithSha256, bits(sign("sha256", content, issuer.key)));
  const lines = signed.toString("base64").match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

const party = (name: string): Party => ({
  name,
  key: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
});

/** What all control planes of a local cloud serve with, and the authority that vouches for it: paths of PEM files. */
export const certificateFiles = (directory: string) => {
  const folder = join(directory, "certificates");
  return {
    folder,
    authority: join(folder, "ca.crt"),
    certificate: join(folder, "server.crt"),
    key: join(folder, "server.key"),
  };
};

/**
 * Makes the local certificate authority of a folder and a certificate for its control planes, once. The authority's own
 * key is not kept: nobody can make it vouch for anything else.
 */
export function ensureCertificates(directory: string): ReturnType<typeof certificateFiles> {
  const files = certificateFiles(directory);
  if (existsSync(files.folder)) return files;
  const authority = party("sgdist local Kubernetes");
  const server = party("kube-apiserver");
  mkdirSync(dirname(files.folder), { recursive: true });
  // Made aside: whoever sees the folder sees all of it.
  const made = mkdtempSync(`${files.folder}.new-`);
  const hosts = ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "127.0.0.1"];
  writeFileSync(join(made, "ca.crt"), certificate(authority, authority, authorityExtensions));
  writeFileSync(join(made, "server.crt"), certificate(server, authority, serverExtensions(hosts)));
  writeFileSync(join(made, "server.key"), server.key.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  try {
    renameSync(made, files.folder);
  } catch (error) {
    // Another process was quicker.
    rmSync(made, { recursive: true });
    if (!existsSync(files.folder)) throw error;
  }
  return files;
}
