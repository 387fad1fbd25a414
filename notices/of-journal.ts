import type { Deed, Entry } from "../reconcile/journal.ts";
import type { Specification } from "../spec/specification.ts";
import type { Fact, Notice } from "./notice.ts";

type Told = Extract<Deed, "warned" | "ended" | "scaledDown" | "restored" | "destroyed" | "failed">;

/** How each deed is told. */
const tellings: Record<Told, (entry: Entry) => Pick<Notice, "title" | "text" | "advice">> = {
  warned: ({ environment, expires = "its last day" }) => ({
    title: `${environment} ends on ${expires}`,
    text: "After that day it is scaled down, and a day later it is destroyed with all its data.",
    advice: extension(environment),
  }),
  ended: ({ environment, destroyedFrom }) => ({
    title: `${environment} has ended`,
    text: `${destroyedFrom ? `From ${minute(destroyedFrom)} on` : "A day from now"} it is destroyed with all its data.`,
    advice: extension(environment),
  }),
  scaledDown: ({ environment }) => ({
    title: `${environment} was scaled down`,
    text: "Nothing runs in it any more. Its data is kept until it is destroyed.",
    advice: extension(environment),
  }),
  restored: ({ environment }) => ({
    title: `${environment} is back`,
    text: "It lives longer than it was to, and was brought up again.",
  }),
  destroyed: ({ environment, project }) => ({
    title: `${environment} is gone`,
    text: `Its project ${project} was destroyed with all its data.`,
  }),
  failed: ({ environment }) => ({
    title: `Something failed with ${environment}`,
    text: "The next run tries it again.",
  }),
};

const extension = (environment: string): string =>
  `To let it live longer: sgdist env extend ${environment} 7d, or /sgdist env extend ${environment} 7d in Slack.`;

/** "2026-12-03 12:00 UTC" */
const minute = (time: string): string => `${time.slice(0, 16).replace("T", " ")} UTC`;

const isTold = (deed: Deed): deed is Told => deed in tellings;

function factsOf({ project, deed, expires, what, reason }: Entry): Fact[] {
  return [
    { name: "Project", value: project },
    ...(expires ? [{ name: "Last day", value: expires }] : []),
    ...(deed === "failed" && what ? [{ name: "What", value: what }] : []),
    { name: deed === "failed" ? "Error" : "Why", value: reason },
  ];
}

/** The team that is told: the one that the entry names by its address, else the owner, else the one that owns all. */
function teamOf({ organization, environments }: Specification, { tell, environment, project }: Entry): string {
  const [named] = Object.entries(organization.teams).find(([, { email }]) => email === tell) ?? [];
  const file = environments.get(environment);
  return named ?? (file?.project === project ? file.owner : organization.owner);
}

/** The notices of what the reconciler wrote down, in the order of the entries; not everything is worth one. */
export function noticesOfJournal(specification: Specification, entries: readonly Entry[]): Notice[] {
  return entries.flatMap((entry) => {
    const { id, deed, at, environment, project } = entry;
    if (!isTold(deed)) return [];
    const tell = teamOf(specification, entry);
    return [{ id, kind: deed, at, environment, project, ...tellings[deed](entry), facts: factsOf(entry), tell }];
  });
}
