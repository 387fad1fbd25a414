import type { ServiceTarget } from "../../sourcegraph/derive/environment.ts";
import { sizes } from "../../sourcegraph/model/size.ts";
import { beginnings, everySize, type Facts, step, type Values } from "./facts.ts";
import { same } from "./quantities.ts";

/** A field of a service, as it is today and as it is here. */
export interface Field {
  readonly target: ServiceTarget;
  readonly service: string;
  readonly field: string;
  readonly today: Values;
  readonly here: Values;
}

/** Fields that mean the same on both sides, and those that don't. */
export interface Comparison {
  readonly equal: readonly Field[];
  readonly different: readonly Field[];
}

const topOf = (path: string): string => beginnings(path)[0]!;

const tell = (parts: readonly (string | undefined)[]): string | undefined =>
  parts.filter((part) => part !== undefined).join(", ") || undefined;

/** A fact by its name; what is only there or not, by the name alone. */
const fact = (name: string, value: string | undefined) => {
  if (value === undefined) return undefined;
  return value === "yes" ? name : `${name} ${value || "empty"}`;
};

/** Facts at and below a path as one text for each size: "check /ready.sh, period 10s". */
function summary(facts: Facts, top: string): Values {
  const alone = facts.get(top);
  if (alone) return alone;
  const below = [...facts].filter(([path]) => path.startsWith(`${top}${step}`));
  return everySize((size) =>
    tell(below.map(([path, { [size]: value }]) => fact(path.slice(top.length + step.length), value))),
  );
}

/** The field that stands for a service that only one side has. */
export const wholeService = "the service";

/** What says which service it is. */
const identity = ["workload", "image", "installed"];

/** A service that only one side has: what it is, and the objects that it has besides. */
function whole(target: ServiceTarget, service: string, today: Facts, here: Facts): Field[] {
  const facts = today.size === 0 ? here : today;
  const objects = [...new Set([...facts.keys()].map(topOf))].filter((name) => /^[A-Z]/.test(name));
  const itself = (side: Facts) => everySize((size) => tell(identity.map((name) => side.get(name)?.[size])));
  return [
    { target, service, field: wholeService, today: itself(today), here: itself(here) },
    ...objects.map((field) => ({
      target,
      service,
      field,
      today: summary(today, field),
      here: summary(here, field),
    })),
  ];
}

/** The paths of fields. What only one side has is one, with all that is below it: "readiness", not each of its periods. */
function fieldsOf(today: Facts, here: Facts): string[] {
  const [before, after] = [today, here].map((facts) => new Set([...facts.keys()].flatMap(beginnings)));
  const field = (path: string) => beginnings(path).find((top) => !before!.has(top) || !after!.has(top)) ?? path;
  return inOrder([...new Set([...here.keys(), ...today.keys()].map(field))]);
}

/** Paths with what begins alike side by side, otherwise as they come. */
function inOrder(paths: readonly string[]): string[] {
  const ranks = new Map([...new Set(paths.flatMap(beginnings))].map((beginning, rank) => [beginning, rank]));
  const ranked = paths.map((path) => ({ path, rank: beginnings(path).map((beginning) => ranks.get(beginning)!) }));
  const compare = (one: number[], other: number[]) => {
    const at = one.findIndex((rank, index) => rank !== other[index]);
    return at < 0 ? one.length - other.length : one[at]! - (other[at] ?? -1);
  };
  return ranked.sort((one, other) => compare(one.rank, other.rank)).map(({ path }) => path);
}

/** Compares what is known of a service. */
export function compareService(target: ServiceTarget, service: string, today: Facts, here: Facts): Comparison {
  if (today.size === 0 || here.size === 0) {
    return { equal: [], different: whole(target, service, today, here) };
  }
  const equal: Field[] = [];
  const different: Field[] = [];
  for (const field of fieldsOf(today, here)) {
    const compared = { target, service, field, today: summary(today, field), here: summary(here, field) };
    const isSame = sizes.every((size) => same(target, field, compared.today[size], compared.here[size]));
    (isSame ? equal : different).push(compared);
  }
  return { equal, different };
}

/** Compares every service of a target. */
export function compareTarget(
  target: ServiceTarget,
  today: ReadonlyMap<string, Facts>,
  here: ReadonlyMap<string, Facts>,
): Comparison {
  const nothing: Facts = new Map();
  const compared = [...new Set([...here.keys(), ...today.keys()])].map((service) =>
    compareService(target, service, today.get(service) ?? nothing, here.get(service) ?? nothing),
  );
  return {
    equal: compared.flatMap(({ equal }) => equal),
    different: compared.flatMap(({ different }) => different),
  };
}
