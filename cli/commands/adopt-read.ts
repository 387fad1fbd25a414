import { type FoundProject, foundProjects } from "../../adoption/facts.ts";
import { type Proposal, propose } from "../../adoption/proposal.ts";
import { auditReport } from "../../policies/audit/report.ts";
import { guidelines } from "../../policies/index.ts";
import { type Live, liveLandscape } from "../../policies/landscape/live/index.ts";
import { plannedLandscape } from "../../policies/landscape/plan/index.ts";
import { loadSettings } from "../../policies/settings/load.ts";
import { type Context, today } from "../context.ts";
import { listLive } from "./guideline-audit.ts";

/** What there is, and what it can be taken over as. */
export interface Reading {
  live: Live;
  projects: FoundProject[];
  proposals: Proposal[];
  /** How far all of it holds the guidelines, from 0 to 1. */
  score: number | undefined;
}

/** Reads a live organisation. Changes nothing. */
export async function readLive(context: Context): Promise<Reading> {
  const { root, specification } = context;
  const planned = plannedLandscape(specification, today());
  const inventory = await listLive(context);
  const live = liveLandscape(inventory, planned);
  const settings = loadSettings(root, specification);
  const report = auditReport({ guidelines, settings, specification, live: live.landscape, planned, today: today() });
  const projects = foundProjects(inventory, live.landscape, report).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { live, projects, proposals: propose(projects, specification), score: report.score };
}
