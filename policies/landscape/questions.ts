import type { Organization } from "../../spec/schema/organization.ts";
import { isKnown, type Maybe, unknown } from "./maybe.ts";
import type { Labels, Landscape, Parent, ProjectFacts, RunFacts } from "./types.ts";

/** The environment of the nearest folder that says one: "production"; undefined where none does. */
export function environmentAround({ folders }: Landscape, parent: Maybe<Parent>): Maybe<string | undefined> {
  const seen = new Set<string>();
  let at = parent;
  while (isKnown(at) && at.kind === "folder" && !seen.has(at.folder)) {
    seen.add(at.folder);
    const folder = folders.get(at.folder);
    if (!folder) return unknown;
    if (folder.environment !== undefined) return folder.environment;
    at = folder.parent;
  }
  return isKnown(at) ? undefined : unknown;
}

/** The environment that a project belongs to: its label's, or else its folder's. */
export function environmentOfProject(landscape: Landscape, project: ProjectFacts): Maybe<string | undefined> {
  if (isKnown(project.labels) && project.labels.environment !== undefined) return project.labels.environment;
  const around = environmentAround(landscape, project.parent);
  if (isKnown(around) && around !== undefined) return around;
  return isKnown(project.labels) ? around : unknown;
}

/** The ways in which an identity's name says which project it is of: by ID, or by number. */
const homes: readonly RegExp[] = [
  // What Google makes for a project: default accounts and agents of its services.
  /^serviceAccount:(?:service-)?(\d+)[-@]/,
  /^serviceAccount:([a-z0-9-]+)@appspot\.gserviceaccount\.com/,
  // What runs in a cluster.
  /^serviceAccount:([a-z0-9-]+)\.svc\.id\.goog\[/,
  /^serviceAccount:[^@]+@([a-z0-9-]+)\.iam\.gserviceaccount\.com/,
  // What somebody else vouches for.
  /^principal(?:Set)?:\/\/iam\.googleapis\.com\/projects\/(\d+)\/locations\/[^/]+\/workloadIdentityPools\//,
  // Whoever has a basic role there.
  /^project(?:Owner|Editor|Viewer):([a-z0-9-]+)$/,
];

/** The project that an identity of a machine is of, by ID or number; undefined for people, and for Google's own. */
export function homeOf(member: string): string | undefined {
  const living = member.replace(/^deleted:/, "");
  return homes.map((home) => home.exec(living)?.[1]).find((home) => home !== undefined);
}

/** What something runs as, as IAM writes it. */
export const identityOfRun = ({ account }: RunFacts): Maybe<string> =>
  isKnown(account) ? `serviceAccount:${account}` : unknown;

/** The projects of landscapes by ID and number: many things are asked for theirs. */
const named = new WeakMap<Landscape["projects"], ReadonlyMap<string, ProjectFacts>>();

/** A project that is looked at, by ID or number; the first of two that have the same. */
export function projectNamed({ projects }: Pick<Landscape, "projects">, name: string): ProjectFacts | undefined {
  const known = named.get(projects);
  if (known) return known.get(name);
  const found = new Map<string, ProjectFacts>();
  for (const project of projects) {
    for (const each of project.number === undefined ? [project.id] : [project.id, project.number]) {
      if (!found.has(each)) found.set(each, project);
    }
  }
  named.set(projects, found);
  return found.get(name);
}

/** The project that an identity is of, where it is looked at. */
export function homeOfMember(landscape: Landscape, member: string): ProjectFacts | undefined {
  const home = homeOf(member);
  return home === undefined ? undefined : projectNamed(landscape, home);
}

/** The projects that are looked at and belong to an environment, or may: that isn't always known. */
export const perhapsIn = (landscape: Landscape, environment: string): ProjectFacts[] =>
  landscape.projects.filter((project) => {
    const found = environmentOfProject(landscape, project);
    return project.declared && (!isKnown(found) || found === environment);
  });

/** Whether a project was given up on purpose, so that nothing protects it any more. */
export const isRetired = (labels: Labels): boolean => labels.retired === "true";

/** Whether a project may be destroyed at any time: it was given up, or is of a kind that is made to go. */
export const mayGo = (labels: Labels, { kinds }: Organization): boolean =>
  isRetired(labels) || kinds[labels["environment-kind"] ?? ""]?.deletion === "disposable";

/** Whether somebody is a person or a group of them, and no machine's identity. */
export const isHuman = (member: string): boolean =>
  /^(?:user|group|domain):|^principal(?:Set)?:\/\/iam\.googleapis\.com\/locations\/global\/workforcePools\//.test(
    member,
  );
