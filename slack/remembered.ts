/** Remembers so many texts for a while, and no more of them than there is room for. */
export class Remembered {
  readonly #until = new Map<string, number>();
  readonly #room: number;

  /** `room`: how many it remembers at once. */
  constructor(room: number) {
    this.#room = room;
  }

  /**
   * Remembers a text until a time, in milliseconds since the epoch. Returns whether it is new; where there is no room, it
   * is taken for known, so that nothing is let through for being one of too many.
   */
  add(text: string, until: number, now: number): boolean {
    if ((this.#until.get(text) ?? 0) > now) return false;
    if (this.#until.size >= this.#room) {
      for (const [known, end] of this.#until) if (end <= now) this.#until.delete(known);
    }
    if (this.#until.size >= this.#room) return false;
    this.#until.set(text, until);
    return true;
  }

  forget(text: string): void {
    this.#until.delete(text);
  }
}
