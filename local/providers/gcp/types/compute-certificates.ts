import type { Properties } from "../../grpc/values.ts";
import { rest } from "../core/rest.ts";
import schema from "../schema/compute.json" with { type: "json" };
import { base, host, operationPath } from "./compute-links.ts";

const certificates = `${base}/global/sslCertificates`;

const withoutDot = (domain: unknown) => String(domain).replace(/\.$/, "");

/** A certificate that Google gets and renews: nothing of it changes where it is. */
export const managedSslCertificate = rest(schema, "gcp:compute/managedSslCertificate:ManagedSslCertificate", {
  host,
  create: { method: "POST", path: certificates },
  read: `${certificates}/{name}`,
  delete: { method: "DELETE", path: `${certificates}/{name}` },
  operation: operationPath,
  path: ["project"],
  decode: (state, reply) => ({
    ...state,
    certificateId: Number(reply.id),
    managed: { domains: (reply.managed as Properties | undefined)?.domains },
    expireTime: reply.expireTime ?? "",
    subjectAlternativeNames: reply.subjectAlternativeNames ?? [],
  }),
  same: (path, old, next) => /^managed\.domains\[/.test(path) && withoutDot(old) === withoutDot(next),
});
