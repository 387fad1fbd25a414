import { Document, isMap, parseDocument, type Scalar, type YAMLMap } from "yaml";
import { SourceDocument } from "../spec/document.ts";
import { type Edits, environmentText, givenUp, ledgerWith } from "../spec/edit.ts";
import { environmentsFolder, type Files, ledgerFile, organizationFile } from "../spec/load.ts";
import { UserError } from "../spec/problem.ts";
import type { Environment } from "../spec/schema/environment.ts";
import type { FoundProject } from "./facts.ts";

/** What a project is to become, with everything that somebody had to say. */
export type Choice = { project: FoundProject; owner: string; purpose: string } & (
  | { as: "foreign"; name: string; folder: string; budget: number }
  | {
      as: "environment";
      name: string;
      kind: string;
      budget?: number;
      deployment: Environment["deployment"];
      expires?: string;
    }
  | { as: "shared"; name: "ci"; budget?: number }
);

/** How many characters of a text come before the comment above a key of its outermost map. */
function startOf(text: string, key: string): number {
  const found = (parseDocument(text).contents as YAMLMap).items.find((item) => String(item.key) === key);
  const lines = text
    .slice(0, (found!.key as Scalar).range![0])
    .split("\n")
    .slice(0, -1);
  while (lines.at(-1)?.startsWith("#")) lines.pop();
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

/** The text with one more foreign project, before the shared ones. All else stays as somebody wrote it. */
function withForeign(text: string, choice: Choice & { as: "foreign" }): string {
  const { project, name, folder, owner, purpose, budget } = choice;
  const entry = new Document({ [name]: { id: project.id, name: project.name, folder, owner, purpose, budget } });
  const block = entry.toString({ lineWidth: 0 }).replaceAll(/^(?=.)/gm, "  ");
  const written = parseDocument(text).get("foreign", true) as YAMLMap | undefined;
  if (!isMap(written)) {
    const at = startOf(text, "projects");
    const title = "# Projects whose contents are somebody else's: the program keeps what is around them.";
    return `${text.slice(0, at)}${title}\nforeign:\n${block}\n${text.slice(at)}`;
  }
  // In front of the first: behind the last, there may be a comment of what follows.
  const first = text.lastIndexOf("\n", (written.items[0]!.key as Scalar).range![0]) + 1;
  return `${text.slice(0, first)}${block}${text.slice(first)}`;
}

/** The text with another value of the shared project of builds, in its place. */
function withCiValue(text: string, key: "id" | "budget" | "owner", value: string | number): string {
  const document = parseDocument(text);
  const node = document.getIn(["projects", "ci", key], true) as Scalar | undefined;
  if (node?.range) return `${text.slice(0, node.range[0])}${value}${text.slice(node.range[1])}`;
  document.setIn(["projects", "ci", key], value);
  return document.toString(print);
}

function withCi(text: string, { project, budget, owner }: Choice & { as: "shared" }): string {
  const named = withCiValue(text, "id", project.id);
  const paid = budget === undefined ? named : withCiValue(named, "budget", budget);
  const before = parseDocument(paid).getIn(["projects", "ci", "owner"]);
  return before === owner ? paid : withCiValue(paid, "owner", owner);
}

const print = { lineWidth: 0, flowCollectionPadding: true } as const;

/** Refuses a name that is in use, with the line where. */
function refuseTaken(files: Files, choice: Choice, live: ReadonlySet<string>): void {
  const organization = new SourceDocument(organizationFile, files.get(organizationFile)!);
  const written = parseDocument(files.get(organizationFile)!);
  if (choice.as === "foreign" && written.hasIn(["foreign", choice.name])) {
    throw UserError.of([
      organization.problem(["foreign", choice.name], {
        found: `a foreign project ${choice.name} already`,
        allowed: "a name of its own for each",
        remedy: `Choose another: --as foreign/NAME.`,
      }),
    ]);
  }
  if (choice.as === "shared") {
    const id = String(written.getIn(["projects", "ci", "id"]));
    if (live.has(id)) {
      throw UserError.of([
        organization.problem(["projects", "ci", "id"], {
          found: `${id}, which is there`,
          allowed: "an ID that was never made, to put another in its place",
          remedy: `There is one project of builds. Take ${choice.project.id} over as foreign/NAME.`,
        }),
      ]);
    }
  }
  if (choice.as === "environment") {
    for (const [file, text] of files) {
      if (!file.startsWith(`${environmentsFolder}/`) || parseDocument(text).get("name") !== choice.name) continue;
      throw UserError.of([
        new SourceDocument(file, text).problem(["name"], {
          found: `an environment ${choice.name} already, with a project of its own`,
          allowed: "a name of its own for each",
          remedy: "A project can't take another's place: choose another name.",
        }),
      ]);
    }
  }
}

/** The file of an environment in a project that is there. */
function environmentFile(choice: Choice & { as: "environment" }): string {
  const { name, kind, owner, purpose, project, deployment, budget, expires } = choice;
  return environmentText({
    name,
    kind,
    owner,
    purpose,
    project: project.id,
    deployment,
    ...(budget !== undefined && { budget }),
    ...(expires && { expires }),
  });
}

/**
 * The files with which projects are taken over; not checked yet. `live`: the IDs of all projects that there are.
 * @throws UserError where a name is in use.
 */
export function adoptionEdits(
  files: Files,
  choices: readonly Choice[],
  live: ReadonlySet<string>,
  today: string,
): Edits {
  let now: Files = files;
  const edits = new Map<string, string>();
  const write = (file: string, text: string) => {
    edits.set(file, text);
    now = new Map([...now, [file, text]]);
  };
  for (const choice of choices) {
    refuseTaken(now, choice, live);
    const { project, as, name } = choice;
    if (as === "foreign") write(organizationFile, withForeign(now.get(organizationFile)!, choice));
    else if (as === "environment") write(`${environmentsFolder}/${name}.yaml`, environmentFile(choice));
    else {
      const before = String(parseDocument(now.get(organizationFile)!).getIn(["projects", "ci", "id"]));
      write(organizationFile, withCi(now.get(organizationFile)!, choice));
      write(ledgerFile, givenUp(now.get(ledgerFile) ?? "", before, today));
    }
    const entry = {
      for: `${as}/${name}`,
      ...(as === "environment" && { kind: choice.kind }),
      since: project.createdAt.slice(0, 10),
      adopted: today,
    };
    write(ledgerFile, ledgerWith(now.get(ledgerFile) ?? "", project.id, entry));
  }
  return edits;
}
