import {
  type Deployment,
  type DeploymentOptions,
  deployment,
  deploymentProblems,
} from "../../sourcegraph/deployment.ts";
import { type Size, sizes } from "../../sourcegraph/model/size.ts";
import type { Target } from "../../sourcegraph/targets/target.ts";
import { newestVersion, versionNamed } from "../../sourcegraph/versions/index.ts";
import type { Version } from "../../sourcegraph/versions/version.ts";
import { show, UserError } from "../../spec/problem.ts";
import { appliesTo, flagOf, needsFolder, type RenderOptions, types } from "../definitions/render-options.ts";

/** What is to be rendered. */
export interface RenderRequest {
  readonly type: Target["name"];
  readonly installation: Deployment;
}

/** A value that must be one of some. */
const choiceProblems = (name: "type" | "size", value: string | undefined, allowed: readonly string[]): string[] =>
  value !== undefined && allowed.includes(value)
    ? []
    : [`--${name}: found ${show(value)}; allowed: ${allowed.join(", ")}`];

/** What was said and means nothing: it would be passed over in silence. */
function idleProblems(options: RenderOptions): string[] {
  const said = (Object.keys(options) as (keyof RenderOptions)[]).filter((name) => options[name] !== undefined);
  return said.flatMap((name) => [
    ...(isIdle(options, name)
      ? [`${flagOf(name)}: found for ${options.type}; allowed: for ${appliesTo[name]!.join(" and ")} only`]
      : []),
    ...(needsFolder.includes(name) && options.out === undefined
      ? [`${flagOf(name)}: found without a folder; allowed: with --out`]
      : []),
  ]);
}

const isIdle = ({ type }: RenderOptions, name: keyof RenderOptions): boolean =>
  (types as readonly unknown[]).includes(type) && appliesTo[name]?.every((each) => each !== type) === true;

/** NAME=COUNT, each service once. */
function parseReplicas(texts: readonly string[]): { replicas: Record<string, number>; problems: string[] } {
  const replicas: Record<string, number> = {};
  const problems = texts.flatMap((text) => {
    const [, name, count] = /^([a-z][a-z-]*)=(-?\d{1,9})$/.exec(text) ?? [];
    if (name === undefined) {
      return [`--replicas ${text}: found ${show(text)}; allowed: a service and a number, such as gitserver=2`];
    }
    if (name in replicas) return [`--replicas ${text}: found ${name} a second time; allowed: each service once`];
    replicas[name] = Number(count);
    return [];
  });
  return { replicas, problems };
}

/** The version, or the newest where there is none of that name, so that all else can be checked. */
function chosenVersion(name = newestVersion): { version: Version; problems: string[] } {
  try {
    return { version: versionNamed(name), problems: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { version: versionNamed(newestVersion), problems: [error.message] };
  }
}

/**
 * What the options of `render` ask for.
 * @throws UserError with all that is wrong with them.
 */
export function renderRequest(options: RenderOptions): RenderRequest {
  const { type, size = "s", replicas: texts = [] } = options;
  const { version, problems: versionProblems } = chosenVersion(options.version);
  const { replicas, problems: replicaProblems } = parseReplicas(texts);
  const names = ["namespace", "project", "domain", "storageClass", "ingressClass", "tlsSecret", "registry"] as const;
  const asked: DeploymentOptions = {
    size: size as Size,
    replicas: isIdle(options, "replicas") ? {} : replicas,
    ...Object.fromEntries(
      names.flatMap((name) => (options[name] === undefined || isIdle(options, name) ? [] : [[name, options[name]]])),
    ),
  };
  const problems = [
    ...choiceProblems("type", type, types),
    ...choiceProblems("size", size, sizes),
    ...versionProblems,
    ...idleProblems(options),
    ...(isIdle(options, "replicas") ? [] : replicaProblems),
    ...deploymentProblems(version, asked).map(
      ({ option, service, message }) =>
        `${flagOf(option)}${service === undefined ? "" : ` ${service}=${replicas[service]}`}: ${message}`,
    ),
  ];
  if (problems.length > 0) throw new UserError(problems.join("\n"));
  return { type: type as Target["name"], installation: deployment(version, asked) };
}
