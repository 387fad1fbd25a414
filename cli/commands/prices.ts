import { readFileSync } from "node:fs";
import { progress } from "../../local/toolchain/progress.mjs";
import type { Specification } from "../../spec/specification.ts";
import { ageWarning } from "../../spending/estimate/text.ts";
import { googleCatalogue } from "../../spending/prices/catalogue.ts";
import { bookFile, bookPath, loadBook } from "../../spending/prices/load.ts";
import { type Refreshed, refresh } from "../../spending/prices/refresh.ts";
import { bookText } from "../../spending/prices/write.ts";
import { type Context, openContext, projectRoot, today } from "../context.ts";
import { bookTable, changeTable } from "../output/prices.ts";
import { marks, paint } from "../output/style.ts";
import { wrap } from "../output/wrap.ts";
import { exitCodes, Reported } from "../run.ts";
import { writeEdits } from "../write-edits.ts";

/** The command prices show. */
export function showPrices(options: { json?: boolean }): void {
  const book = loadBook(projectRoot());
  if (options.json) {
    console.log(JSON.stringify(book, null, 2));
    return;
  }
  console.log(bookTable(book));
  const warning = ageWarning(book.prices.map(({ asOf }) => asOf).toSorted()[0], today());
  if (warning) console.error(paint("yellow", warning, process.stderr));
}

/** The options of `prices refresh`. */
export interface RefreshOptions {
  json?: boolean;
  target?: string;
  currency?: string;
  region?: string[];
  dryRun?: boolean;
}

/** The currency that budgets are in. */
async function currencyOfAccount({ workspace, specification }: Context): Promise<string> {
  const path = `/v1/billingAccounts/${specification.organization.billingAccount}`;
  const account = await workspace.google.request<{ currencyCode: string }>("cloudbilling.googleapis.com", path);
  return account.currencyCode;
}

/** The regions that anything is planned in. */
const regionsOf = ({ organization, environments }: Specification): string[] => [
  organization.region,
  ...[...environments.values()].flatMap(({ region }) => region ?? []),
];

const sources = {
  google: "Cloud Billing Catalog",
  // Whoever finds it in a book must know that it is nobody's price.
  local: "the local cloud's catalogue, which is simulated",
};

/** The command prices refresh: reads all prices anew, and rewrites the book if nothing is other than it should be. */
export async function refreshPrices(options: RefreshOptions): Promise<void> {
  const context = await openContext(options.target);
  const { root, target, specification, workspace } = context;
  const found = await progress("Reading the catalogue", async (say): Promise<Refreshed> => {
    const catalogue = await googleCatalogue(workspace.environment, { onPage: (_, count) => say(`${count} SKUs`) });
    return refresh(loadBook(root), catalogue, {
      currency: options.currency ?? (await currencyOfAccount(context)),
      regions: [...new Set([...regionsOf(specification), ...(options.region ?? [])])],
      today: today(),
      source: sources[target],
      // Its catalogue is made from the book: that nothing changed says nothing of today.
      keepUnchanged: target === "local",
    });
  });
  const written = found.problems.length === 0 && !options.dryRun && write(root, found);
  if (options.json) console.log(JSON.stringify({ ...found, written }, null, 2));
  else show(found, written, options.dryRun ?? false);
  if (found.problems.length > 0) throw new Reported(exitCodes.failed);
}

/** Writes the book of the project, moved into place whole. Returns whether there was something to write. */
function write(root: string, { book }: Refreshed): boolean {
  const before = readFileSync(bookPath(root), "utf8");
  const after = bookText(before, book);
  if (after === before) return false;
  writeEdits(root, new Map([[bookFile, after]]));
  return true;
}

function show({ book, changes, problems, missing }: Refreshed, written: boolean, dry: boolean): void {
  if (changes.length > 0) console.log(`${changeTable(changes, book.currency)}\n`);
  if (missing.length > 0) {
    console.log(
      wrap(`No price is known of ${missing.join(", ")}: estimates list that, and never take it for free.`, "~ ", "  "),
    );
  }
  for (const problem of problems) console.error(paint("red", wrap(problem, `${marks.failed} `, "  "), process.stderr));
  const count = `${book.prices.length} prices in ${book.currency}, ${changes.length} changed`;
  if (problems.length > 0) console.error(paint("red", "Nothing was written.", process.stderr));
  else if (dry) console.log(`${count}; nothing was written, as asked`);
  else
    console.log(`${paint("green", marks.done)} ${count}${written ? `; ${bookFile} is written` : "; nothing to write"}`);
}
