/** What differs between the two kinds of SQL that the queries are written in. */
export interface Dialect {
  /** A parameter by name. */
  parameter(name: string): string;
  /** A fraction of the currency as an exact number that can be summed, to nine digits after the point. */
  exact(amount: string): string;
  /** The exact sum of a field of a repeated column, 0 where there is nothing. Never multiplies the row. */
  exactSum(repeated: string, field: string): string;
  /** The value of a key in a repeated column of keys and values; the first by the alphabet if it is there twice. */
  valueOf(repeated: string, key: string): string;
  /** The names of the folders of a project, from the top, with " / " between them. */
  folders: string;
  /** The number of the Pacific day of a row, counted from the parameter `start`. */
  day: string;
  /** The column by which rows are cut to the months, as BigQuery bills what is read. */
  partition: string;
  /** An exact amount as an approximate number of micros, for statistics. */
  micros(amount: string): string;
  /** A moment as milliseconds since the epoch. */
  milliseconds(moment: string): string;
}

/** What a parameter is. Moments are in milliseconds since the epoch. */
export type Parameter = { type: "text"; value: string } | { type: "number" | "moment"; value: number };

/** A query with what its parameters are. */
export interface Query {
  text: string;
  parameters: Record<string, Parameter>;
}

export const text = (value: string): Parameter => ({ type: "text", value });
export const number = (value: number): Parameter => ({ type: "number", value });
export const moment = (value: number): Parameter => ({ type: "moment", value });
