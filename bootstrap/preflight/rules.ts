import type { PolicyRule } from "../facts.ts";

/** Those that hold everywhere: whether one with a condition does depends on tags. */
const plain = (rules: readonly PolicyRule[]) => {
  const unconditional = rules.filter(({ condition }) => !condition?.expression);
  return unconditional.length > 0 ? unconditional : rules;
};

/** Whether a constraint that is on or off is on. */
export const isEnforced = (rules: readonly PolicyRule[]): boolean => plain(rules).some(({ enforce }) => enforce);

/** The texts of a parameter of a managed constraint. */
export function parameterOf(rules: readonly PolicyRule[], name: string): string[] {
  return plain(rules).flatMap(({ parameters }) => {
    const value = parameters?.[name];
    return Array.isArray(value) ? value.map(String) : value === undefined ? [] : [String(value)];
  });
}

/** Whether a constraint of values lets something pass, of which `forms` are the ways to write it. */
export function allowsValue(rules: readonly PolicyRule[], forms: readonly string[]): boolean {
  const list = plain(rules);
  if (list.some(({ denyAll }) => denyAll)) return false;
  const values = list.flatMap((rule) => (rule.values ? [rule.values] : []));
  const denied = values.flatMap(({ deniedValues = [] }) => deniedValues);
  if (forms.some((form) => denied.includes(form))) return false;
  const allowed = values.flatMap(({ allowedValues = [] }) => allowedValues);
  if (list.some(({ allowAll }) => allowAll) || allowed.length === 0) return true;
  return forms.some((form) => allowed.includes(form));
}

/** Regions of Europe that are outside the European Union. */
const outsideUnion = ["europe-west2", "europe-west6"];

const continents: Record<string, string> = {
  us: "us",
  northamerica: "northamerica",
  southamerica: "southamerica",
  europe: "europe",
  asia: "asia",
  australia: "australia",
  me: "me",
  africa: "africa",
};

/**
 * The ways in which policies mean a region: by its name, and by the groups that it is in.
 * https://cloud.google.com/resource-manager/docs/organization-policy/defining-locations
 */
export function formsOfRegion(region: string): string[] {
  const continent = continents[region.split("-")[0]!];
  const groups = [
    region,
    ...(continent ? [continent] : []),
    ...(continent === "europe" && !outsideUnion.includes(region) ? ["eu"] : []),
    ...(continent === "us" ? ["northamerica"] : []),
  ].map((group) => `in:${group}-locations`);
  return [region, `is:${region}`, ...groups];
}

/** Whether a policy on locations lets a region pass. */
export const allowsRegion = (rules: readonly PolicyRule[], region: string): boolean =>
  allowsValue(rules, formsOfRegion(region));
