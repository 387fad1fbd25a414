import type { Api } from "../../core/api.ts";
import { notFound } from "../../core/errors.ts";
import { datasetRoutes } from "./datasets.ts";
import { permissions } from "./permissions.ts";
import { host } from "./resources.ts";
import { streamingRoutes } from "./streaming.ts";
import { tableRoutes } from "./tables.ts";

/** BigQuery without queries: datasets, tables, and rows as far as they are counted. */
export const bigquery: Api = {
  host,
  title: "BigQuery API",
  errors: "both",
  missingProject: (project) => notFound(`Not found: Project ${project}`),
  permissions,
  routes: [...datasetRoutes, ...tableRoutes, ...streamingRoutes],
};
