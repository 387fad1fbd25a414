import type { Command } from "commander";
import { defineCostEstimate } from "./cost-estimate.ts";
import { defineCostReport } from "./cost-report.ts";

/** The commands of `cost`. */
export function defineCost(program: Command): void {
  const cost = program.command("cost").description("show what environments will cost, and what everything did");
  defineCostEstimate(cost);
  defineCostReport(cost);
}
