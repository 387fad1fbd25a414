import type { Specification } from "../../spec/specification.ts";
import type { Facts, Finding } from "../facts.ts";
import { loginFindings, organizationFindings, quotaFindings } from "./identity.ts";
import { groupFindings, nameFindings, stateFindings } from "./names.ts";
import { permissionFindings } from "./permissions.ts";
import { policyFindings, takenPolicyFindings } from "./policies.ts";
import { billingFindings, roomFindings } from "./room.ts";

/** Everything that is short, unknown or to be known before anything is made; all at once, in the order to mend it. */
export function preflight(specification: Specification, facts: Facts): Finding[] {
  const { organization } = specification;
  return [
    ...loginFindings(facts),
    ...quotaFindings(facts),
    ...organizationFindings(facts, organization),
    ...permissionFindings(facts, organization),
    ...billingFindings(specification, facts),
    ...roomFindings(specification, facts),
    ...stateFindings(facts),
    ...nameFindings(organization, facts),
    ...policyFindings(organization, facts),
    ...takenPolicyFindings(organization, facts),
    ...groupFindings(organization, facts),
  ];
}

/** Whether something has to be mended first. */
export const isShort = (findings: readonly Finding[]): boolean => findings.some(({ verdict }) => verdict === "short");
