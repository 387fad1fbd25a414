import { type Maybe, unknown } from "../maybe.ts";
import type {
  BudgetFacts,
  ClaimFacts,
  CustomRoleFacts,
  FolderFacts,
  GrantFacts,
  Holding,
  HoldingKind,
  Landscape,
  ObstacleFacts,
  ProjectFacts,
  RunFacts,
} from "../types.ts";
import { placeOf, type StackResource } from "./resource.ts";
import type { Stack } from "./stack.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** A project of which more and more becomes known. */
export interface ProjectDraft extends Omit<Writable<ProjectFacts>, "deletion" | "obstacles"> {
  deletion: Omit<ProjectFacts["deletion"], "lien">;
  /** Whether a lien stands in the way of its deletion; absent as long as none was seen. */
  lien?: Maybe<boolean>;
  obstacles: ObstacleFacts[];
  /** Whether a resource takes the rights of its default accounts away. */
  deprivileged: boolean;
}

/** What becomes known of a landscape while resources are looked at one by one. */
export class Survey {
  readonly stack: Stack;
  readonly projects = new Map<string, ProjectDraft>();
  readonly folders: Map<string, FolderFacts>;
  readonly grants: GrantFacts[] = [];
  readonly runs: RunFacts[] = [];
  readonly customRoles: CustomRoleFacts[] = [];
  readonly budgets: BudgetFacts[] = [];
  readonly claims: ClaimFacts[] = [];

  constructor(stack: Stack) {
    this.stack = stack;
    this.folders = new Map(stack.planned.folders);
  }

  /** A project by ID; what another stack makes of it is known from its plan. */
  project(id: string): ProjectDraft {
    const known = this.projects.get(id);
    if (known) return known;
    const planned = this.stack.planned.projects.get(id);
    const draft: ProjectDraft = {
      id,
      place: planned?.place ?? { name: `project ${id}` },
      declared: false,
      parent: planned?.parent ?? unknown,
      labels: planned?.labels ?? unknown,
      billingAccount: planned ? planned.billingAccount : unknown,
      apis: [],
      contacts: [],
      budgets: [],
      deletion: {},
      defaultAccount: unknown,
      networks: [],
      holdings: [],
      obstacles: [],
      accountKeys: [],
      deprivileged: false,
    };
    this.projects.set(id, draft);
    return draft;
  }

  /** A project that a resource makes; one that another makes too is found twice. */
  declare(id: string): ProjectDraft {
    if (!this.projects.get(id)?.declared) return this.project(id);
    const before = this.projects.get(id)!;
    this.projects.delete(id);
    const again = this.project(id);
    this.projects.set(id, before).set(`${id} once more`, again);
    return again;
  }

  /** The project that a resource is in. Nobody knows what else is in the same when it isn't known. */
  projectOf(resource: StackResource): ProjectDraft {
    return this.project(this.idOf(this.stack.projectOf(resource), resource));
  }

  /** An ID for a project that may be unknown: one of its own then. */
  idOf(project: Maybe<string | undefined>, resource: StackResource): string {
    return typeof project === "string" ? project : `the project of ${resource.name}`;
  }

  /** The kind of what is planned under a name in a project. */
  plannedKind(project: string, name: Maybe<string>): HoldingKind | undefined {
    return this.stack.planned.kinds.get(`${project}/${String(name)}`);
  }

  hold(
    resource: StackResource,
    kind: HoldingKind,
    facts: Pick<Holding, "name" | "labels" | "keyProject" | "emptied">,
  ): void {
    const project = this.projectOf(resource);
    project.holdings.push({
      kind: this.plannedKind(project.id, facts.name) ?? kind,
      place: placeOf(resource),
      protected: resource.protected,
      ...facts,
    });
  }

  landscape(): Landscape {
    const { folders, grants, runs, customRoles, budgets, claims } = this;
    const projects = [...this.projects.values()].map(
      ({ deprivileged, lien, deletion, ...project }): ProjectFacts => ({
        ...project,
        deletion: { ...deletion, lien: lien ?? (project.declared ? false : unknown) },
      }),
    );
    return { source: "resources", folders, projects, grants, runs, customRoles, budgets, claims };
  }
}

/** What is done with a resource of a type. */
export type Row = (resource: StackResource, survey: Survey) => void;
