import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { SourceDocument } from "../../spec/document.ts";
import { type Problem, UserError } from "../../spec/problem.ts";
import * as field from "../../spec/schema/fields.ts";
import { parseDocument } from "../../spec/schema/problems.ts";
import type { PriceBook } from "./book.ts";

/** Where the price book is, from the repository's folder. */
export const bookFile = "spending/prices/book.yaml";

const digitsText = "an identifier such as 6F81-5844-456A";
const id = field.text(/^[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}$/, digitsText);
const description = field.text(/^[\x20-\x7e]{1,200}$/, "what it is called, in a line of plain characters");
const named = (what: string) => field.map({ id, description }, what);
const nanosText = "a price in whole nanos, thousand-millionths of the currency's unit, of 0 or more";

const price = field.map(
  {
    key: field.key("a key of our own such as e2-core", 40),
    service: field.key("a service of the list above"),
    sku: named("Google's SKU: id and description"),
    region: field.text(/^(global|[a-z]+-[a-z]+\d{1,2})$/, "a region such as us-central1, or global"),
    unit: field.oneOf(["hour", "gibibyte-hour", "gibibyte-month", "gibibyte", "month"], "what the price is for"),
    price: z.int({ error: nanosText }).min(0, { error: nanosText }).describe(nanosText),
    source: field.sentence("where it was read"),
    asOf: field.day.describe("when it was read"),
  },
  "a price",
);

/** The price book as a file. */
export const bookSchema = field.map(
  {
    currency: field.text(/^[A-Z]{3}$/, "a currency such as USD"),
    services: field.mapOf(field.key("a service"), named("Google's service: id and description"), "services by key"),
    prices: field.listOf(price, "a list of prices"),
  },
  "a price book",
);

/**
 * Reads the text of a price book. `file`: as people know it.
 * @throws UserError with every problem.
 */
export function parseBook(text: string, file: string = bookFile): PriceBook {
  const document = new SourceDocument(file, text);
  const { value, problems } = parseDocument(bookSchema, document);
  if (!value) throw UserError.of(problems);
  const found: Problem[] = [...problems];
  const seen = new Set<string>();
  const prices = value.prices.map((each, index) => {
    const service = value.services[each.service];
    const place = `${each.key} ${each.region}`;
    const problem = (part: string, rest: Pick<Problem, "found" | "allowed">) =>
      found.push(document.problem(["prices", index, part], rest));
    if (!service)
      problem("service", { found: each.service, allowed: `one of ${Object.keys(value.services).join(", ")}` });
    if (seen.has(place)) problem("key", { found: `a second price of ${place}`, allowed: "one of a key in a region" });
    seen.add(place);
    return { ...each, service: service ?? { id: "", description: "" } };
  });
  if (found.length > 0) throw UserError.of(found);
  return { currency: value.currency, prices };
}

/** The folder that this program is in, whose book is used where there is no other. */
const own = join(import.meta.dirname, "../..");

/** The path of the price book that counts in a folder: its own, or else the one that comes with this program. */
export const bookPath = (root: string = own): string => {
  const path = join(root, bookFile);
  return existsSync(path) ? path : join(own, bookFile);
};

/**
 * Reads the price book that counts in a folder (default: the one that this program is in).
 * @throws UserError with every problem of it.
 */
export const loadBook = (root: string = own): PriceBook => parseBook(readFileSync(bookPath(root), "utf8"));
