import type { Reach } from "../plan/reach.ts";
import type { Fact, Notice } from "./notice.ts";

/** What came of bringing up an environment. */
export interface Deployment {
  readonly environment: string;
  readonly project: string;
  /** The key of the team that owns it. */
  readonly owner: string;
  /** The commit that it was brought up at, 40 hexadecimal digits. */
  readonly commit: string;
  /** When, RFC 3339. */
  readonly at: string;
  /** Whose doing it is, by whatever name is known. */
  readonly who?: string;
  /** What was deployed, in a few words: "compose 7.3.2527 s". */
  readonly plan: string;
  readonly reach?: Reach;
  /** Where the run is that did it. */
  readonly run?: string;
  /** What went wrong; absent of one that is up. */
  readonly error?: string;
}

/** The notice that an environment came up, or didn't. */
export function noticeOfDeployment(deployment: Deployment): Notice {
  const { environment, project, owner, commit, at, who, plan, reach, run, error } = deployment;
  const facts: Fact[] = [
    { name: "Project", value: project },
    { name: "What", value: plan },
    { name: "Commit", value: `${commit.slice(0, 12)}${who ? ` by ${who}` : ""}` },
    ...(reach && error === undefined
      ? [{ name: "Address", value: reach.url, ...(reach.command === undefined && { url: reach.url }) }]
      : []),
    ...(run ? [{ name: "Run", value: run, url: run }] : []),
    ...(error === undefined ? [] : [{ name: "Error", value: error }]),
  ];
  const common = { at, environment, project, facts, tell: owner };
  if (error !== undefined) {
    return {
      ...common,
      id: `${project}.${commit.slice(0, 12)}.failed`,
      kind: "didNotComeUp",
      title: `${environment} did not come up`,
      text: "What was made of it so far is left as it is. The next deployment goes on from there.",
    };
  }
  return {
    ...common,
    id: `${project}.${commit.slice(0, 12)}.up`,
    kind: "cameUp",
    title: `${environment} is up`,
    text: "It was brought up as its file says.",
    ...(reach?.command && { advice: `To see it at ${reach.url}, as long as this runs: ${reach.command}` }),
  };
}

/** Whether a notice of the journal says that something couldn't be brought up, by the action that it names. */
const isOfApply = ({ kind, facts }: Notice): boolean =>
  kind === "failed" && facts.some(({ name, value }) => name === "What" && value.startsWith("apply "));

/**
 * The notices of the journal together with those of deployments. What both tell of is told once, by the notice that says
 * more, under the ID that the journal has for it: so no later run tells it again.
 */
export function withDeployments(journal: readonly Notice[], deployments: readonly Notice[]): Notice[] {
  const all = [...journal];
  for (const deployment of deployments) {
    const { kind, project } = deployment;
    const index =
      kind === "didNotComeUp" ? all.findLastIndex((each) => each.project === project && isOfApply(each)) : -1;
    if (index < 0) all.push(deployment);
    else all[index] = { ...deployment, id: all[index]!.id, at: all[index]!.at };
  }
  return all;
}
