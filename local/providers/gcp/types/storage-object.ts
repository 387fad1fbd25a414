import { createHash } from "node:crypto";
import type { Properties } from "../../grpc/values.ts";
import { bytesOf } from "../core/assets.ts";
import { ApiFailure } from "../core/client.ts";
import { type Context, type ResourceType, resourceType } from "../core/resource.ts";
import { mayDelete } from "../core/rest.ts";
import schema from "../schema/storage.json" with { type: "json" };

const host = "storage.googleapis.com";

/** Properties that are metadata of the object, and can be changed without its content. */
const changeable = ["eventBasedHold", "temporaryHold", "retention", "contexts"];
const fixed = [
  ...["cacheControl", "contentDisposition", "contentEncoding", "contentLanguage", "contentType"],
  ...["metadata", "storageClass"],
];

interface Customs {
  customs?: { key: string; value: string; createTime?: string; updateTime?: string }[];
}

/** Contexts are a list here and a map there. */
function contextsOf({ customs = [] }: Customs): Properties {
  return { custom: Object.fromEntries(customs.map(({ key, value }) => [key, { value }])) };
}

function contextProperties(contexts: unknown): Customs {
  const { custom = {} } = (contexts ?? {}) as { custom?: Record<string, { value: string }> };
  return { customs: Object.entries(custom).map(([key, rest]) => ({ key, ...rest })) };
}

function metadataOf(inputs: Properties, names: string[]): Properties {
  const given = names.filter((name) => inputs[name] !== undefined);
  const metadata = Object.fromEntries(given.map((name) => [name, inputs[name]]));
  return {
    ...metadata,
    ...(metadata.contexts !== undefined && { contexts: contextsOf(metadata.contexts as Customs) }),
  };
}

const contentOf = ({ content, source }: Properties): Buffer =>
  source === undefined ? Buffer.from(String(content ?? "")) : bytesOf(source);

/** What the official provider's client takes content for when nothing says what it is. */
function sniff(bytes: Buffer): string {
  if (bytes.subarray(0, 4).toString("latin1") === "PK\x03\x04") return "application/zip";
  const binary = bytes.subarray(0, 512).some((byte) => byte < 9 || (byte > 13 && byte < 27) || byte === 127);
  return binary ? "application/octet-stream" : "text/plain; charset=utf-8";
}

const pathOf = ({ bucket, name }: Properties) => `/storage/v1/b/${bucket}/o/${encodeURIComponent(String(name))}`;

const md5Of = (bytes: Buffer) => createHash("md5").update(bytes).digest("base64");

function stateOf(reply: Properties, known: Properties): Properties {
  const { content, ...inputs } = known;
  // Content that somebody else changed is not that of the inputs any more.
  const same = content !== undefined && md5Of(Buffer.from(String(content))) === reply.md5Hash;
  const kept = Object.fromEntries(
    ["bucket", "name", "source", "sourceMd5hash", "forceEmptyContentType", ...changeable, ...fixed]
      .filter((name) => inputs[name] !== undefined)
      .map((name) => [name, inputs[name]]),
  );
  const shown = [...changeable, ...fixed].filter((name) => reply[name] !== undefined && name !== "contexts");
  return {
    ...kept,
    ...Object.fromEntries(shown.map((name) => [name, reply[name]])),
    ...(reply.contexts !== undefined && { contexts: contextProperties(reply.contexts) }),
    ...(same && { content }),
    crc32c: reply.crc32c,
    deletionPolicy: known.deletionPolicy ?? "DELETE",
    detectMd5hash: reply.md5Hash,
    generation: Number(reply.generation),
    ...(reply.kmsKeyName !== undefined && { kmsKeyName: reply.kmsKeyName }),
    md5hash: reply.md5Hash,
    md5hexhash: Buffer.from(String(reply.md5Hash), "base64").toString("hex"),
    mediaLink: reply.mediaLink,
    outputName: reply.name,
    selfLink: reply.selfLink,
  };
}

/** Uploads content with its metadata in one request. */
async function upload({ client }: Context, inputs: Properties): Promise<Properties> {
  const content = contentOf(inputs);
  const boundary = "sourcegraph-distribution-object";
  const contentType = inputs.forceEmptyContentType === true ? undefined : (inputs.contentType ?? sniff(content));
  const metadata = { ...metadataOf(inputs, [...changeable, ...fixed]), name: inputs.name, contentType };
  const head =
    `--${boundary}\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(metadata)}\r\n` + `--${boundary}\r\n\r\n`;
  const parts = [head, new Uint8Array(content), `\r\n--${boundary}--\r\n`];
  const key = inputs.kmsKeyName === undefined ? "" : `&kmsKeyName=${encodeURIComponent(String(inputs.kmsKeyName))}`;
  const path = `/upload/storage/v1/b/${inputs.bucket}/o?uploadType=multipart${key}`;
  return client.request(host, "POST", path, new Blob(parts, { type: `multipart/related; boundary=${boundary}` }));
}

export const bucketObject: ResourceType = resourceType(schema, "gcp:storage/bucketObject:BucketObject", {
  async create(context, inputs) {
    const state = stateOf(await upload(context, inputs), inputs);
    return { id: `${inputs.bucket}-${inputs.name}`, state };
  },
  parse: () => undefined,
  async read({ client }, _id, state) {
    try {
      return stateOf(await client.request(host, "GET", pathOf(state)), state);
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 404) return undefined;
      throw error;
    }
  },
  async update(context, _id, old, inputs, changed) {
    const { client } = context;
    const again = ["content", "sourceMd5hash"].some((name) => changed.includes(name));
    const names = changeable.filter((name) => changed.includes(name));
    const gone = Object.fromEntries(names.map((name) => [name, null]));
    if (again) await upload(context, inputs);
    else if (names.length > 0) {
      await client.request(host, "PATCH", pathOf(old), { ...gone, ...metadataOf(inputs, names) });
    }
    return stateOf(await client.request(host, "GET", pathOf(old)), inputs);
  },
  async delete({ client }, _id, state) {
    if (!mayDelete(state)) return;
    try {
      await client.request(host, "DELETE", pathOf(state));
    } catch (error) {
      if (!(error instanceof ApiFailure && error.code === 404)) throw error;
    }
  },
  normalise: (inputs) => {
    if (inputs.customerEncryption === undefined) return inputs;
    throw new Error("customerEncryption is not known to the local stand-in for the gcp provider");
  },
  // The hash only tells whether the content is another, which the content itself tells here.
  same: (path, old, next) =>
    path === "detectMd5hash" || (path === "kmsKeyName" && String(old).startsWith(`${next}/cryptoKeyVersions/`)),
});
