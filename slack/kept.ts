/** Milliseconds for which something is kept that was read, and for which it isn't asked for again when it couldn't be. */
const patience = { good: 300_000, bad: 10_000 };

/**
 * Reads something when it is first needed, and again when that was a while ago: who changes a secret needn't start anything
 * anew, and strangers who ask often cost nothing. `now`: milliseconds since the epoch.
 */
export function kept<T>(read: () => Promise<T>, now: () => number): () => Promise<T> {
  let known: { until: number; value: Promise<T> } | undefined;
  return () => {
    if (known && known.until > now()) return known.value;
    const reading = { until: now() + patience.good, value: read() };
    reading.value.catch(() => {
      reading.until = now() + patience.bad;
    });
    known = reading;
    return reading.value;
  };
}
