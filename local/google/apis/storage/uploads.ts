import { type Call, param } from "../../core/call.ts";
import { digits, hexadecimal } from "../../core/identifiers.ts";
import { HttpReply, type Reply } from "../../core/reply.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { writeObject } from "./contents.ts";
import { badRequest } from "./refusals.ts";
import { requirePaidBucket } from "./stored-buckets.ts";

/** An upload in several requests, until its last byte is there. */
interface Session {
  bucket: string;
  asked: Document;
  /** How many bytes have come. */
  received: number;
  /** Where the parts that have come begin. */
  parts: number[];
  /** The query of the first request: it holds the conditions. */
  query: string;
  /** What the finished upload was answered with. */
  finished?: Document;
}

const sessionName = (id: string) => `uploads/${id}`;
const partName = (id: string, start: number) => `uploads/${id}/${start}`;

function parse(text: string): Document {
  try {
    return text.trim() ? JSON.parse(text) : {};
  } catch {
    throw badRequest("Parse Error", "parseError");
  }
}

/** A part of a multipart body, without the boundaries: its headers, of which there may be none, and its content. */
function partOf(bytes: Buffer, lineBreak: string): { headers: string; content: Buffer } {
  const blank = lineBreak + lineBreak;
  if (bytes.subarray(0, lineBreak.length).toString() === lineBreak) {
    return { headers: "", content: bytes.subarray(lineBreak.length) };
  }
  const end = bytes.indexOf(blank);
  if (end < 0) throw badRequest("Malformed multipart body.", "badContent");
  return { headers: bytes.subarray(0, end).toString(), content: bytes.subarray(end + blank.length) };
}

/** The two parts of a multipart/related body: the object's metadata, and its content with its type. */
function multipart(call: Call): { asked: Document; bytes: Buffer } {
  const boundary = /boundary="?([^";]+)"?/.exec(String(call.headers["content-type"] ?? ""))?.[1];
  if (!boundary) throw badRequest("Multipart must have a boundary.", "badContent");
  const marker = `--${boundary}`;
  const parts: { headers: string; content: Buffer }[] = [];
  for (let at = call.bytes.indexOf(marker); at >= 0; ) {
    const start = call.bytes.indexOf("\n", at) + 1;
    const next = call.bytes.indexOf(`\n${marker}`, start - 1);
    if (start === 0 || next < 0) break;
    const lineBreak = call.bytes[start - 2] === 13 ? "\r\n" : "\n";
    // The line break before a boundary belongs to the boundary.
    parts.push(partOf(call.bytes.subarray(start, next + 1 - lineBreak.length), lineBreak));
    at = next + 1;
  }
  const [metadata, media] = parts;
  if (parts.length !== 2 || !metadata || !media) throw badRequest("Malformed multipart body.", "badContent");
  const contentType = /^content-type:\s*(.+?)\s*$/im.exec(media.headers)?.[1];
  return {
    asked: { ...(contentType && { contentType }), ...parse(metadata.content.toString()) },
    bytes: media.content,
  };
}

/** What the query says of an object goes for what its metadata does not say. */
function withQuery(call: Call, asked: Document): Document {
  const [name, contentEncoding] = [call.query.get("name"), call.query.get("contentEncoding")];
  return { ...(contentEncoding && { contentEncoding }), ...asked, name: asked.name ?? name ?? undefined };
}

function start(call: Call, bucket: string): Reply {
  const id = `AB${digits(12)}${hexadecimal(40)}`;
  const contentType = call.headers["x-upload-content-type"];
  const asked = withQuery(call, { ...(contentType && { contentType }), ...parse(call.bytes.toString()) });
  const session: Session = { bucket, asked, received: 0, parts: [], query: call.query.toString() };
  call.cloud.store.put(sessionName(id), session);
  const query = new URLSearchParams(call.query);
  query.set("upload_id", id);
  const location = `http://${call.headers.host}${call.path}?${query}`;
  return new HttpReply(200, undefined, { location, "x-guploader-uploadid": id });
}

/** Says how much has come. Clients that can't take a 308 ask for it in a header. */
function incomplete(call: Call, { received }: Session): Reply {
  const headers: Record<string, string> = received > 0 ? { range: `bytes=0-${received - 1}` } : {};
  if (call.headers["x-guploader-no-308"] !== "yes") return new HttpReply(308, undefined, headers);
  return new HttpReply(200, undefined, { ...headers, "x-http-status-code-override": "308" });
}

/** Takes the next part of an upload. */
function proceed(call: Call, id: string): Reply {
  const { store } = call.cloud;
  const session = store.get<Session>(sessionName(id));
  if (!session) throw badRequest("The upload session does not exist.", "notFound");
  if (session.finished) return session.finished;
  const header = String(call.headers["content-range"] ?? `bytes 0-${call.bytes.length - 1}/${call.bytes.length}`);
  const [, first, , total] = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(header) ?? [];
  if (total === undefined) throw badRequest("Failed to parse Content-Range header.");
  if (first !== undefined && call.bytes.length > 0) {
    const skipped = session.received - Number(first);
    if (skipped < 0) throw badRequest("Invalid request. The range starts beyond the bytes that were received.");
    const fresh = call.bytes.subarray(skipped);
    store.putBytes(partName(id, session.received), fresh);
    session.parts.push(session.received);
    session.received += fresh.length;
  }
  if (total === "*" || session.received < Number(total)) {
    store.put(sessionName(id), session);
    return incomplete(call, session);
  }
  return finish(call, id, session);
}

function finish(call: Call, id: string, session: Session): Reply {
  const { store } = call.cloud;
  const bytes = Buffer.concat(session.parts.map((at) => store.getBytes(partName(id, at))!));
  const bucket = requirePaidBucket(call.cloud, session.bucket);
  const first: Call = { ...call, query: new URLSearchParams(session.query), headers: {} };
  const object = writeObject(first, bucket, session.asked, bytes);
  for (const at of session.parts) store.deleteBytes(partName(id, at));
  store.put(sessionName(id), { ...session, parts: [], finished: object });
  return object;
}

function cancel(call: Call): Reply {
  const id = call.query.get("upload_id") ?? "";
  const session = call.cloud.store.get<Session>(sessionName(id));
  for (const at of session?.parts ?? []) call.cloud.store.deleteBytes(partName(id, at));
  call.cloud.store.delete(sessionName(id));
  return new HttpReply(499);
}

function upload(call: Call): Reply {
  const id = call.query.get("upload_id");
  if (id) return proceed(call, id);
  const bucket = requirePaidBucket(call.cloud, param(call, "bucket"));
  switch (call.query.get("uploadType")) {
    case "resumable":
      return start(call, bucket.name);
    case "multipart": {
      const { asked, bytes } = multipart(call);
      return writeObject(call, bucket, withQuery(call, asked), bytes);
    }
    case "media": {
      const contentType = call.headers["content-type"];
      return writeObject(call, bucket, withQuery(call, { ...(contentType && { contentType }) }), call.bytes);
    }
    default:
      throw badRequest(`Invalid upload protocol: ${call.query.get("uploadType") ?? ""}`);
  }
}

const path = "/upload/storage/v1/b/{bucket}/o";

export const uploadRoutes: Route[] = [
  { id: "objects.insert", method: "POST", path, raw: true, handle: upload },
  // The parts of an upload come with PUT, from Go's client with POST.
  { id: "objects.insert", method: "PUT", path, raw: true, handle: upload },
  { id: "objects.insert", method: "DELETE", path, raw: true, handle: cancel },
];
