import { createHash } from "node:crypto";
import { publicHost } from "../spec/check/exposure.ts";
import type { DeploymentType } from "../spec/schema/environment.ts";
import type { Organization, Tier } from "../spec/schema/organization.ts";

/** How people reach an environment from the internet, as plain data. */
export interface PublicExposurePlan {
  kind: "public";
  /** The name in DNS: "cloud.example.com". */
  host: string;
  url: string;
  zone: { project: string; name: string };
  /** The address that the name leads to: of a load balancer everywhere, or of a machine in its region. */
  address: { name: string; scope: "global" | "regional" };
  /** The name of the certificate that Google gets and renews; a machine gets its own. */
  certificate?: string;
}

/** How people reach an environment. */
export type ExposurePlan = { kind: "internal" } | PublicExposurePlan;

/** The zone that has the domain of a tier. */
export const zoneName = (tier: Tier): string => tier;

/** A certificate's domain can't be changed, and another one needs another name while the first is still in use. */
function certificateName(host: string): string {
  const hash = createHash("sha256").update(host).digest("hex").slice(0, 8);
  const readable = host.replaceAll(/[^a-z0-9]+/g, "-").slice(0, 50);
  return `sg-${readable.replace(/-+$/, "")}-${hash}`;
}

/** How people reach an environment of a kind. */
export function exposurePlan(
  { dns, kinds, projects }: Organization,
  environment: { name: string; kind: string; deployment: { type: DeploymentType } },
): ExposurePlan {
  const { exposure, tier } = kinds[environment.kind]!;
  if (exposure !== "public") return { kind: "internal" };
  const host = publicHost(environment.name, dns![tier]!);
  const clustered = environment.deployment.type === "kubernetes";
  return {
    kind: "public",
    host,
    url: `https://${host}`,
    zone: { project: projects.dns!.id, name: zoneName(tier) },
    address: { name: "sourcegraph-public", scope: clustered ? "global" : "regional" },
    ...(clustered && { certificate: certificateName(host) }),
  };
}
