import type { PlacedThing, Thing } from "../prices/things.ts";

/** What parts are told of under one name. */
export const groups = ["machines", "disks", "cluster", "network", "snapshots", "logs", "others"] as const;
export type Group = (typeof groups)[number];

/** A number of things that are alike, as planned. */
export interface Part extends PlacedThing {
  group: Group;
  /** How many there are at least. */
  count: number;
  /** How many, and of what, there are at most. Default: what there is at least. */
  most?: { thing: Thing; count: number };
}
