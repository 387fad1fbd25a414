import { closest, distance } from "fastest-levenshtein";

/** What somebody asks for. */
export type Command =
  | { readonly verb: "help" }
  | { readonly verb: "list" }
  | { readonly verb: "show"; readonly name: string }
  | { readonly verb: "extend"; readonly name: string; readonly until: string }
  | { readonly verb: "destroy"; readonly name: string };

/** What is wrong with what was asked, as sentences. */
export interface Misunderstood {
  readonly misunderstood: string;
}

/** Longer ones are no commands. */
const longest = 200;

const usages = {
  list: "/sgdist env list",
  show: "/sgdist env show NAME",
  extend: "/sgdist env extend NAME 7d",
  destroy: "/sgdist env destroy NAME",
} as const;

type Verb = keyof typeof usages;

const verbs = Object.keys(usages) as Verb[];

/** What there is to say. */
export const help = [
  `${usages.list}: the environments, and when they end`,
  `${usages.show}: what one is made of`,
  `${usages.extend}: lets it live longer, by days or until a day such as 2026-12-31`,
  `${usages.destroy}: shows what would go, and asks once more`,
].join("\n");

const isVerb = (word: string): word is Verb => Object.hasOwn(usages, word);

/** The word that was meant, perhaps. */
export function nearMiss(word: string, words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined;
  const near = closest(word, [...words]);
  return distance(word, near) <= Math.max(1, Math.floor(near.length / 3)) ? near : undefined;
}

/** What was found, short and as one line. */
const shown = (word: string): string => JSON.stringify(word.length > 30 ? `${word.slice(0, 29)}…` : word);

const wrong = (what: string, usage: string): Misunderstood => ({ misunderstood: `${what} Say: ${usage}` });

/** The name of an environment, as spec/schema/environment.ts allows it. */
const isName = (word: string): boolean => /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){1,19}$/.test(word);

const isSpan = (word: string): boolean => /^[1-9]\d{0,2}d$/.test(word);

const isDay = (word: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(word) && !Number.isNaN(Date.parse(word)) && new Date(word).toISOString().startsWith(word);

/** Reads what stands after /sgdist. Telephones begin with a capital, so capitals make no difference. */
export function parseCommand(text: string): Command | Misunderstood {
  if (text.length > longest) return wrong(`That is longer than ${longest} characters.`, "/sgdist help");
  const [noun, verb, ...rest] = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (noun === undefined || noun === "help") return { verb: "help" };
  if (noun !== "env") {
    const meant = isVerb(noun) ? noun : nearMiss(noun, ["env", ...verbs]);
    const usage = meant === undefined || meant === "env" ? "/sgdist help" : usages[meant as Verb];
    return wrong(`${shown(noun)} is no command.`, usage);
  }
  if (verb === undefined || verb === "help") return { verb: "help" };
  if (!isVerb(verb)) {
    const meant = nearMiss(verb, verbs) as Verb | undefined;
    const allowed = meant ? `Did you mean ${meant}?` : `Allowed are ${verbs.join(", ")}.`;
    return wrong(`${shown(verb)} is no command. ${allowed}`, meant ? usages[meant] : "/sgdist help");
  }
  return withArguments(verb, rest);
}

function withArguments(verb: Verb, rest: readonly string[]): Command | Misunderstood {
  const usage = usages[verb];
  const wanted = { list: 0, show: 1, extend: 2, destroy: 1 }[verb];
  if (rest.length > wanted) return wrong(`${shown(rest[wanted]!)} is one word too many.`, usage);
  if (verb === "list") return { verb };
  const [name, until] = rest;
  if (name === undefined) return wrong("Which environment?", usage);
  if (!isName(name)) return wrong(`${shown(name)} can't be the name of an environment.`, usage);
  if (verb !== "extend") return { verb, name };
  if (until === undefined) return wrong("For how long?", usage);
  if (!isSpan(until) && !isDay(until)) {
    return wrong(`${shown(until)} is neither a number of days such as 7d nor a day such as 2026-12-31.`, usage);
  }
  return { verb, name, until };
}
