/** A figure beside that of what one would use instead. */
export interface Result {
  what: string;
  ours: string;
  baseline: string;
  /** How many times less than the baseline, or more. */
  ratio: string;
  /** The target, and whether it was met; none for figures that are only shown. */
  target?: { text: string; met: boolean };
}

export const seconds = (value: number): string => `${value.toFixed(2)} s`;
export const megabytes = (value: number): string => `${Math.round(value)} MB`;
export const times = (value: number): string => `${value.toFixed(1)}×`;
