import { actAs, needs, type Permissions } from "../../access/needs.ts";

const jobs = "projects.locations.jobs";

/** Whom a job calls as. */
const account = actAs(({ body }) => [
  body.httpTarget?.oidcToken?.serviceAccountEmail,
  body.httpTarget?.oauthToken?.serviceAccountEmail,
]);

/** https://cloud.google.com/iam/docs/roles-permissions/cloudscheduler */
export const permissions: Permissions = {
  ...needs(jobs, "cloudscheduler.jobs", "list get delete pause resume=enable run"),
  [`${jobs}.create`]: ["cloudscheduler.jobs.create", account],
  [`${jobs}.patch`]: ["cloudscheduler.jobs.update", account],
  ...needs("projects.locations", "cloudscheduler.locations", "get list"),
};
