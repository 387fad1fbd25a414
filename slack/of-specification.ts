import { parseDocument } from "yaml";
import { exposurePlan } from "../plan/exposure.ts";
import { addDays } from "../spec/check/environments.ts";
import { dayCount } from "../spec/check/organization.ts";
import { destructionDigest } from "../spec/edit.ts";
import { environmentsFolder, type Files } from "../spec/load.ts";
import type { Environment } from "../spec/schema/environment.ts";
import type { Specification } from "../spec/specification.ts";
import type { EnvironmentFacts, SlackFacts } from "./facts.ts";

/** The digest of each environment's file, by the environment's name. */
const digestsOf = (files: Files): Map<string, string> =>
  new Map(
    [...files]
      .filter(([file]) => file.startsWith(`${environmentsFolder}/`))
      .map(([file, text]) => [String(parseDocument(text).get("name")), destructionDigest(file, text)]),
  );

/** What is gone with an environment. */
function goesWith({ project, deployment, name }: Environment, url: string | undefined): [string, ...string[]] {
  const ground =
    deployment.type === "kubernetes"
      ? "its cluster, with all volumes"
      : "its machine, with its data disk and the snapshots of that";
  return [
    `the project ${project}, with all that is in it`,
    ground,
    `the stacks env-${name} and app-${name}`,
    ...(url ? [`its address ${url}`] : []),
  ];
}

function factsOfOne(
  { organization, ledger }: Specification,
  environment: Environment,
  digest: string,
): EnvironmentFacts {
  const { name, project, kind: key, owner, purpose, deployment, expires } = environment;
  const kind = organization.kinds[key]!;
  const exposure = exposurePlan(organization, environment);
  const url = exposure.kind === "public" ? exposure.url : undefined;
  const since = ledger[project]?.since;
  return {
    name,
    project,
    kind: key,
    tier: kind.tier,
    deletion: environment.retired ? "disposable" : kind.deletion,
    owner,
    purpose,
    deployment: `${deployment.type} ${deployment.version} ${deployment.size}`,
    budget: environment.budget ?? kind.budget.default,
    ...(expires && { expires }),
    ...(expires && kind.timeToLive && since && { latest: addDays(since, dayCount(kind.timeToLive.maximum)) }),
    ...(url && { url }),
    goes: goesWith(environment, url),
    digest,
  };
}

/** What the function is told of environments. `files`: those of the specification, as they were read. */
export function factsOf(specification: Specification, files: Files): SlackFacts {
  const digests = digestsOf(files);
  return {
    version: 1,
    environments: [...specification.environments.values()].map((environment) =>
      factsOfOne(specification, environment, digests.get(environment.name)!),
    ),
  };
}
