/** A resource of an example, as Pulumi's YAML writes it; "${name.property}" refers to another one's output. */
export interface ExampleResource {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly options?: {
    readonly protect?: boolean;
    readonly aliases?: readonly { readonly name: string }[];
    readonly import?: string;
  };
}

/** What an example begins with, before its own changes; "none": nothing. */
export type Base = "non-production" | "production" | "dynamic";

/** A small program that holds to a guideline or breaks it: a well-made project with a few changes. */
export interface Example {
  /** What it shows, as a sentence without a full stop. */
  readonly says: string;
  readonly base: Base;
  /** Resources by name, laid over those of the base; null takes one, or a property of one, away. */
  readonly resources: Readonly<Record<string, ExampleResource | null>>;
}
