import type { Nanos } from "../money.ts";
import type { Price, PriceBook, PriceUnit } from "./book.ts";
import type { Catalogue, Sku } from "./catalogue.ts";
import { type Recipe, recipes } from "./recipes.ts";

/** What differs from the book. */
export interface Change {
  key: string;
  region: string;
  /** Of a price that the book had: what it was. */
  before?: Pick<Price, "price" | "sku">;
  after: Pick<Price, "price" | "sku">;
}

/** What a refresh found. */
export interface Refreshed {
  book: PriceBook;
  changes: readonly Change[];
  /** What the catalogue shows otherwise than the book needs it; with any of these nothing is to be written. */
  problems: readonly string[];
  /** Keys of regions that neither book nor catalogue have a price for. */
  missing: readonly string[];
}

/** What is asked of a refresh. */
export interface Wanted {
  currency: string;
  /** Regions besides those of the book. */
  regions?: readonly string[];
  /** "2026-11-22" */
  today: string;
  /** Where it is read, as the book is to say. */
  source: string;
  /** Whether prices that are as they were keep their source and day: for a catalogue that is made from the book. */
  keepUnchanged?: boolean;
}

/** Google's units by ours. */
const unitOf: Record<PriceUnit, string> = {
  hour: "h",
  "gibibyte-hour": "GiBy.h",
  "gibibyte-month": "GiBy.mo",
  gibibyte: "GiBy",
  month: "mo",
};

const holdsIn = (sku: Sku, region: string): boolean =>
  sku.global || region === "global" || sku.regions.includes(region);

/** The rates that cost something: what comes before them is an allowance. */
const charging = ({ rates }: Sku) =>
  rates.slice(
    Math.max(
      0,
      rates.findIndex(({ price }) => price > 0),
    ),
  );

/** What keeps a SKU from being the price of a key, in words; undefined when nothing does. */
function mismatch(sku: Sku, recipe: Recipe, { region, unit }: Pick<Price, "region" | "unit">, currency: string) {
  const { rates = 1, usageType = "OnDemand" } = recipe;
  if (sku.unit !== unitOf[unit]) return `is priced by "${sku.unit}", not by "${unitOf[unit]}"`;
  if (sku.usageType !== usageType) return `is for ${sku.usageType}, not ${usageType}`;
  if (!holdsIn(sku, region)) return `is not for ${region}, but for ${sku.regions.join(", ")}`;
  if (sku.currency !== currency) return `is priced in ${sku.currency || "no currency"}, not in ${currency}`;
  const found = charging(sku);
  if (found.every(({ price }) => price === 0)) return "costs nothing";
  if (found.length !== rates) return `has ${found.length} rates, not ${rates}: from ${fromOf(found)} on`;
  if (found.some(({ price }) => !Number.isSafeInteger(price) || price < 0)) return "has a price that is no amount";
  return undefined;
}

const fromOf = (rates: Sku["rates"]): string => rates.map(({ from }) => from).join(", ");
const nameOf = ({ id, description }: Pick<Sku, "id" | "description">): string => `${id} (${description})`;

const priceOfSku = (sku: Sku): Nanos => charging(sku)[0]!.price;

interface Found {
  sku?: Sku;
  problem?: string;
}

/** The SKU of a price that the book has: by ID, whatever it is called by now. */
function byId(price: Price, recipe: Recipe, skus: readonly Sku[], currency: string): Found {
  const place = `${price.key} in ${price.region}`;
  const sku = skus.find(({ id }) => id === price.sku.id);
  if (!sku) {
    const alike = skus.filter(({ description }) => description === price.sku.description);
    const hint = alike.length > 0 ? `; of the same description are ${alike.map(nameOf).join(", ")}` : "";
    return {
      problem: `${place}: the SKU ${nameOf(price.sku)} is not in the catalogue of ${price.service.description}${hint}`,
    };
  }
  const wrong = mismatch(sku, recipe, price, currency);
  return wrong ? { problem: `${place}: the SKU ${nameOf(sku)} ${wrong}` } : { sku };
}

/** The SKU of a key in a region that the book hasn't got: the only one that is described so. */
function byRecipe(key: string, recipe: Recipe, region: string, skus: readonly Sku[], currency: string): Found {
  const { unit, describes } = recipe;
  const found = skus.filter(
    (sku) => describes.test(sku.description) && mismatch(sku, recipe, { region, unit }, currency) === undefined,
  );
  if (found.length <= 1) return found[0] ? { sku: found[0] } : {};
  return { problem: `${key} in ${region}: ${found.length} SKUs could be it: ${found.map(nameOf).join(", ")}` };
}

/**
 * The book as the catalogue has it now. Every price is read from one SKU, whose unit, use, regions, currency and rates must
 * be what the book means by it.
 */
export async function refresh(book: PriceBook, catalogue: Catalogue, wanted: Wanted): Promise<Refreshed> {
  const { currency } = wanted;
  const needed = new Set(Object.values(recipes).map(({ service }) => service.id));
  const skus = new Map<string, Sku[]>();
  // One after the other: each is several pages of some megabytes.
  for (const service of needed) skus.set(service, await catalogue.skus(service, currency));
  const problems: string[] = [];
  const prices: Price[] = [];
  const changes: Change[] = [];
  const take = (price: Omit<Price, "sku" | "price" | "source" | "asOf">, sku: Sku, before?: Price) => {
    const after = { price: priceOfSku(sku), sku: { id: sku.id, description: sku.description } };
    const same = before && book.currency === currency && before.price === after.price && sameSku(before.sku, after.sku);
    if (!same) changes.push({ key: price.key, region: price.region, ...(before && { before }), after });
    const read = same && wanted.keepUnchanged ? before : { source: wanted.source, asOf: wanted.today };
    prices.push({ ...price, ...after, source: read.source, asOf: read.asOf });
  };
  for (const price of book.prices) {
    const recipe = recipes[price.key];
    if (!recipe) {
      problems.push(`${price.key}: there is no rule for finding it in the catalogue`);
      continue;
    }
    const { sku, problem } = byId(price, recipe, skus.get(recipe.service.id)!, currency);
    if (problem) problems.push(problem);
    if (sku) take(price, sku, price);
  }
  const missing: string[] = [];
  for (const { key, region } of absent(book, wanted)) {
    const recipe = recipes[key]!;
    const { sku, problem } = byRecipe(key, recipe, region, skus.get(recipe.service.id)!, currency);
    if (problem) problems.push(problem);
    else if (sku) take({ key, region, service: recipe.service, unit: recipe.unit }, sku);
    else missing.push(`${key} in ${region}`);
  }
  return { book: { currency, prices }, changes, problems, missing };
}

const sameSku = (a: Price["sku"], b: Price["sku"]) => a.id === b.id && a.description === b.description;

/** The keys that the book hasn't got, in its regions and those that are asked for besides. */
function absent({ prices }: PriceBook, { regions = [] }: Wanted): Pick<Price, "key" | "region">[] {
  const all = new Set([...prices.map(({ region }) => region), ...regions].filter((region) => region !== "global"));
  const has = new Set(prices.map(({ key, region }) => `${key} ${region}`));
  return Object.entries(recipes).flatMap(([key, { scope }]) =>
    (scope === "global" ? ["global"] : [...all])
      .filter((region) => !has.has(`${key} ${region}`) && !has.has(`${key} global`))
      .map((region) => ({ key, region })),
  );
}
