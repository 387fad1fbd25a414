import type { z } from "zod";
import type { Organization } from "../spec/schema/organization.ts";
import type { Example } from "./examples/example.ts";
import type { Landscape, Place } from "./landscape/types.ts";

/** What a guideline is about; the guide has a chapter for each. */
export const topics = {
  split: "When to split",
  place: "Where a project sits",
  project: "What every project has",
  dynamic: "What dynamic environments have",
  access: "Who has access",
  update: "What an update may never do",
} as const;
export type Topic = keyof typeof topics;

/** `mandatory`: what breaks it is refused. `advisory`: it is told. */
export type Level = "mandatory" | "advisory";

/** What a guideline has to say of one thing. */
export interface Finding {
  /** What it is about: the project, or something in it. */
  readonly place: Place;
  /** The project's ID, where there is one; exceptions are made for projects. */
  readonly project?: string;
  readonly found: string;
  readonly allowed: string;
  /** What to do, where the guideline's own remedy doesn't say it as well. */
  readonly remedy?: string;
  /** Whether what decides it isn't known yet: then nothing is broken, nor is anything well. */
  readonly undecided?: true;
}

/** What guidelines know besides the landscape. */
export interface Context<Parameters = Record<string, never>> {
  readonly organization: Organization;
  /** "2026-11-22" */
  readonly today: string;
  readonly parameters: Parameters;
}

/** A workload, as far as it decides where it belongs. */
export interface Workload {
  readonly application: string;
  /** The environment of its folder: "production". */
  readonly environment: string;
  /** The environment that it is part of by name, such as "acme"; absent for what all share. */
  readonly instance?: string;
  readonly owner: string;
  readonly costCode: string;
  /** Whose data it keeps, and for how long, where that isn't its owner's. */
  readonly dataOwner?: string;
  readonly retention?: string;
  /** The teams that need access to it. */
  readonly access: readonly string[];
  /** What it is, where it isn't an application. */
  readonly purpose?: "keys" | "logs" | "state" | "billing-export" | "ci" | "domains";
  /** Whether it may use up a quota, or take others down with it. */
  readonly heavy?: boolean;
}

/** A rule about projects: written once, read by people, and held against every landscape. */
export interface Guideline<Schema extends z.ZodType = z.ZodType> {
  /** "one-application-per-project" */
  readonly id: string;
  /** What is right, as a sentence without a full stop. */
  readonly title: string;
  readonly topic: Topic;
  /** What can go wrong without it. */
  readonly why: string;
  readonly sources: readonly { readonly title: string; readonly url: string }[];
  /** Default: mandatory. */
  readonly level?: Level;
  /** What it looks at, in words. */
  readonly appliesTo: string;
  /** What may be set in policies.yaml; parsing {} gives the defaults. */
  readonly parameters?: Schema;
  /** How to mend what breaks it. */
  readonly remedy: string;
  check(landscape: Landscape, context: Context<z.infer<Schema>>): Finding[];
  /** Why two workloads may not share a project, if they may not. */
  apart?(one: Workload, other: Workload): string | undefined;
  readonly good: Example;
  readonly bad: Example;
}

/** Declares a guideline; its check sees its own parameters. */
export const guideline = <Schema extends z.ZodType>(definition: Guideline<Schema>): Guideline =>
  definition as unknown as Guideline;
