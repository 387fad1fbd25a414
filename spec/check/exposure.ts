import { type Problem, show } from "../problem.ts";
import type { Organization } from "../schema/organization.ts";
import type { Sources } from "../specification.ts";

/** Whether a domain is another one or inside it. */
export const isWithin = (domain: string, other: string): boolean => domain === other || domain.endsWith(`.${other}`);

/** The name under which people reach a public environment. */
export const publicHost = (environment: string, domain: string): string => `${environment}.${domain}`;

type Report = (path: string[], problem: Pick<Problem, "found" | "allowed" | "remedy">) => void;

function checkDomains({ dns, projects }: Organization, report: Report): void {
  if (dns && !projects.dns) {
    report(["projects"], {
      found: "no project dns",
      allowed: "a shared project dns, which holds the zones of the domains in dns",
      remedy: "Add one to projects and to ledger.yaml, or leave dns out.",
    });
  }
  if (!dns && projects.dns) {
    report(["projects", "dns"], {
      found: "a project for domains without any",
      allowed: "domains in dns, or no project dns",
    });
  }
  if (!dns) return;
  const { production, nonproduction } = dns;
  if (production === undefined && nonproduction === undefined) {
    report(["dns"], { found: "no domain", allowed: "a domain for at least one of production and nonproduction" });
  }
  if (production !== undefined && nonproduction !== undefined && isWithin(production, nonproduction)) {
    report(["dns", "production"], {
      found: `${show(production)}, which is ${production === nonproduction ? "also" : "inside"} the domain of nonproduction`,
      allowed: "a domain that only the deployer of production can write names in",
      remedy: "Give nonproduction a domain of its own, or one inside that of production.",
    });
  }
}

function checkKinds({ dns, kinds }: Organization, report: Report): void {
  for (const [key, { exposure, tier }] of Object.entries(kinds)) {
    if (exposure !== "public" || dns?.[tier] !== undefined) continue;
    report(["kinds", key, "exposure"], {
      found: "public",
      allowed: `internal, as long as there is no domain dns.${tier}`,
      remedy: `Add the domain under which people reach ${tier} environments.`,
    });
  }
}

/** Checks that public environments have names, which nobody else has or could take. */
export function checkExposure({ organization, environments }: Sources): Problem[] {
  const { value, document } = organization;
  const problems: Problem[] = [];
  const report: Report = (path, problem) => problems.push(document.problem(path, problem));
  checkDomains(value, report);
  checkKinds(value, report);
  const domains = Object.values(value.dns ?? {});
  for (const { value: environment, document: file } of environments) {
    const kind = value.kinds[environment.kind];
    const domain = kind?.exposure === "public" ? value.dns?.[kind.tier] : undefined;
    if (domain === undefined) continue;
    const host = publicHost(environment.name, domain);
    if (domains.includes(host)) {
      problems.push(
        file.problem(["name"], {
          found: `${show(environment.name)}, whose public name ${host} is a domain of dns`,
          allowed: "a name that makes a public name of its own",
        }),
      );
    }
  }
  return problems;
}
