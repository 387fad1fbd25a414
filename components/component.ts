import { ComponentResource, type ComponentResourceOptions, type Inputs } from "@pulumi/pulumi";

/** What all components of the project have in common: the first part of their type, and how they name what they make. */
export abstract class Component extends ComponentResource {
  readonly #name: string;

  /** `kind`: the noun, "Project". `shown`: the plain facts that a diff is to show. */
  constructor(kind: string, name: string, shown: Inputs, options?: ComponentResourceOptions) {
    super(`sourcegraph-distribution:index:${kind}`, name, shown, options);
    this.#name = name;
  }

  /** The name of a resource that belongs to this one. */
  protected childName(suffix: string): string {
    return `${this.#name}-${suffix}`;
  }
}
