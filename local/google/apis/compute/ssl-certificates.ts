import type { Cloud } from "../../core/cloud.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { picked } from "./documents.ts";
import { invalidValue, requiredField } from "./errors.ts";
import { holderOf } from "./external.ts";
import { pacific } from "./links.ts";
import { type Kind, kindRoutes } from "./resources.ts";

/** How long a certificate is good. */
const lifetime = 90 * 86_400_000;

const domainPattern = /^(?=.{1,253}\.?$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z][-a-z0-9]{0,61}[a-z0-9]\.?$/;

/** Whether a domain leads to an address that somebody of this cloud holds, by the records of its zones. */
function isVisible(cloud: Cloud, domain: string): boolean {
  const name = `/rrsets/${domain.replace(/\.$/, "")}./A`;
  return cloud.store
    .list<{ rrdatas?: string[] }>("//dns.googleapis.com/projects/")
    .filter((each) => each.name.endsWith(name))
    .some(({ document }) => document.rrdatas?.some((address) => holderOf(cloud, address) !== undefined));
}

/** Certificates that Google gets and renews: here each is good once all of its domains lead to an address. */
const sslCertificateKind: Kind = {
  singular: "sslCertificate",
  collection: "sslCertificates",
  scopes: ["global"],
  create(call) {
    const { type = "SELF_MANAGED", managed } = call.body;
    if (type !== "MANAGED") {
      throw invalidValue("resource.type", type, "Must be MANAGED: the local cloud keeps no certificates of others.");
    }
    const domains = (managed?.domains ?? []) as string[];
    if (domains.length === 0) throw requiredField("resource.managed.domains");
    if (domains.length > 100) {
      throw invalidValue("resource.managed.domains", domains.length, "At most 100 domains are allowed.");
    }
    for (const [index, domain] of domains.entries()) {
      if (domainPattern.test(domain)) continue;
      throw invalidValue(`resource.managed.domains[${index}]`, domain, "Must be a fully qualified domain name.");
    }
    return { members: { ...picked(call.body, ["description"]), type, managed: { domains } } };
  },
  view(call, document) {
    const { domains } = document.managed as { domains: string[] };
    const states = domains.map((domain): [string, string] => [
      domain,
      isVisible(call.cloud, domain) ? "ACTIVE" : "PROVISIONING",
    ]);
    const active = states.every(([, state]) => state === "ACTIVE");
    const from = Date.parse(String(document.creationTimestamp));
    return {
      ...document,
      managed: { domains, status: active ? "ACTIVE" : "PROVISIONING", domainStatus: Object.fromEntries(states) },
      ...(active && {
        expireTime: pacific(from + lifetime),
        subjectAlternativeNames: domains.map((domain) => domain.replace(/\.$/, "")),
      }),
    } satisfies Document;
  },
};

/** The methods of certificates. */
export const sslCertificateRoutes: Route[] = kindRoutes(sslCertificateKind);
