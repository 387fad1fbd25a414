import { consumption } from "../../../spending/prices/consumption.ts";
import type { Cloud } from "../core/cloud.ts";
import { findProject } from "../core/projects.ts";
import type { Observer } from "../core/store.ts";
import { Buckets } from "./buckets.ts";
import { SeriesList } from "./series.ts";
import { computeThings } from "./things/compute.ts";
import { containerThings } from "./things/container.ts";
import { bucketOfDocument, projectOfDocument } from "./things/documents.ts";
import type { Found } from "./things/placed.ts";
import { smallThings } from "./things/small.ts";

/** So much an hour of a series, in the unit of its price. */
export type Rate = [series: number, perHour: number];

/** What a project consumes from a moment on, as long as nothing changes. */
export interface Usage {
  project: string;
  /** Milliseconds since the epoch, by the meter's time. */
  since: number;
  rates: Rate[];
  /** What is there and costs money on Google, but has no price here. */
  unknown: string[];
}

/** What a project consumed until something changed. */
export interface PastUsage extends Omit<Usage, "unknown"> {
  until: number;
}

const usagePrefix = "meter/usage/";
const pastPrefix = "meter/past/";
const markName = "meter/mark";

/**
 * Who consumes what since when, noted in the transaction of every change, so that each moment is known exactly. The
 * meter's time is the cloud's, but it never goes back: a clock that was moved back consumes nothing until it is again
 * where it was.
 */
export class Ledger implements Observer {
  readonly #cloud: Cloud;
  #series!: SeriesList;
  #buckets!: Buckets;
  #usages = new Map<string, Usage>();
  #past = new Map<string, PastUsage>();
  #mark = 0;
  #sequence = 0;
  #valid = false;
  /** Called when something changed that the meter has to know of, by the name of its document. */
  readonly #told: (name: string) => void;

  constructor(cloud: Cloud, told: (name: string) => void) {
    this.#cloud = cloud;
    this.#told = told;
    cloud.store.observe(this);
    cloud.clock.onMove((before) => this.#advance(before));
    // What changed while nobody noted it counts from now on.
    cloud.store.transaction(() => this.#recompute(this.#projects()));
  }

  /** The meter's time now. */
  now(): number {
    this.#load();
    return Math.max(this.#mark, this.#cloud.clock.now());
  }

  get series(): SeriesList {
    this.#load();
    return this.#series;
  }

  /** What is consumed now, by project. */
  get usages(): ReadonlyMap<string, Usage> {
    this.#load();
    return this.#usages;
  }

  /** What was consumed and is not yet forgotten. */
  get past(): Iterable<PastUsage> {
    this.#load();
    return this.#past.values();
  }

  /** Forgets what was consumed before a moment: it is metered. Part of the transaction at hand. */
  forgetBefore(moment: number): void {
    for (const [name, { until }] of this.#past) {
      if (until > moment) continue;
      this.#cloud.store.delete(name);
      this.#past.delete(name);
    }
  }

  watches(name: string): boolean {
    return name.startsWith("//") || name.startsWith("objects/");
  }

  changed(names: ReadonlySet<string>): void {
    this.#load();
    const projects = new Set<string>();
    for (const name of names) {
      const isStored = bucketOfDocument(name) !== undefined;
      const project = isStored ? this.#ownerOf(this.#buckets.note(name)) : projectOfDocument(name);
      if (project !== undefined) projects.add(project);
      this.#told(name);
    }
    this.#recompute(projects);
  }

  undone(): void {
    this.#valid = false;
  }

  /** Throws away what is known in memory, which may not be what is stored. */
  reload(): void {
    this.#valid = false;
  }

  #load(): void {
    if (this.#valid) return;
    const { store } = this.#cloud;
    this.#series = new SeriesList(store);
    this.#buckets = new Buckets(store);
    this.#usages = new Map(store.list<Usage>(usagePrefix).map(({ document }) => [document.project, document]));
    this.#past = new Map(store.list<PastUsage>(pastPrefix).map(({ name, document }) => [name, document]));
    this.#mark = store.get<{ mark: number }>(markName)?.mark ?? 0;
    this.#sequence = Number([...this.#past.keys()].at(-1)?.slice(pastPrefix.length) ?? 0);
    this.#valid = true;
  }

  #advance(to: number): void {
    this.#load();
    if (to <= this.#mark) return;
    this.#mark = to;
    this.#cloud.store.put(markName, { mark: to });
  }

  #projects(): string[] {
    const prefix = "//cloudresourcemanager.googleapis.com/projects/";
    return this.#cloud.store.list(prefix).map(({ name }) => name.slice(prefix.length));
  }

  #ownerOf(number: string | undefined): string | undefined {
    return number === undefined ? undefined : findProject(this.#cloud, number)?.projectId;
  }

  #recompute(projects: Iterable<string>): void {
    const now = this.now();
    for (const project of projects) {
      const next = this.#usageOf(project, now);
      const before = this.#usages.get(project);
      if (before ? same(before, next) : next.rates.length + next.unknown.length === 0) continue;
      if (before) this.#close(before, now);
      this.#usages.set(project, next);
      this.#cloud.store.put(usagePrefix + project, next);
    }
    this.#advance(now);
  }

  #close({ unknown: _, ...usage }: Usage, until: number): void {
    if (until <= usage.since || usage.rates.length === 0) return;
    const name = pastPrefix + String(++this.#sequence).padStart(12, "0");
    const past = { ...usage, until };
    this.#past.set(name, past);
    this.#cloud.store.put(name, past);
  }

  /** What a project consumes as it is now: nothing while nobody pays for it. */
  #usageOf(projectId: string, since: number): Usage {
    const project = findProject(this.#cloud, projectId);
    const account = project?.billingAccount?.replace("billingAccounts/", "");
    if (project?.state !== "ACTIVE" || account === undefined) {
      return { project: projectId, since, rates: [], unknown: [] };
    }
    const { store } = this.#cloud;
    const sources = { store, buckets: this.#buckets, project: projectId, number: project.number };
    const clusters = containerThings(sources);
    const found: Found[] = [clusters, computeThings(sources, clusters.outgoing), smallThings(sources)];
    const rates = new Map<number, number>();
    for (const { thing, region, zone, labels } of found.flatMap(({ placed }) => placed)) {
      for (const { key, perHour } of consumption(thing)) {
        if (perHour === 0) continue;
        const series = { project: projectId, account, key, region, ...(zone && { zone }), labels };
        const number = this.#series.numberOf(series);
        rates.set(number, (rates.get(number) ?? 0) + perHour);
      }
    }
    const sorted = [...rates].toSorted(([a], [b]) => a - b);
    return { project: projectId, since, rates: sorted, unknown: found.flatMap(({ unknown }) => unknown) };
  }
}

const same = (a: Usage, b: Usage) => JSON.stringify([a.rates, a.unknown]) === JSON.stringify([b.rates, b.unknown]);
