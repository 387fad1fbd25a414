import { needs, type Permissions } from "../../access/needs.ts";

/** https://cloud.google.com/bigquery/docs/access-control#bq-permissions */
export const permissions: Permissions = {
  ...needs("datasets", "bigquery.datasets", "insert=create list=get get patch=update update delete"),
  ...needs("tables", "bigquery.tables", "insert=create list get patch=update update delete getIamPolicy setIamPolicy"),
  "tabledata.insertAll": "bigquery.tables.updateData",
};
