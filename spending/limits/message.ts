import { z } from "zod";
import { type Micros, micros } from "../money.ts";
import { periodOf } from "./period.ts";

/** What a budget publishes, as far as it is used here. */
export interface BudgetMessage {
  /** Of the message's attributes, which alone say which budget it is about. */
  billingAccount: string;
  budget: string;
  cost: Micros;
  currency: string;
  /** The month that the cost is of: "2026-11". */
  period: string;
}

/** A message that can't be read, or isn't from a budget. Nothing is done about it, and it isn't wanted again. */
export class Malformed extends Error {}

const attributes = z.object({
  billingAccountId: z.string().regex(/^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$/),
  budgetId: z.string().regex(/^[0-9A-Za-z-]{1,64}$/),
  schemaVersion: z.literal("1.0"),
});

/** More than this is no amount of money: what is counted in micros has to stay exact. */
const mostUnits = 1_000_000_000;

const body = z.object({
  costAmount: z.number().min(-mostUnits).max(mostUnits),
  costIntervalStart: z.iso.datetime({ offset: true }),
  currencyCode: z.string().regex(/^[A-Z]{3}$/),
});

function checked<T>(schema: z.ZodType<T>, what: string, value: unknown): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  throw new Malformed(`${what} ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unreadable"}`);
}

/**
 * Reads a message of a budget, in Google's format. `data`: in base64.
 * @throws Malformed
 */
export function parseMessage(message: { data?: unknown; attributes?: unknown }): BudgetMessage {
  const { billingAccountId, budgetId } = checked(attributes, "the attribute", message.attributes ?? {});
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(checked(z.string(), "the member", message.data), "base64").toString());
  } catch (error) {
    if (error instanceof Malformed) throw error;
    throw new Malformed("the data is no JSON");
  }
  const { costAmount, costIntervalStart, currencyCode } = checked(body, "the member", value);
  return {
    billingAccount: billingAccountId,
    budget: budgetId,
    cost: micros(costAmount),
    currency: currencyCode,
    period: periodOf(Date.parse(costIntervalStart)),
  };
}
