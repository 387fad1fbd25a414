import type { Dialect, Query } from "../query/dialect.ts";

/** Where rows of the billing export are asked for. */
export interface Source {
  dialect: Dialect;
  /** What stands after FROM. */
  table: string;
  /** What people call it: "42 files", or the table. */
  title: string;
  /** Runs a query. Text, numbers and null come back as such; exact amounts as bigint or text. */
  run<Row>(query: Query): Promise<Row[]>;
  /** Keeps what a query gives, under a name for others to ask. Where there is no such thing they have it in them. */
  keep?(name: string, query: Query): Promise<void>;
  /** What its queries will read, for those that have to be paid for. */
  price?(queries: readonly Query[]): Promise<void>;
  close(): void;
}
