import type { ApplicationStatus } from "../engine/applications.ts";
import type { StackStatus } from "../engine/status.ts";

/** How what runs in an environment is, held against what its file asks for. */
export type Health =
  | { readonly state: "healthy" }
  /** Nothing was ever deployed. */
  | { readonly state: "absent" }
  /** What the file asks for isn't being deployed yet. */
  | { readonly state: "pending"; readonly why: string }
  /** It couldn't be asked, for which what was deployed may not be to blame. */
  | { readonly state: "unknown"; readonly why: string }
  /** `since`: when its deployment began, in milliseconds since the epoch. */
  | { readonly state: "unhealthy"; readonly since: number; readonly why: string };

/** What was deployed last, or was about to be; written down before anything is changed. */
export interface Attempt {
  /** Absent for a release. */
  readonly commit?: string;
  /** When that began, in milliseconds since the epoch. */
  readonly at: number;
}

/** What is known of what runs. */
export interface Facts {
  readonly attempt?: Attempt;
  readonly stack: StackStatus["state"];
  readonly application?: Pick<ApplicationStatus, "type" | "commit" | "services" | "problem">;
}

/** How many services are named in a reason. */
const mostNamed = 3;

/** The service that people reach, which must be among those that are ready. */
const frontend: Record<ApplicationStatus["type"], RegExp> = {
  kubernetes: /^sourcegraph-frontend$/,
  compose: /^sourcegraph-frontend/,
  container: /./,
};

const words: Partial<Record<StackStatus["state"], string>> = {
  changing: "it is being deployed",
  interrupted: "its deployment was interrupted",
  failed: "its deployment failed",
  absent: "nothing is deployed",
};

/** What is not ready, in words; undefined where all is. */
function lackOf({ type, services }: NonNullable<Facts["application"]>): string | undefined {
  const late = services.filter(({ ready, wanted }) => ready < wanted);
  const named = late.slice(0, mostNamed).map(({ name, ready, wanted, reason }) => {
    return `${name} ${ready}/${wanted}${reason ? ` (${reason})` : ""}`;
  });
  const more = late.length > mostNamed ? [`and ${late.length - mostNamed} more`] : [];
  if (late.length > 0) return `not ready: ${[...named, ...more].join(", ")}`;
  const front = services.some(({ name, ready }) => ready > 0 && frontend[type].test(name));
  return front ? undefined : "the frontend is not among its services";
}

/** Judges. `wanted`: the commit that the file asks for; undefined for a release. */
export function healthOf(wanted: string | undefined, { attempt, stack, application }: Facts): Health {
  if (!attempt) return application ? { state: "pending", why: "its deployment has not begun" } : { state: "absent" };
  if (attempt.commit !== wanted) return { state: "pending", why: "its deployment has not begun" };
  if (application?.problem) return { state: "unknown", why: application.problem };
  const late = application && lackOf(application);
  const why =
    stack !== "up"
      ? [words[stack], late].filter(Boolean).join("; ")
      : !application || application.commit !== wanted
        ? "something else runs"
        : late;
  return why === undefined ? { state: "healthy" } : { state: "unhealthy", since: attempt.at, why };
}
