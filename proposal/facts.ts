import { verdictFacts } from "../policies/audit/facts.ts";
import { forMachines } from "../spending/estimate/text.ts";
import { isGood, type Proposal } from "./proposal.ts";

/** A proposal for machines. Amounts are in units of the currency. */
export function proposalFacts(proposal: Proposal): object {
  const { base, head, examination, program, where, previews, left, because } = proposal;
  const { problems, environments, verdicts, notes } = examination;
  return {
    version: 1,
    good: isGood(proposal),
    base,
    head,
    problems,
    environments: environments.map(({ change, environment, before, after }) => ({
      change,
      environment,
      ...(before && { before: forMachines(before) }),
      ...(after && { after: forMachines(after) }),
    })),
    guidelines: verdicts.map(({ stack, verdict, isNew }) => ({ stack, new: isNew, ...verdictFacts(verdict) })),
    notes,
    program,
    where,
    ...(because !== undefined && { because }),
    previews,
    left,
  };
}
