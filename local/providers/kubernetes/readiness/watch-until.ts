import type { View, Wanted, Watcher } from "../client/watched.ts";

/** The longest time that a timer of Node can wait. */
const longest = 2 ** 31 - 1;

/** What is to be reached, judged by what is seen. */
export interface Steps<Result> {
  /** The result, or undefined while it has to be waited for. */
  judge(view: View): Result | undefined;
  /** Throws why it wasn't reached. */
  giveUp(view: View, cancelled: boolean): never;
}

/** Judges again whenever something changes, until there is a result, the time is up, or the work is cancelled. */
export function watchUntil<Result>(
  { watcher, cancelled }: { watcher: Watcher; cancelled: AbortSignal },
  places: Record<string, Wanted>,
  time: number,
  { judge, giveUp }: Steps<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    let view: View | undefined;
    let done = false;
    const finish = (step: () => void) => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      cancelled.removeEventListener("abort", stop);
      try {
        step();
      } catch (error) {
        reject(error);
      }
      view?.close();
    };
    const stop = () => finish(() => giveUp(view!, true));
    const timer = setTimeout(() => finish(() => giveUp(view!, false)), Math.min(time, longest));
    let planned = false;
    view = watcher.look(places, () => {
      // Many changes come at once.
      if (planned || done) return;
      planned = true;
      setImmediate(() => {
        planned = false;
        if (done) return;
        try {
          const result = judge(view!);
          if (result !== undefined) finish(() => resolve(result));
        } catch (error) {
          finish(() => reject(error));
        }
      });
    });
    cancelled.addEventListener("abort", stop);
    if (cancelled.aborted) stop();
  });
}
