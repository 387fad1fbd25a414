import { stackPlans } from "../../plan/stacks.ts";
import type { Specification } from "../../spec/specification.ts";
import { evaluate, isRefused, type Verdict } from "../evaluate.ts";
import type { Guideline, Level } from "../guideline.ts";
import { plannedLandscape } from "../landscape/plan/index.ts";
import { isTelling, landscapeOfOne, resourcesLandscape } from "../landscape/resources/index.ts";
import { indexPlan, type Planned } from "../landscape/resources/planned.ts";
import type { StackResource } from "../landscape/resources/resource.ts";
import type { Landscape } from "../landscape/types.ts";
import { plannedVerdicts } from "../planned.ts";
import { unused, weakened } from "../settings/notes.ts";
import type { Settings } from "../settings/settings.ts";
import { askFolders, foreignFolders, type ToldFolder, withFolders } from "./folders.ts";
import { foreignNumbers } from "./numbers.ts";
import { stackOf } from "./resources.ts";

/** What a finding is told by once: the guideline, and what it was found in. */
const keyOf = ({ guideline, finding: { place, found } }: Verdict): string =>
  [guideline.id, place.urn ?? place.name, found].join(" ");

/** What Google is asked, of what other stacks make; each answers undefined for what it doesn't show us. */
export interface Questions {
  /** Which project has a number. */
  projectId(number: string): Promise<string | undefined>;
  /** Which folder has a number. */
  folder(number: string): Promise<ToldFolder | undefined>;
}

/** Holds the resources of a run against guidelines: each by itself before it is made, and all of them at the end. */
export class Inspection {
  #planned: Planned;
  readonly #ask: Questions;
  readonly #asked = new Set<string>();
  readonly #folders = new Map<string, ToldFolder | undefined>();
  /** What was found for the policy that refuses, and is left for the one that tells. */
  #left: readonly Verdict[] | undefined;
  readonly #guidelines: readonly Guideline[];
  readonly #specification: Specification;
  readonly #settings: Settings;
  readonly #today: string;
  readonly #told = new Set<string>();
  #notes: readonly string[] = [];
  /** Whether all resources together are told what one of them was told already. */
  repeats = false;

  /** `today`: "2026-11-22". */
  constructor(
    guidelines: readonly Guideline[],
    specification: Specification,
    settings: Settings,
    today: string,
    ask: Questions,
  ) {
    this.#guidelines = guidelines;
    this.#specification = specification;
    this.#settings = settings;
    this.#today = today;
    this.#ask = ask;
    this.#planned = indexPlan(plannedLandscape(specification, today));
  }

  get planned(): Planned {
    return this.#planned;
  }

  /** The landscape of all resources, once it is known which projects and folders of other stacks they name by number. */
  async #survey(resources: readonly StackResource[]): Promise<Landscape> {
    const landscape = resourcesLandscape(resources, this.#planned);
    const numbers = foreignNumbers(landscape).filter((number) => !this.#asked.has(number));
    const folders = foreignFolders(landscape).filter((number) => !this.#folders.has(number));
    if (numbers.length + folders.length === 0) return landscape;
    const [found] = await Promise.all([
      Promise.all(numbers.map(async (number) => [number, await this.#ask.projectId(number)] as const)),
      askFolders(folders, this.#folders, (number) => this.#ask.folder(number)),
    ]);
    for (const number of numbers) this.#asked.add(number);
    const known = found.flatMap(([number, id]) => (id === undefined ? [] : [[number, id] as const]));
    const planned = { ...this.#planned, numbers: new Map([...this.#planned.numbers, ...known]) };
    this.#planned = withFolders(planned, this.#folders);
    return resourcesLandscape(resources, this.#planned);
  }

  #evaluate(landscape: Landscape, stack: string): Verdict[] {
    const { organization } = this.#specification;
    const about = { landscape, settings: this.#settings, organization, stack, today: this.#today };
    return evaluate({ guidelines: this.#guidelines, ...about });
  }

  /** What is refused of a resource whatever is beside it. */
  refusedAlone(resource: StackResource): Verdict[] {
    if (!isTelling(resource.type)) return [];
    const verdicts = this.#evaluate(landscapeOfOne(resource, this.#planned), stackOf(resource.urn)).filter(isRefused);
    for (const verdict of verdicts) this.#told.add(keyOf(verdict));
    return verdicts;
  }

  /**
   * What all resources of a stack together show that is refused, or that is only told. The engine asks for what is refused
   * first, unless that was switched off, and then for the rest with the same resources: these are looked at once.
   */
  async verdictsAt(level: Level, resources: readonly StackResource[]): Promise<Verdict[]> {
    const verdicts = (level === "advisory" && this.#left) || (await this.verdictsOn(resources));
    this.#left = level === "mandatory" ? verdicts : undefined;
    return verdicts.filter((verdict) => isRefused(verdict) === (level === "mandatory"));
  }

  /** What all resources of a stack together show, and none of them was refused for already. */
  async verdictsOn(resources: readonly StackResource[]): Promise<Verdict[]> {
    const [first] = resources;
    if (!first) return [];
    const stack = stackOf(first.urn);
    const landscape = await this.#survey(resources);
    const all = this.#evaluate(landscape, stack);
    this.#notes = this.#notesOn(stack, landscape, all);
    const verdicts = all.filter(
      (verdict) => verdict.status !== "undecided" && (this.repeats || !this.#told.has(keyOf(verdict))),
    );
    return verdicts.every(isRefused) ? verdicts : this.#withoutRepeats(verdicts, stack);
  }

  /** What is to be known of how the stack that was looked at last is held. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  #isHeld(id: string, stack: string): boolean {
    const guideline = this.#guidelines.find((each) => each.id === id);
    return guideline !== undefined && this.#settings.of(guideline, stack).level !== "disabled";
  }

  /** The program of a stack tells itself what is made of guidelines; what exceptions cover only resources show. */
  #notesOn(stack: string, { projects }: Landscape, verdicts: readonly Verdict[]): string[] {
    const plan = stackPlans(this.#specification).find(({ name }) => name === stack);
    const planned = plan ? plannedVerdicts(this.#specification, this.#settings, plan, this.#today) : [];
    const declared = new Set(projects.flatMap(({ id, declared: own }) => (own ? [id] : [])));
    return [
      ...(plan ? [] : weakened(this.#guidelines, this.#settings, stack)),
      ...unused(this.#settings, declared, [...verdicts, ...planned], (id) => this.#isHeld(id, stack)),
    ];
  }

  /** What is only told, without that which the program of the stack tells already: it looks at the plan. */
  #withoutRepeats(verdicts: readonly Verdict[], stack: string): Verdict[] {
    const plan = stackPlans(this.#specification).find(({ name }) => name === stack);
    if (!plan) return [...verdicts];
    const subject = ({ guideline: { id }, finding: { project } }: Verdict) => `${id} ${project}`;
    const told = plannedVerdicts(this.#specification, this.#settings, plan, this.#today).filter(
      (verdict) => verdict.status !== "undecided" && !isRefused(verdict),
    );
    const known = new Set(told.map(subject));
    return verdicts.filter((verdict) => isRefused(verdict) || !known.has(subject(verdict)));
  }
}
