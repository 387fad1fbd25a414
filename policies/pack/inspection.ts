import type { Specification } from "../../spec/specification.ts";
import { evaluate, isRefused, type Verdict } from "../evaluate.ts";
import type { Guideline } from "../guideline.ts";
import { plannedLandscape } from "../landscape/plan/index.ts";
import { isTelling, landscapeOfOne, resourcesLandscape } from "../landscape/resources/index.ts";
import { indexPlan, type Planned } from "../landscape/resources/planned.ts";
import type { StackResource } from "../landscape/resources/resource.ts";
import type { Landscape } from "../landscape/types.ts";
import type { Settings } from "../settings/settings.ts";
import { stackOf } from "./resources.ts";

/** What a finding is told by once: the guideline, and what it was found in. */
const keyOf = ({ guideline, finding: { place, found } }: Verdict): string =>
  [guideline.id, place.urn ?? place.name, found].join(" ");

/** Holds the resources of a run against guidelines: each by itself before it is made, and all of them at the end. */
export class Inspection {
  readonly planned: Planned;
  readonly #guidelines: readonly Guideline[];
  readonly #specification: Specification;
  readonly #settings: Settings;
  readonly #today: string;
  readonly #told = new Set<string>();

  /** `today`: "2026-11-22". */
  constructor(guidelines: readonly Guideline[], specification: Specification, settings: Settings, today: string) {
    this.#guidelines = guidelines;
    this.#specification = specification;
    this.#settings = settings;
    this.#today = today;
    this.planned = indexPlan(plannedLandscape(specification, today));
  }

  #evaluate(landscape: Landscape, stack: string): Verdict[] {
    const { organization } = this.#specification;
    const about = { landscape, settings: this.#settings, organization, stack, today: this.#today };
    return evaluate({ guidelines: this.#guidelines, ...about });
  }

  /** What is refused of a resource whatever is beside it. */
  refusedAlone(resource: StackResource): Verdict[] {
    if (!isTelling(resource.type)) return [];
    const verdicts = this.#evaluate(landscapeOfOne(resource, this.planned), stackOf(resource.urn)).filter(isRefused);
    for (const verdict of verdicts) this.#told.add(keyOf(verdict));
    return verdicts;
  }

  /** What all resources of a stack together show, and none of them was refused for already. */
  verdictsOn(resources: readonly StackResource[]): Verdict[] {
    const [first] = resources;
    if (!first) return [];
    return this.#evaluate(resourcesLandscape(resources, this.planned), stackOf(first.urn)).filter(
      (verdict) => verdict.status !== "undecided" && !this.#told.has(keyOf(verdict)),
    );
  }
}
