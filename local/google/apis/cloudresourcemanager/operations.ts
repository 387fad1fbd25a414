import type { Call } from "../../core/call.ts";
import type { ApiError } from "../../core/errors.ts";
import { digits } from "../../core/identifiers.ts";
import type { Document } from "../../core/store.ts";

const host = "cloudresourcemanager.googleapis.com";
const types = "type.googleapis.com/google.cloud.resourcemanager.v3";

/** Starts an operation of Resource Manager v3. `kind`: "Folder", "Project", ...; `verb`: "Create", "Update", ... */
export function startOperation(
  call: Call,
  verb: string,
  kind: string,
  options: {
    method: string;
    response: Document;
    put?: [string, object][];
    remove?: string[];
    release?: string[];
    error?: ApiError;
    metadata?: Document;
  },
): Document {
  const prefix = { Project: "cp", Folder: "cf" }[kind] ?? "rctm";
  return call.cloud.operations.start({
    name: `operations/${prefix}.${digits(19)}`,
    host,
    method: `cloudresourcemanager.${options.method}`,
    body: { metadata: { "@type": `${types}.${verb}${kind}Metadata`, ...options.metadata } },
    response: { "@type": `${types}.${kind}`, ...options.response },
    ...(options.put && { put: options.put }),
    ...(options.remove && { remove: options.remove }),
    ...(options.release && { release: options.release }),
    ...(options.error && { error: options.error }),
  });
}
