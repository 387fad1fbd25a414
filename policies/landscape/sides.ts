import { isKnown, type Maybe, unknown } from "./maybe.ts";
import { environmentAround, environmentOfProject } from "./questions.ts";
import type { GrantFacts, Landscape, ProjectFacts } from "./types.ts";

/** Where something belongs, or what it reaches: production, another environment, what all share, or all of it. */
export type Side = "production" | "other" | "shared" | "everything";

/** Whether two sides are production and something else that isn't there for all. */
export function crosses(one: Side, other: Side): boolean {
  if (one === "shared" || other === "shared") return false;
  return one !== other || one === "everything";
}

/** Tells production from the rest of a landscape. */
export class Sides {
  readonly #landscape: Landscape;
  readonly #shared: readonly string[];
  readonly #projects: ReadonlyMap<string, ProjectFacts>;
  readonly #known = new Map<ProjectFacts, Maybe<Side>>();

  /** `shared`: the environments that are there for all. */
  constructor(landscape: Landscape, shared: readonly string[]) {
    this.#landscape = landscape;
    this.#shared = shared;
    this.#projects = new Map(
      landscape.projects.flatMap((project) => [
        [project.id, project] as const,
        ...(project.number === undefined ? [] : [[project.number, project] as const]),
      ]),
    );
  }

  /** What has no environment is taken for shared: that it should have one is said elsewhere. */
  #sideOf(environment: Maybe<string | undefined>): Maybe<Side> {
    if (!isKnown(environment)) return unknown;
    if (environment === undefined || this.#shared.includes(environment)) return "shared";
    return environment === "production" ? "production" : "other";
  }

  /** The side of a project, by ID or number. */
  ofProject(name: string): Maybe<Side> {
    const project = this.#projects.get(name);
    if (!project) return unknown;
    const side = this.#known.get(project) ?? this.#sideOf(environmentOfProject(this.#landscape, project));
    this.#known.set(project, side);
    return side;
  }

  /** What a grant reaches. */
  ofGrant({ on, project }: GrantFacts): Maybe<Side> {
    if (on.kind === "organization") return "everything";
    if (on.kind === "billing") return "shared";
    if (on.kind === "folder") {
      return this.#sideOf(environmentAround(this.#landscape, { kind: "folder", folder: on.id }));
    }
    return project === undefined ? unknown : this.ofProject(project);
  }
}
