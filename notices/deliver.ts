import { setTimeout } from "node:timers/promises";
import type { StateStore } from "../engine/state-store.ts";
import { type Channel, Undelivered } from "./channel.ts";
import { Marks } from "./marks.ts";
import type { Notice } from "./notice.ts";

/** A notice in a channel. */
interface Sending {
  readonly id: string;
  readonly channel: Channel["name"];
  /** Where it goes. */
  readonly to: string;
}

/** What came of telling people. */
export interface Delivery {
  readonly sent: readonly Sending[];
  /** What was not sent, and why; the next run tries it again. `sent`: it was, but that couldn't be written down. */
  readonly failed: readonly (Sending & { readonly why: string; readonly sent?: true })[];
  /** How many are older than anybody cares for, and are not sent at all. */
  readonly old: number;
}

/** How patient a delivery is. */
export interface Patience {
  /** How often one notice is sent at most, each time that it is tried. */
  attempts: number;
  /** How long is waited between two attempts at most, in milliseconds; who wants more is tried by the next run. */
  longest: number;
  /** From when on nothing more is begun, in milliseconds. */
  budget: number;
  /** How many failures in a row end a channel's turn: it is down, and nobody waits for it. */
  failures: number;
  /** Waits so many milliseconds. */
  pause(milliseconds: number): Promise<unknown>;
}

const patient: Patience = {
  attempts: 3,
  longest: 30_000,
  budget: 120_000,
  failures: 3,
  pause: (time) => setTimeout(time),
};

/** Days after which a notice isn't sent any more: who switches notices on isn't told the whole past. */
export const oldAfterDays = 7;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Sends one, again where that may help. */
async function send(channel: Channel, notice: Notice, to: string, patience: Patience): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await channel.send(notice, to);
    } catch (error) {
      if (!(error instanceof Undelivered) || !error.passing || attempt >= patience.attempts) throw error;
      const pause = error.after ?? 500 * 2 ** attempt;
      if (pause > patience.longest) throw error;
      await patience.pause(pause);
    }
  }
}

interface Turn {
  readonly marks: Marks;
  readonly patience: Patience;
  readonly sent: Sending[];
  readonly failed: Delivery["failed"][number][];
}

/** One notice in one channel. Returns whether the channel took it, or didn't have to. */
async function tell(turn: Turn, channel: Channel, notice: Notice): Promise<boolean> {
  const sending = { id: notice.id, channel: channel.name, to: channel.addressOf(notice) };
  let isSent = false;
  try {
    const claim = await turn.marks.claim(notice.id, channel.name);
    if (typeof claim === "string") return true;
    try {
      await send(channel, notice, sending.to, turn.patience);
    } catch (error) {
      // Kept, it holds others up for as long as a lease, and no longer.
      await claim.release().catch(() => undefined);
      throw error;
    }
    isSent = true;
    await claim.sent(sending.to);
    turn.sent.push(sending);
    return true;
  } catch (error) {
    if (!isSent) turn.failed.push({ ...sending, why: messageOf(error) });
    else turn.failed.push({ ...sending, why: `it was sent, but not written down: ${messageOf(error)}`, sent: true });
    return false;
  }
}

/** All that is to be told in a channel, one after the other. */
async function tellAll(turn: Turn, channel: Channel, notices: readonly Notice[], end: number): Promise<void> {
  let failures = 0;
  for (const [index, notice] of notices.entries()) {
    if (failures >= turn.patience.failures || Date.now() >= end) {
      const why = failures > 0 ? "others failed before it" : "there was no time left for it";
      const left = notices.slice(index).map((each) => ({ id: each.id, to: channel.addressOf(each) }));
      turn.failed.push(...left.map((each) => ({ ...each, channel: channel.name, why })));
      return;
    }
    failures = (await tell(turn, channel, notice)) ? 0 : failures + 1;
  }
}

/**
 * Tells people what they haven't been told: each notice once in each channel, also where several do this at once. Who is
 * killed after sending and before that is written down leaves it to be sent once more, after a while. Never throws.
 * `now`: milliseconds since the epoch, by the clock of the notices.
 */
export async function deliver(
  notices: readonly Notice[],
  channels: readonly Channel[],
  store: StateStore,
  now: () => number,
  given: Partial<Patience> = {},
): Promise<Delivery> {
  const patience = { ...patient, ...given };
  const marks = new Marks(store, now);
  const [sent, failed]: [Turn["sent"], Turn["failed"]] = [[], []];
  const since = new Date(now() - oldAfterDays * 86_400_000).toISOString();
  const fresh = notices.filter(({ at }) => at >= since).toSorted((a, b) => (a.at < b.at ? -1 : 1));
  try {
    await marks.read();
    const end = Date.now() + patience.budget;
    const turn: Turn = { marks, patience, sent, failed };
    await Promise.all(
      channels.map((channel) =>
        tellAll(
          turn,
          channel,
          fresh.filter(({ id }) => !marks.wasSent(id, channel.name)),
          end,
        ),
      ),
    );
  } catch (error) {
    const why = `what was sent before can't be read: ${messageOf(error)}`;
    failed.push(
      ...channels.flatMap((channel) =>
        fresh.map((notice) => ({ id: notice.id, channel: channel.name, to: channel.addressOf(notice), why })),
      ),
    );
  }
  return { sent, failed, old: notices.length - fresh.length };
}
