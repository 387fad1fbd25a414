import { closest } from "fastest-levenshtein";
import { newestVersion } from "../sourcegraph/versions/index.ts";
import { addDays } from "../spec/check/environments.ts";
import { dayCount } from "../spec/check/organization.ts";
import { UserError } from "../spec/problem.ts";
import type { Specification } from "../spec/specification.ts";
import { countsOf } from "./classify.ts";
import type { Choice } from "./edits.ts";
import type { Proposal } from "./proposal.ts";

/** What somebody said on the command line. */
export interface Asked {
  as?: string;
  kind?: string;
  owner?: string;
  folder?: string;
  purpose?: string;
  budget?: string;
}

const words = (map: object) => Object.keys(map).join(", ");

/** What a project is for, where nobody said it. */
const purposeOf = ({ project, look }: Proposal): string =>
  `${project.name}: ${countsOf(project.holdings, ["cluster", "machine", "database", "function", "bucket", "dataset", "secret", "topic", "images"]) || look.purposeBy}. Taken over as it was.`;

function targetOf(asked: string | undefined, proposal: Proposal): { as: Choice["as"]; name: string } | undefined {
  if (asked === undefined) return proposal.target;
  const [, as, name] = /^(environment|foreign|shared)\/([a-z][a-z0-9-]*)$/.exec(asked) ?? [];
  if (as === undefined || name === undefined || (as === "shared" && name !== "ci")) {
    throw new UserError(`--as: found ${asked}; allowed: environment/NAME, foreign/NAME or shared/ci.`);
  }
  return { as: as as Choice["as"], name };
}

/** What one project is to become. `problems`: where what is missing is told. */
function choiceOf(
  proposal: Proposal,
  asked: Asked,
  { organization }: Specification,
  today: string,
  problems: string[],
): Choice | undefined {
  const { project, look } = proposal;
  const missing = (what: string) => void problems.push(`${project.id}: ${what}`);
  if (proposal.verdict === "ours") return void missing("the specification has it already.");
  if (proposal.verdict === "no") return void missing(proposal.notes.join(" "));
  const target = targetOf(asked.as, proposal);
  const owner = asked.owner ?? proposal.owner;
  const budget = asked.budget === undefined ? proposal.budget : Number(asked.budget);
  if (owner === undefined) missing(`nobody says whose it is. Give --owner, one of ${words(organization.teams)}.`);
  if (budget === undefined && target?.as === "foreign") missing("it has no budget of its own. Give --budget.");
  if (target === undefined) return void missing("what is it to be? Give --as.");
  const common = { project, owner: owner ?? "", purpose: asked.purpose ?? purposeOf(proposal) };
  if (target.as === "shared") return { ...common, as: "shared", name: "ci", ...(budget !== undefined && { budget }) };
  if (target.as === "foreign") {
    const proposed = proposal.target?.as === "foreign" ? proposal.target.folder : undefined;
    const byEnvironment = Object.keys(organization.folders).find(
      (key) => organization.folders[key]!.environment === look.environment,
    );
    const folder = asked.folder ?? proposed ?? byEnvironment;
    if (folder === undefined)
      return void missing(`no folder is of ${look.environment}. Give --folder, one of ${words(organization.folders)}.`);
    return { ...common, as: "foreign", name: target.name, folder, budget: budget ?? 0 };
  }
  const kind = organization.kinds[asked.kind ?? ""];
  if (!kind) return void missing(`an environment needs --kind, one of ${words(organization.kinds)}.`);
  const running = countsOf(project.holdings, ["cluster", "machine", "database", "function"]);
  if (running)
    return void missing(
      `${running} run in it, which isn't what an environment is made of: take it over as foreign/NAME, and move what runs in it to an environment of its own.`,
    );
  const life = kind.timeToLive;
  return {
    ...common,
    as: "environment",
    name: target.name,
    kind: asked.kind!,
    // The smallest there is: nothing of it is made before the first update.
    deployment: { type: "compose", version: kind.tier === "production" ? newestVersion : "main", size: "xs" },
    ...(budget !== undefined && { budget: Math.min(budget, kind.budget.ceiling) }),
    ...(life && { expires: addDays(today, dayCount(life.default)) }),
  };
}

/**
 * What projects are to become: what inventory proposes, with what somebody said besides.
 * @throws UserError with everything that is missing or can't be.
 */
export function choose(
  ids: readonly string[],
  asked: Asked,
  proposals: readonly Proposal[],
  specification: Specification,
  today: string,
): Choice[] {
  const byId = new Map(proposals.map((each) => [each.project.id, each]));
  const problems: string[] = [];
  const single = (["as", "purpose", "budget"] as const).filter((key) => asked[key] !== undefined);
  if (ids.length > 1 && single.length > 0) problems.push(`--${single.join(", --")}: name one project for that.`);
  if (asked.budget !== undefined && !/^[1-9]\d{0,7}$/.test(asked.budget)) {
    problems.push(`--budget: found ${asked.budget}; allowed: a whole amount a month from 1.`);
  }
  if (new Set(ids).size < ids.length) problems.push("A project is named twice.");
  const choices = ids.flatMap((id) => {
    const proposal = byId.get(id);
    if (!proposal) {
      problems.push(
        `${id}: there is no such project, or nobody may see it. Did you mean ${closest(id, [...byId.keys()])}?`,
      );
      return [];
    }
    return choiceOf(proposal, asked, specification, today, problems) ?? [];
  });
  if (problems.length > 0) throw new UserError(problems.join("\n"));
  return choices;
}
