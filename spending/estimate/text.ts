import { type Micros, units } from "../money.ts";
import type { PriceBook } from "../prices/book.ts";
import type { Difference } from "./difference.ts";
import type { EnvironmentEstimate } from "./environment.ts";
import type { Amounts, Unpriced } from "./estimate.ts";

const format = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** An amount for people, in the currency's unit: "1,520.15". */
export const money = (amount: Micros): string => format.format(units(amount));

/** "116.73 to 129.28", or one of them where both are the same. */
export const range = ({ low, high }: Amounts): string =>
  money(low) === money(high) ? money(low) : `${money(low)} to ${money(high)}`;

const asUnits = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, each: unknown) =>
      typeof each === "object" && each !== null && "low" in each && "high" in each
        ? { low: units(Number(each.low)), high: units(Number(each.high)) }
        : each,
    ),
  );

/** An estimate for machines: amounts in units of the currency, with six decimals, instead of micros. */
export const forMachines = (found: EnvironmentEstimate): unknown => asUnits(found);

/** The same of a difference: what a month costs before and after, and by how much that is more. */
export const differenceForMachines = ({ before, after, monthly, untold }: Difference): unknown =>
  asUnits({
    currency: after.currency,
    before: before.monthly,
    after: after.monthly,
    difference: monthly,
    unpriced: after.unpriced,
    untold: Object.fromEntries(untold),
  });

/** What an environment costs, in a line. */
export function costLine({ name, estimate, inMonth, budget }: EnvironmentEstimate): string {
  const { currency, monthly, untilEnd } = estimate;
  const end = untilEnd ? `, ${range(untilEnd)} until its end` : "";
  const over = inMonth.high > budget * 1e6 ? "; at the most it is over" : "";
  return `${name} is estimated at ${range(monthly)} ${currency} a month${end}, of a budget of ${budget}${over}.`;
}

/** What has no price, in a line for each. */
export const unpricedLines = (unpriced: readonly Unpriced[]): string[] =>
  unpriced.map(({ name, keys, region }) => `${name}: no price of ${keys.join(" and ")} in ${region}`);

/** The days after which a price is told to be old. */
const oldAfter = 90;

/** Whether prices are old; undefined when they aren't. `asOf`: the day of the oldest. */
export function ageWarning(asOf: string | undefined, today: string): string | undefined {
  const days = asOf === undefined ? 0 : Math.round((Date.parse(today) - Date.parse(asOf)) / 86_400_000);
  if (days <= oldAfter) return undefined;
  return `The oldest price is of ${asOf}, ${days} days ago. Read them anew with \`sgdist prices refresh\`.`;
}

/** Whether prices are in another currency than what they are held against; undefined when they aren't. */
export function currencyWarning({ currency }: Pick<PriceBook, "currency">, account: string): string | undefined {
  if (currency === account) return undefined;
  return (
    `Prices are in ${currency} and budgets in ${account}, the currency of the billing account, so estimates are not ` +
    `comparable with budgets. Run \`sgdist prices refresh --currency ${account}\`.`
  );
}
