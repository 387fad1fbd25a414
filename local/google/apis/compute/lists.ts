import { type Call, projectOf } from "../../core/call.ts";
import { page } from "../../core/paging.ts";
import type { Document } from "../../core/store.ts";
import { regions, zones } from "./catalogue.ts";
import { invalidValue } from "./errors.ts";
import { link, relative } from "./links.ts";
import type { Place, Scope } from "./places.ts";

/** What a list's reply says of its items. */
export interface Listed {
  /** "subnetwork" */
  singular: string;
  /** "subnetworks" */
  collection: string;
}

const term = /^\s*\(?\s*([\w.-]+)\s*(!=|=|:|\beq\b|\bne\b)\s*("[^"]*"|'[^']*'|[^\s()]+)\s*\)?\s*(?:AND\b)?/;

/** Whether an item passes one term of a filter; `eq` and `ne` take regular expressions, `*` ends a prefix. */
function passes(item: Document, key: string, operator: string, wanted: string): boolean {
  const found = key.split(".").reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], item);
  const text = found === undefined ? "" : String(found);
  if (operator === "eq" || operator === "ne") return new RegExp(`^(?:${wanted})$`).test(text) === (operator === "eq");
  const pattern = wanted.split("*").map(RegExp.escape).join(".*");
  const whole = operator === ":" ? new RegExp(pattern, "i") : new RegExp(`^${pattern}$`);
  return whole.test(text) === (operator !== "!=");
}

/** The items that a filter lets through: terms such as `name=x`, `labels.a != b`, `status eq RUN.*`, joined by AND. */
function filtered(items: Document[], filter: string | null): Document[] {
  let left = items;
  for (let rest = filter ?? ""; rest.trim(); ) {
    const match = term.exec(rest);
    if (!match) throw invalidValue("filter", filter, "Invalid list filter expression.");
    const [all, key, operator, value] = match as unknown as [string, string, string, string];
    left = left.filter((item) => passes(item, key, operator, value.replaceAll(/^["']|["']$/g, "")));
    rest = rest.slice(all.length);
  }
  return left;
}

function paged(call: Call, items: Document[]) {
  const newestFirst = call.query.get("orderBy") === "creationTimestamp desc";
  const shown = filtered(items, call.query.get("filter"));
  const ordered = newestFirst
    ? shown.toSorted((a, b) => Date.parse(String(b.creationTimestamp)) - Date.parse(String(a.creationTimestamp)))
    : shown;
  return page(ordered, call.query, { defaultSize: 500, maximumSize: 500, sizeParameter: "maxResults" });
}

/** The reply of a list in one place. */
export function listed(call: Call, { singular, collection }: Listed, at: Place | string, all: Document[]): Document {
  const path = typeof at === "string" ? at : at.path;
  const { items, ...token } = paged(call, all);
  return {
    kind: `compute#${singular}List`,
    id: `${path}/${collection}`,
    ...(items.length > 0 && { items }),
    ...token,
    selfLink: link(`${path}/${collection}`),
  };
}

/** Every place of a project, as aggregated lists name them. */
function everywhere(scopes: Scope[]): string[] {
  const names: Record<Scope, string[]> = {
    global: ["global"],
    regions: regions.map(({ name }) => `regions/${name}`),
    zones: zones.map((zone) => `zones/${zone}`),
  };
  return scopes.flatMap((scope) => names[scope]);
}

/** The reply of a list over all places. */
export function aggregated(call: Call, { singular, collection }: Listed, scopes: Scope[], all: Document[]): Document {
  const path = `projects/${projectOf(call).projectId}`;
  const { items, ...token } = paged(call, all);
  const of = (item: Document) => relative(String(item.selfLink)).split("/").slice(2, -2).join("/");
  const groups = Map.groupBy(items, of);
  const entries = everywhere(scopes).map((place) => {
    const here = groups.get(place);
    if (here) return [place, { [collection]: here }] as const;
    const message = `There are no results for scope '${place}' on this page.`;
    const warning = { code: "NO_RESULTS_ON_PAGE", message, data: [{ key: "scope", value: place }] };
    return [place, { warning }] as const;
  });
  return {
    kind: `compute#${singular}AggregatedList`,
    id: `${path}/aggregated/${collection}`,
    items: Object.fromEntries(entries),
    ...token,
    selfLink: link(`${path}/aggregated/${collection}`),
  };
}
