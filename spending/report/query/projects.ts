import type { Period } from "../period.ts";
import { type Dialect, type Query, text } from "./dialect.ts";
import { inMonths, monthParameters } from "./lines.ts";

/** What the newest row of a project says of it: projects are renamed, moved and deleted. */
export interface ProjectRow {
  id: string;
  name: string | null;
  owner: string | null;
  kind: string | null;
  /** "Non-production / Dogfood" */
  folders: string | null;
}

/** Asks what the projects of two months were called at last, and whose they were. */
export function projectsQuery(dialect: Dialect, table: string, period: Period, currency: string): Query {
  const owner = dialect.valueOf("project.labels", dialect.parameter("owner"));
  const kind = dialect.valueOf("project.labels", dialect.parameter("kind"));
  return {
    text: `WITH newest AS (
    SELECT project.id AS newest_id, MAX(export_time) AS newest_time
    FROM ${table}
    WHERE ${inMonths(dialect)}
    GROUP BY newest_id
  ),
  described AS (
    SELECT
      project.id AS id,
      project.name AS name,
      ${owner} AS owner,
      ${kind} AS kind,
      ${dialect.folders} AS folders
    FROM ${table}
    INNER JOIN newest ON project.id = newest_id AND export_time = newest_time
    WHERE ${inMonths(dialect)}
  )
SELECT
  id,
  MAX(name) AS name,
  MAX(owner) AS owner,
  MAX(kind) AS kind,
  MAX(folders) AS folders
FROM described
GROUP BY id`,
    parameters: {
      ...monthParameters(period),
      currency: text(currency),
      owner: text("owner"),
      kind: text("environment-kind"),
    },
  };
}
