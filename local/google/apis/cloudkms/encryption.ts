import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Call } from "../../core/call.ts";
import { crc32c } from "../../core/crc32c.ts";
import { invalid, precondition } from "../../core/errors.ts";
import type { Route } from "../../core/router.ts";
import { type CryptoKey, cryptoKeys, keyOf } from "./crypto-keys.ts";
import { type KeyVersion, materialOf, requireEnabled, versionOf } from "./key-versions.ts";
import { missing } from "./names.ts";

const algorithm = "aes-256-gcm";
/** Bytes of the parts of a ciphertext: the version's number, the nonce and the tag, before what is encrypted. */
const sizes = { version: 4, nonce: 12, tag: 16 };
const maximumPlaintext = 64 * 1024;

/** The bytes of a request's member, which may come with a checksum. */
function bytesOf(call: Call, member: string): Buffer {
  const bytes = Buffer.from(String(call.body[member] ?? ""), "base64");
  const given = call.body[`${member}Crc32c`];
  if (given !== undefined && Number(given) !== crc32c(bytes)) {
    const field = member.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    throw invalid(`The checksum in field ${field}_crc32c did not match the data in field ${field}.`);
  }
  return bytes;
}

function requireSymmetric(key: CryptoKey): void {
  if (key.purpose !== "ENCRYPT_DECRYPT") throw precondition();
}

/** A ciphertext belongs to its key: that is part of what is authenticated. */
const authenticated = (key: CryptoKey, call: Call): Buffer =>
  Buffer.concat([Buffer.from(`${key.name}\n`), bytesOf(call, "additionalAuthenticatedData")]);

/** The version that a request names, or the primary one. */
function usedVersion(call: Call, key: CryptoKey): KeyVersion {
  const number = call.params.version ?? key.primaryVersion;
  const version = number === undefined ? undefined : versionOf(call.cloud, key.name, number);
  if (number === undefined) throw precondition(`CryptoKey ${key.name} has no primary version.`);
  if (!version) throw missing("CryptoKeyVersion")(`${key.name}/cryptoKeyVersions/${number}`);
  requireEnabled(version);
  return version;
}

function encrypt(call: Call): object {
  const key = keyOf(call);
  requireSymmetric(key);
  const plaintext = bytesOf(call, "plaintext");
  if (plaintext.length > maximumPlaintext) throw invalid("The plaintext must be no larger than 64 KiB.");
  const version = usedVersion(call, key);
  const nonce = randomBytes(sizes.nonce);
  const cipher = createCipheriv(algorithm, materialOf(call.cloud, version.name)!, nonce);
  cipher.setAAD(authenticated(key, call));
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const number = Buffer.alloc(sizes.version);
  number.writeUInt32BE(Number(version.name.split("/").at(-1)));
  const ciphertext = Buffer.concat([number, nonce, cipher.getAuthTag(), encrypted]);
  return {
    name: version.name,
    ciphertext: ciphertext.toString("base64"),
    ciphertextCrc32c: String(crc32c(ciphertext)),
    ...(call.body.plaintextCrc32c !== undefined && { verifiedPlaintextCrc32c: true }),
    ...(call.body.additionalAuthenticatedDataCrc32c !== undefined && {
      verifiedAdditionalAuthenticatedDataCrc32c: true,
    }),
    protectionLevel: version.protectionLevel,
  };
}

const wrongKey = () => invalid("Decryption failed: verify that 'name' refers to the correct CryptoKey.");

function decrypt(call: Call): object {
  const key = keyOf(call);
  requireSymmetric(key);
  const ciphertext = bytesOf(call, "ciphertext");
  if (ciphertext.length < sizes.version + sizes.nonce + sizes.tag) throw wrongKey();
  const number = String(ciphertext.readUInt32BE());
  const version = versionOf(call.cloud, key.name, number);
  if (!version) throw wrongKey();
  requireEnabled(version);
  const tagAt = sizes.version + sizes.nonce;
  const dataAt = tagAt + sizes.tag;
  const nonce = ciphertext.subarray(sizes.version, tagAt);
  const decipher = createDecipheriv(algorithm, materialOf(call.cloud, version.name)!, nonce);
  decipher.setAAD(authenticated(key, call));
  decipher.setAuthTag(ciphertext.subarray(tagAt, dataAt));
  let plaintext: Buffer;
  try {
    plaintext = Buffer.concat([decipher.update(ciphertext.subarray(dataAt)), decipher.final()]);
  } catch {
    throw wrongKey();
  }
  return {
    ...(plaintext.length > 0 && { plaintext: plaintext.toString("base64") }),
    plaintextCrc32c: String(crc32c(plaintext)),
    ...(number === key.primaryVersion && { usedPrimary: true }),
    protectionLevel: version.protectionLevel,
  };
}

const path = `${cryptoKeys.path}/{key}`;

export const encryptionRoutes: Route[] = [
  { id: `${cryptoKeys.id}.encrypt`, method: "POST", path: `${path}:encrypt`, handle: encrypt },
  {
    id: `${cryptoKeys.id}.encrypt`,
    method: "POST",
    path: `${path}/cryptoKeyVersions/{version}:encrypt`,
    handle: encrypt,
  },
  { id: `${cryptoKeys.id}.decrypt`, method: "POST", path: `${path}:decrypt`, handle: decrypt },
];
