import type { Reading } from "./world.ts";

/** Milliseconds by which the clock may differ from Google's, and be behind a state that was written. */
export const clockTolerance = 300_000;

/** A day, in milliseconds. */
export const day = 86_400_000;

/** The day of a moment, in the calendar of Greenwich: "2026-11-22". */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** How many days there are from one day to another; negative when that is past. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / day);

/** What clocks say, in milliseconds since the epoch. */
export interface Clocks {
  /** The one that days are judged by. */
  now: number;
  /** What Google's answer said, when the clock showed `now`. */
  google: number | undefined;
  /** The newest time that a state was written at. */
  newestState?: number;
}

const span = (milliseconds: number): string => {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1440)} days`;
};

const shown = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, "Z");

/** Whether days can be judged by a clock: one that has jumped would end environments that are to live. */
export function judgeClock({ now, google, newestState }: Clocks): Reading<null> {
  if (google === undefined || Number.isNaN(google)) {
    return { failed: "Google's answer says no time, so the clock of this machine can't be checked" };
  }
  if (Math.abs(now - google) > clockTolerance) {
    const where = now > google ? "ahead of" : "behind";
    return {
      failed: `the clock shows ${shown(now)}, which is ${span(now - google)} ${where} Google's (${shown(google)}); allowed are 5 minutes`,
    };
  }
  if (newestState !== undefined && newestState - now > clockTolerance) {
    return {
      failed: `the clock shows ${shown(now)}, which is ${span(newestState - now)} before a state was written (${shown(newestState)}); allowed are 5 minutes`,
    };
  }
  return { is: null };
}
