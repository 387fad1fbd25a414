import { isKnown, type Maybe, unknown } from "../maybe.ts";
import type { Planned } from "./planned.ts";
import { nameAt, type StackResource, textAt } from "./resource.ts";

export const projectType = "gcp:organizations/project:Project";
export const folderType = "gcp:organizations/folder:Folder";
const projectComponent = "sourcegraph-distribution:index:Project";

/** How a resource says which project it is in: by the first of these properties that it has. */
const waysToProject = [
  "project",
  "parent",
  "bucket",
  "secretId",
  "secret",
  "cryptoKeyId",
  "keyRingId",
  "keyRing",
  "serviceAccountId",
  "topic",
  "subscription",
  "datasetId",
  "repository",
  "cluster",
  "network",
] as const;

/** The resources of a stack, and what they refer to. */
export class Stack {
  readonly resources: readonly StackResource[];
  readonly planned: Planned;
  readonly #byUrn: ReadonlyMap<string, StackResource>;
  readonly #byType = new Map<string, StackResource[]>();
  /** The IDs of the stack's projects, by number. */
  readonly #projectIds = new Map<string, string>();
  /** The keys of the stack's folders, by number. */
  readonly #folderKeys = new Map<string, string>();
  readonly #buckets = new Map<string, StackResource>();

  constructor(resources: readonly StackResource[], planned: Planned) {
    this.resources = resources;
    this.planned = planned;
    this.#byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    for (const resource of resources) {
      const same = this.#byType.get(resource.type);
      if (same) same.push(resource);
      else this.#byType.set(resource.type, [resource]);
    }
    this.#index(projectType, "number", (project, number) => this.#projectIds.set(number, this.projectId(project)));
    this.#index(folderType, "folderId", (folder, number) => this.#folderKeys.set(number, this.folderKey(folder)));
    this.#index("gcp:storage/bucket:Bucket", "name", (bucket, name) => this.#buckets.set(name, bucket));
  }

  #index(type: string, property: string, take: (resource: StackResource, value: string) => void): void {
    for (const resource of this.ofType(type)) {
      const value = textAt(resource, property);
      if (isKnown(value) && value !== undefined) take(resource, value);
    }
  }

  ofType(type: string): readonly StackResource[] {
    return this.#byType.get(type) ?? [];
  }

  bucketNamed(name: string): StackResource | undefined {
    return this.#buckets.get(name);
  }

  /** The resources that a property is made of. */
  origins({ propertyDependencies }: StackResource, property: string): StackResource[] {
    return (propertyDependencies[property] ?? []).flatMap((urn) => this.#byUrn.get(urn) ?? []);
  }

  /** The resources of a type that a property is made of. */
  originsOf(resource: StackResource, property: string, type: string): StackResource[] {
    return this.origins(resource, property).filter((origin) => origin.type === type);
  }

  /** The ID of a project that the stack makes. */
  projectId(project: StackResource): string {
    const id = textAt(project, "projectId");
    return isKnown(id) && id !== undefined ? id : project.name;
  }

  /** A project by ID, for one that may be given by number. */
  idOf(project: string): string {
    return this.#projectIds.get(project) ?? this.planned.numbers.get(project) ?? project;
  }

  /** The key of a folder that the stack makes: that of the specification, or else its number or name. */
  folderKey(folder: StackResource): string {
    const name = textAt(folder, "displayName");
    const planned = isKnown(name) && name !== undefined ? this.planned.folderKeys.get(name) : undefined;
    if (planned !== undefined) return planned;
    const number = textAt(folder, "folderId");
    return isKnown(number) && number !== undefined ? number : folder.name;
  }

  /** A folder by key, for one that is given by number: "folders/55" or "55". */
  keyOf(folder: string): string {
    const number = folder.replace(/^.*folders\//, "");
    return this.#folderKeys.get(number) ?? this.planned.folderNumbers.get(number) ?? number;
  }

  /** The folder that a property means. */
  folderAt(resource: StackResource, property: string): Maybe<string | undefined> {
    const value = textAt(resource, property);
    if (isKnown(value)) return value === undefined ? undefined : this.keyOf(value);
    const [folder, ...others] = this.originsOf(resource, property, folderType);
    return folder && others.length === 0 ? this.folderKey(folder) : unknown;
  }

  /** The key of the folder that the component around a project was told. */
  folderOfComponent(project: StackResource): Maybe<string> {
    const component = project.parent === undefined ? undefined : this.#byUrn.get(project.parent);
    return component?.type === projectComponent ? nameAt(component, "folder") : unknown;
  }

  /** The ID of the project that a resource is in, or that it is about; undefined where it says none. */
  projectOf(resource: StackResource, depth = 0): Maybe<string | undefined> {
    if (resource.type === projectType) return this.projectId(resource);
    for (const way of waysToProject) {
      const project = this.projectAt(resource, way, depth);
      if (project !== undefined) return project;
    }
    return undefined;
  }

  /** The ID of the project that a property means; undefined where it means none. */
  projectAt(resource: StackResource, property: string, depth = 0): Maybe<string | undefined> {
    const value = textAt(resource, property);
    if (!isKnown(value)) return this.#projectOfOrigins(resource, property, depth);
    if (value === undefined || value === "") return undefined;
    const named =
      /(?:^|\/)projects\/([^/]+)/.exec(value)?.[1] ?? /@([a-z0-9-]+)\.iam\.gserviceaccount\.com/.exec(value)?.[1];
    if (named !== undefined) return this.idOf(named);
    if (property === "project") return this.idOf(value);
    const bucket = property === "bucket" ? this.#buckets.get(value) : undefined;
    return bucket && this.projectOf(bucket, depth + 1);
  }

  /** The project that an unknown value comes from, where it can only be one. */
  #projectOfOrigins(resource: StackResource, property: string, depth: number): Maybe<string> {
    // A chain of resources that each name the next is short; a circle has no end.
    if (depth > 4) return unknown;
    const origins = this.origins(resource, property.split(".")[0]!);
    const projects = origins.filter(({ type }) => type === projectType);
    const found = new Set(
      (projects.length > 0 ? projects : origins).map((origin) => this.projectOf(origin, depth + 1)),
    );
    found.delete(undefined);
    const [only, ...others] = found;
    return only === undefined || others.length > 0 ? unknown : only;
  }
}
