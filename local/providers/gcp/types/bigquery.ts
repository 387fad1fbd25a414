import type { ResourceType } from "../core/resource.ts";
import { dataset, datasetMember } from "./bigquery-dataset.ts";
import { table } from "./bigquery-table.ts";

export const bigquery: ResourceType[] = [dataset, datasetMember, table];
