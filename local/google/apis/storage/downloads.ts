import { gunzipSync } from "node:zlib";
import { type Call, param } from "../../core/call.ts";
import { ApiError, notFound } from "../../core/errors.ts";
import { HttpReply, type Reply } from "../../core/reply.ts";
import type { Route } from "../../core/router.ts";
import { checkConditions } from "./conditions.ts";
import { contentOf, findObject, type StoredObject } from "./contents.ts";
import { noObject } from "./refusals.ts";
import { requirePaidBucket } from "./stored-buckets.ts";

/** The first and last byte that a Range header asks for; undefined: all. */
function range(header: unknown, size: number): [number, number] | "unsatisfiable" | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(String(header ?? "")) ?? [];
  if (first === undefined || last === undefined || first + last === "") return undefined;
  if (first === "") return size === 0 ? "unsatisfiable" : [Math.max(0, size - Number(last)), size - 1];
  if (Number(first) >= size) return "unsatisfiable";
  return [Number(first), last === "" ? size - 1 : Math.min(Number(last), size - 1)];
}

function descriptionOf(object: StoredObject, etag: string): Record<string, string | string[]> {
  const optional: Record<string, unknown> = {
    "content-encoding": object.contentEncoding,
    "content-disposition": object.contentDisposition,
    "content-language": object.contentLanguage,
  };
  const metadata = Object.entries((object.metadata ?? {}) as Record<string, string>);
  return {
    "content-type": object.contentType ?? "application/octet-stream",
    "cache-control": String(object.cacheControl ?? "private, max-age=0"),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    etag,
    "last-modified": new Date(object.updated).toUTCString(),
    "accept-ranges": "bytes",
    "x-goog-generation": object.generation,
    "x-goog-metageneration": object.metageneration,
    "x-goog-storage-class": object.storageClass,
    "x-goog-stored-content-encoding": object.contentEncoding ?? "identity",
    "x-goog-stored-content-length": object.size,
    "x-goog-hash": [`crc32c=${object.crc32c}`, ...(object.md5Hash ? [`md5=${object.md5Hash}`] : [])],
    ...Object.fromEntries(metadata.map(([key, value]) => [`x-goog-meta-${key}`, value])),
  };
}

/** Answers with the bytes of an object, or the part of them that is asked for. */
export function sendContent(call: Call, object: StoredObject, etag: string): HttpReply {
  const stored = contentOf(call.cloud.store, object);
  const headers = descriptionOf(object, etag);
  // Who can't take compressed content gets it expanded.
  if (object.contentEncoding === "gzip" && !String(call.headers["accept-encoding"] ?? "").includes("gzip")) {
    const { "content-encoding": _, ...rest } = headers;
    return new HttpReply(200, gunzipSync(stored), rest);
  }
  const part = range(call.headers.range, stored.length);
  if (part === "unsatisfiable") {
    throw new ApiError("INVALID_ARGUMENT", "Request range not satisfiable", {
      http: 416,
      reason: "requestedRangeNotSatisfiable",
      header: "Range",
    });
  }
  if (!part) return new HttpReply(200, stored, headers);
  const [first, last] = part;
  return new HttpReply(206, stored.subarray(first, last + 1), {
    ...headers,
    "content-range": `bytes ${first}-${last}/${stored.length}`,
  });
}

/** The codes by which the XML API names its refusals. */
const codes: Record<number, string> = {
  304: "NotModified",
  401: "AuthenticationRequired",
  403: "AccessDenied",
  412: "PreconditionFailed",
  416: "InvalidRange",
};

const escapeXml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A refusal as the XML API words it. */
function xmlError(error: ApiError): HttpReply {
  const missing = error.message.startsWith("No such object") ? "NoSuchKey" : "NoSuchBucket";
  const message = missing === "NoSuchKey" ? "The specified key does not exist." : error.message;
  const [code, text] =
    error.http === 404 ? [missing, message] : [codes[error.http] ?? "InvalidArgument", error.message];
  const details = missing === "NoSuchKey" ? `<Details>${escapeXml(error.message)}</Details>` : "";
  const body =
    `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code><Message>${escapeXml(text)}</Message>` +
    `${details}</Error>`;
  return new HttpReply(error.http, Buffer.from(body), { "content-type": "application/xml; charset=UTF-8" });
}

/** First segments of the JSON API's paths, which are no names of buckets. */
const reserved = ["storage", "upload", "download", "batch"];

/** Reads an object as the XML API does, which Go's client uses for all its reads. */
function read(call: Call): Reply {
  if (reserved.includes(param(call, "bucket"))) throw notFound("Not Found");
  const bucket = requirePaidBucket(call.cloud, param(call, "bucket"));
  const name = param(call, "object");
  const object = findObject(call.cloud.store, bucket.name, name, call.query.get("generation"));
  if (!object) throw noObject(bucket.name, name);
  checkConditions(call, object, { reading: true });
  const etag = `"${Buffer.from(object.md5Hash ?? "", "base64").toString("hex")}"`;
  return sendContent(call, object, etag);
}

export const downloadRoutes: Route[] = [
  { id: "objects.get", method: "GET", path: "/{bucket}/{object=**}", handle: read, refusal: xmlError },
];
