import { setTimeout as sleep } from "node:timers/promises";

/** HTTP statuses by gRPC's codes, of those that matter here. */
const httpOf: Readonly<Record<number, number>> = {
  3: 400,
  4: 504,
  5: 404,
  6: 409,
  7: 403,
  8: 429,
  9: 400,
  10: 409,
  13: 500,
  14: 503,
  16: 401,
};

/** What an API answered, or that it couldn't be reached, whichever client it was asked by. */
export class Refusal extends Error {
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;

  constructor(what: string, status: number, message: string, cause: unknown) {
    super(`${what}: ${status ? `${status} ` : ""}${message}`, { cause });
    this.name = "Refusal";
    this.status = status;
  }

  /** Whether the same request may go well a little later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** The sentence in an error, where its message is a whole reply. */
function sentenceOf(message: string): string {
  try {
    const { error } = JSON.parse(message) as { error?: { message?: string } };
    return error?.message ?? message;
  } catch {
    return message;
  }
}

/** What an error of any of Google's clients says. */
export function refusalOf(what: string, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { code, message, response } = error as { code?: unknown; message?: string; response?: { status?: number } };
  const number = typeof code === "number" ? code : 0;
  const status = response?.status ?? (number > 0 && number < 17 ? (httpOf[number] ?? 500) : number);
  return new Refusal(what, status, sentenceOf(message ?? String(error)), error);
}

const attempts = 4;

/**
 * Makes a call that does no harm twice, again where that may help: four times within about four seconds.
 * @throws Refusal, the last one.
 */
export async function asking<T>(what: string, call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const refusal = refusalOf(what, error);
      if (!refusal.passing || attempt >= attempts) throw refusal;
      await sleep(250 * 2 ** attempt * (0.5 + Math.random() / 2));
    }
  }
}

/** The same, with undefined for what isn't there. */
export async function askingFor<T>(what: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await asking(what, call);
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  }
}
