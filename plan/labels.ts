/** Turns any text into a label's value: lower-case letters, digits, - and _, at most 63 of them. */
export function labelValue(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 63);
}

/** What the labels of a project tell. */
export interface LabelFacts {
  /** The environment of the folder: "production". */
  environment: string;
  /** What runs in it: "sourcegraph", or what a shared project is for. */
  application: string;
  owner: string;
  costCode: string;
  /** The stack that makes it. */
  stack: string;
  /** The environment's own name and kind. */
  name?: string;
  kind?: string;
  expires?: string;
  /** Whether it may be destroyed: then nobody takes the want of protection for a mistake. */
  retired?: true;
}

/** The labels that every project carries, so that its cost can be told apart. */
export function projectLabels(facts: LabelFacts): Record<string, string> {
  const labels: Record<string, string | undefined> = {
    application: facts.application,
    "cost-code": facts.costCode,
    environment: facts.environment,
    "environment-kind": facts.kind,
    "environment-name": facts.name,
    expires: facts.expires,
    "managed-by": "sourcegraph-distribution",
    owner: facts.owner,
    retired: facts.retired && "true",
    stack: facts.stack,
  };
  const given = Object.entries(labels).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, labelValue(value)]));
}
