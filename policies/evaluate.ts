import { printable } from "../spec/problem.ts";
import type { Organization } from "../spec/schema/organization.ts";
import type { Finding, Guideline, Level } from "./guideline.ts";
import type { Landscape } from "./landscape/types.ts";
import type { GuidelineException } from "./settings/schema.ts";
import type { Settings } from "./settings/settings.ts";

/** What holding a landscape against the guidelines brought. */
export interface Verdict {
  readonly guideline: Guideline;
  readonly level: Level;
  readonly finding: Finding;
  /**
   * `broken`: it is refused, or told, as the level says. `excepted`: it is broken, and allowed for now. `expired`: it was
   * allowed until a day that is past; it is refused. `undecided`: nobody can know yet.
   */
  readonly status: "broken" | "excepted" | "expired" | "undecided";
  readonly exception?: GuidelineException;
}

/** A guideline whose check failed: nothing can be said, so nothing passes. */
export class GuidelineFailure extends Error {
  constructor(id: string, cause: unknown) {
    super(`the check of the guideline ${id} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** What is looked at, and by what. */
export interface Evaluation {
  readonly guidelines: readonly Guideline[];
  readonly landscape: Landscape;
  readonly settings: Settings;
  readonly organization: Organization;
  /** The stack whose levels and parameters hold. */
  readonly stack?: string;
  /** "2026-11-22" */
  readonly today: string;
}

/**
 * Holds a landscape against guidelines.
 * @throws GuidelineFailure when one of them can't be checked.
 */
export function evaluate({ guidelines, landscape, settings, organization, stack, today }: Evaluation): Verdict[] {
  return guidelines.flatMap((guideline) => {
    const { level, parameters } = settings.of(guideline, stack);
    if (level === "disabled") return [];
    let findings: Finding[];
    try {
      findings = guideline.check(landscape, { organization, today, parameters: parameters as never });
    } catch (error) {
      throw new GuidelineFailure(guideline.id, error);
    }
    return findings.map((finding): Verdict => {
      if (finding.undecided) return { guideline, level, finding, status: "undecided" };
      const exception = settings.exceptionOf(guideline.id, finding.project);
      if (!exception) return { guideline, level, finding, status: "broken" };
      const over = exception.until < today;
      // What was promised to end is refused, even where the guideline itself would only be told.
      return {
        guideline,
        level: over ? "mandatory" : level,
        finding,
        status: over ? "expired" : "excepted",
        exception,
      };
    });
  });
}

/** Whether something may not go on. */
export const isRefused = ({ level, status }: Verdict): boolean =>
  level === "mandatory" && (status === "broken" || status === "expired");

/** A verdict as people read it: which guideline, where, what was found, what is allowed, what to do. */
export function describeVerdict({ guideline, finding, status, exception }: Verdict): string {
  const { place, found, allowed, remedy = guideline.remedy } = finding;
  const lines = [
    `${guideline.id}: ${guideline.title}.`,
    `  ${place.name}: found ${found}; allowed: ${allowed}.`,
    ...(status === "undecided" ? [] : [`  → ${remedy}`]),
    ...(exception
      ? [
          status === "expired"
            ? `  The exception of ${exception.owner} ended on ${exception.until}: ${exception.reason}`
            : `  Excepted until ${exception.until} by ${exception.owner}: ${exception.reason}`,
        ]
      : []),
  ];
  return lines.map(printable).join("\n");
}
