/** The seconds of a duration in JSON, such as "3600s" or "1.5s"; NaN for anything else. */
export function seconds(duration: unknown): number {
  const text = /^(-?\d+(?:\.\d+)?)s$/.exec(String(duration))?.[1];
  return text === undefined ? Number.NaN : Number(text);
}
