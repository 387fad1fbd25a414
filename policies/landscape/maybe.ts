/** A fact that isn't known before something is made, or that the one who looks may not see. */
export const unknown: unique symbol = Symbol("unknown");

/** A fact, or that it isn't known. */
export type Maybe<T> = T | typeof unknown;

export const isKnown = <T>(value: Maybe<T>): value is T => value !== unknown;
