import { createHash } from "node:crypto";
import { Document, parseDocument, type YAMLMap } from "yaml";
import { addDays } from "./check/environments.ts";
import { dayCount } from "./check/organization.ts";
import { environmentsFolder, type Files, ledgerFile, parseSpecification } from "./load.ts";
import { UserError } from "./problem.ts";
import type { Environment } from "./schema/environment.ts";
import type { Specification } from "./specification.ts";

/** Letters and digits that are easily told apart and spell nothing. */
const alphabet = "bcdfghjkmnpqrstvwxz23456789";
const suffixLength = 4;

/** What is asked of a new environment; what is left out is filled in from its kind. */
export interface NewEnvironment {
  name: string;
  kind: string;
  owner: string;
  purpose: string;
  deployment: { type: string; version?: string; size?: string };
  budget?: number;
  expires?: string;
  region?: string;
}

/** Files to write, by their path from the folder of the specification. */
export type Edits = ReadonlyMap<string, string>;

/** The files as they are after edits. */
export const edited = (files: Files, edits: Edits): Files => new Map([...files, ...edits]);

/**
 * A project ID that was never used: the prefix, the name and a random end. `random`: a number from 0 up to below its
 * argument.
 */
export function chooseProjectId(
  { organization, ledger }: Specification,
  name: string,
  random: (below: number) => number,
): string {
  const room = 30 - organization.prefix.length - suffixLength - 2;
  const middle = name.slice(0, room).replace(/-+$/, "");
  for (;;) {
    const suffix = Array.from({ length: suffixLength }, () => alphabet[random(alphabet.length)]).join("");
    const id = `${organization.prefix}-${middle}-${suffix}`;
    if (!(id in ledger)) return id;
  }
}

/** The file of an environment. */
export function environmentText(environment: Environment): string {
  const document = new Document(environment);
  document.commentBefore = " yaml-language-server: $schema=../docs/schema/environment.schema.json";
  return document.toString();
}

/** The ledger with one more line, in the order of the IDs. */
export function ledgerWith(text: string, id: string, entry: Record<string, string>): string {
  const document = parseDocument(text);
  document.set(id, document.createNode(entry, { flow: true }));
  (document.contents as YAMLMap).items.sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1));
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** The ledger with an ID that was never made given up: the line stays, as no line is ever removed. */
export function givenUp(text: string, id: string, today: string): string {
  const document = parseDocument(text);
  if (document.has(id)) document.setIn([id, "retired"], today);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/**
 * The files for a new environment. Nothing is returned that would not pass every check.
 * @throws UserError with what is wrong with what was asked.
 */
export function newEnvironment(
  files: Files,
  asked: NewEnvironment,
  today: string,
  random: (below: number) => number,
): { environment: Environment; file: string; edits: Edits } {
  const specification = parseSpecification(files, today);
  const { organization, environments } = specification;
  const file = `${environmentsFolder}/${asked.name}.yaml`;
  if (environments.has(asked.name) || files.has(file)) {
    throw new UserError(`There is an environment ${asked.name} already. Choose another name.`);
  }
  const kind = organization.kinds[asked.kind];
  const life = kind?.timeToLive;
  const expires = asked.expires ?? (life && addDays(today, dayCount(life.default)));
  const environment = {
    name: asked.name,
    kind: asked.kind,
    owner: asked.owner,
    purpose: asked.purpose,
    project: chooseProjectId(specification, asked.name, random),
    deployment: {
      type: asked.deployment.type,
      version: asked.deployment.version ?? "main",
      size: asked.deployment.size ?? "s",
    },
    ...(asked.budget !== undefined && { budget: asked.budget }),
    ...(asked.region && { region: asked.region }),
    ...(expires && { expires }),
  } as Environment;
  const entry = { for: `environment/${asked.name}`, kind: asked.kind, since: today };
  const edits = new Map([
    [file, environmentText(environment)],
    [ledgerFile, ledgerWith(files.get(ledgerFile) ?? "", environment.project, entry)],
  ]);
  parseSpecification(edited(files, edits), today);
  return { environment, file, edits };
}

/** The file that holds an environment. */
export function fileOf(files: Files, name: string): string {
  for (const [file, text] of files) {
    if (file.startsWith(`${environmentsFolder}/`) && parseDocument(text).get("name") === name) return file;
  }
  throw new UserError(`There is no environment ${name}. \`sgdist env list\` shows those there are.`);
}

/** Changes one member of an environment's file; comments and order stay. Checks the result. */
function change(
  files: Files,
  name: string,
  key: string,
  value: unknown,
  today: string,
): { file: string; edits: Edits } {
  const file = fileOf(files, name);
  const document = parseDocument(files.get(file)!);
  document.set(key, value);
  const edits = new Map([[file, document.toString({ lineWidth: 0 })]]);
  parseSpecification(edited(files, edits), today);
  return { file, edits };
}

/**
 * Lets an environment live until a day, or so many days longer than it would ("7d").
 * @throws UserError when its kind doesn't allow that.
 */
export function extendEnvironment(
  files: Files,
  name: string,
  until: string,
  today: string,
): { file: string; edits: Edits; expires: string } {
  const environment = parseSpecification(files, today).environments.get(name);
  if (!environment) fileOf(files, name);
  const from = environment?.expires;
  if (from === undefined) throw new UserError(`The environment ${name} has no end that could be put off.`);
  const days = /^([1-9]\d{0,2})d$/.exec(until)?.[1];
  const allowed = `Name a day from ${today} on, or a number of days such as 7d.`;
  if (!days && !/^\d{4}-\d{2}-\d{2}$/.test(until)) {
    throw new UserError(`${JSON.stringify(until)} is neither a day nor a number of days. ${allowed}`);
  }
  const expires = days ? addDays(from < today ? today : from, Number(days)) : until;
  if (expires < today) throw new UserError(`${expires} is past. ${allowed}`);
  return { ...change(files, name, "expires", expires, today), expires };
}

/** Marks an environment so that it may be destroyed. */
export function retireEnvironment(files: Files, name: string, today: string): { file: string; edits: Edits } {
  return change(files, name, "retired", true, today);
}

/**
 * Takes the file of an environment away, so that it is destroyed.
 * @throws UserError when it may not simply go.
 */
export function removeEnvironment(
  files: Files,
  name: string,
  today: string,
): { file: string; environment: Environment } {
  const { organization, environments } = parseSpecification(files, today);
  const file = fileOf(files, name);
  const environment = environments.get(name)!;
  const { deletion } = organization.kinds[environment.kind]!;
  if (deletion !== "disposable" && !environment.retired) {
    throw new UserError(
      `${name} is ${deletion}, so its file isn't removed just so. Retire it first, by a change that others look at: ` +
        `\`sgdist env retire ${name}\`; docs/deletion.md tells how it goes on.`,
    );
  }
  return { file, environment };
}

/** What somebody who has an environment destroyed has seen of it, 16 digits: it changes when its file does. */
export const destructionDigest = (file: string, text: string): string =>
  createHash("sha256").update(`${file}\0${text}`).digest("hex").slice(0, 16);
