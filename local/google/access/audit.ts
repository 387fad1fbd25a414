import { appendFileSync } from "node:fs";
import type { Api } from "../core/api.ts";
import type { AccessDenied } from "./denied.ts";
import { relativeName } from "./names.ts";

/** An entry of the audit log, with the members of Google's that tell of a refusal. */
export interface AuditEntry {
  /** The cloud's time, RFC 3339. */
  timestamp: string;
  severity: "ERROR";
  protoPayload: {
    serviceName: string;
    methodName: string;
    resourceName: string;
    authenticationInfo: { principalEmail?: string; principalSubject: string; serviceAccountDelegationInfo?: object[] };
    authorizationInfo: { permission: string; resource: string; granted: false }[];
    status: { code: 7; message: string };
  };
}

/** Keeps what was refused, as Cloud Audit Logs would: a line of JSON for each. */
export class Audit {
  readonly #path: string | undefined;
  readonly #entries: AuditEntry[] = [];

  /** `path`: a file that lines are added to; without one, the last entries are kept in memory only. */
  constructor(path?: string) {
    this.#path = path;
  }

  /** The last thousand, oldest first. */
  get entries(): readonly AuditEntry[] {
    return this.#entries;
  }

  /** `method`: "compute.networks.insert". */
  denied(api: Api, method: string, timestamp: string, { message, refused }: AccessDenied): void {
    const { identity, permission, resource } = refused;
    const email = /^(?:user|serviceAccount):(.+)$/.exec(identity.member)?.[1];
    const delegates = identity.delegates?.map((principalSubject) => ({ principalSubject }));
    const entry: AuditEntry = {
      timestamp,
      severity: "ERROR",
      protoPayload: {
        serviceName: api.host,
        methodName: method,
        resourceName: relativeName(resource),
        authenticationInfo: {
          ...(email && { principalEmail: email }),
          principalSubject: identity.member,
          ...(delegates?.length && { serviceAccountDelegationInfo: delegates }),
        },
        authorizationInfo: [{ permission, resource: relativeName(resource), granted: false }],
        status: { code: 7, message },
      },
    };
    this.#entries.push(entry);
    if (this.#entries.length > 1000) this.#entries.shift();
    if (this.#path) appendFileSync(this.#path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }
}
