import { Refusal } from "../../spending/controller/google/refusal.ts";
import type { World } from "../../spending/controller/world.ts";

/** A generator of random numbers from a seed, the same every time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What goes wrong with the calls of one controller. */
export interface Misfortune {
  random: () => number;
  /** The share of calls that are answered with 503, half of them after they were carried out. */
  failing: number;
  /** The call at which the process dies; half of the time the call is carried out. Default: it lives. */
  diesAt?: number;
}

/** A process that was killed: it learns nothing and does nothing any more. */
export class Killed extends Error {}

/** Something like it, each of whose methods fails or dies as it is told. */
function faulty<T extends object>(real: T, call: <R>(name: string, work: () => Promise<R>) => Promise<R>): T {
  return new Proxy(real, {
    get(target, name, receiver) {
      const member = Reflect.get(target, name, receiver);
      if (typeof member !== "function") return typeof member === "object" && member ? faulty(member, call) : member;
      if (name === "log") return member;
      return (...args: unknown[]) => call(String(name), () => member.apply(target, args));
    },
  });
}

/** A world in which calls fail, and the controller dies. */
export function faultyWorld(world: World, { random, failing, diesAt }: Misfortune): World {
  let calls = 0;
  let dead = false;
  return faulty(world, async (name, work) => {
    calls++;
    if (dead) throw new Killed();
    if (calls === diesAt) {
      dead = true;
      if (random() < 0.5) await work().catch(() => undefined);
      throw new Killed();
    }
    if (random() >= failing) return work();
    if (random() < 0.5) await work().catch(() => undefined);
    throw new Refusal(name, 503, "The service is currently unavailable.", undefined);
  });
}
