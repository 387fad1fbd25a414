import type { Verdict } from "../evaluate.ts";
import type { AuditReport } from "./report.ts";

/** A verdict for machines. */
export const verdictFacts = ({ guideline, level, status, finding, exception }: Verdict) => ({
  guideline: guideline.id,
  level,
  status,
  place: finding.place.name,
  ...(finding.project !== undefined && { project: finding.project }),
  found: finding.found,
  allowed: finding.allowed,
  ...(status !== "undecided" && { remedy: finding.remedy ?? guideline.remedy }),
  ...(exception && {
    exception: { owner: exception.owner, reason: exception.reason, until: exception.until },
  }),
});

/** A report for machines. Scores are from 0 to 1; null where nothing was decided. */
export const reportFacts = ({ score, folders, projects, elsewhere, undecided, notes, refused }: AuditReport) => ({
  score: score ?? null,
  broken: refused,
  folders: folders.map(({ depth: _, ...folder }) => ({ ...folder, score: folder.score ?? null })),
  projects: projects.map(({ verdicts, ...project }) => ({
    ...project,
    folder: project.folder ?? null,
    score: project.score ?? null,
    findings: verdicts.map(verdictFacts),
  })),
  elsewhere: elsewhere.map(verdictFacts),
  undecided: undecided.map(verdictFacts),
  notes,
});
