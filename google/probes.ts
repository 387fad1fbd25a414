/**
 * A cheap read for each API: it answers once the API is ready in a project, to whoever is going to use it there.
 * `{project}` stands for the project's ID.
 */
const probes: Record<string, string> = {
  "artifactregistry.googleapis.com": "/v1/projects/{project}/locations?pageSize=1",
  "bigquery.googleapis.com": "/bigquery/v2/projects/{project}/datasets?maxResults=1",
  "cloudfunctions.googleapis.com": "/v2/projects/{project}/locations/-/functions?pageSize=1",
  "cloudkms.googleapis.com": "/v1/projects/{project}/locations/global/keyRings?pageSize=1",
  "cloudresourcemanager.googleapis.com": "/v3/projects/{project}",
  "cloudscheduler.googleapis.com": "/v1/projects/{project}/locations?pageSize=1",
  "compute.googleapis.com": "/compute/v1/projects/{project}/global/networks?maxResults=1",
  "container.googleapis.com": "/v1/projects/{project}/locations/-/clusters",
  "dns.googleapis.com": "/dns/v1/projects/{project}/managedZones?maxResults=1",
  "essentialcontacts.googleapis.com": "/v1/projects/{project}/contacts?pageSize=1",
  "eventarc.googleapis.com": "/v1/projects/{project}/locations/-/triggers?pageSize=1",
  "iam.googleapis.com": "/v1/projects/{project}/serviceAccounts?pageSize=1",
  "logging.googleapis.com": "/v2/projects/{project}/sinks?pageSize=1",
  "monitoring.googleapis.com": "/v3/projects/{project}/notificationChannels?pageSize=1",
  "orgpolicy.googleapis.com": "/v2/projects/{project}/policies?pageSize=1",
  "pubsub.googleapis.com": "/v1/projects/{project}/topics?pageSize=1",
  "run.googleapis.com": "/v1/projects/{project}/locations?pageSize=1",
  "secretmanager.googleapis.com": "/v1/projects/{project}/secrets?pageSize=1",
  "storage.googleapis.com": "/storage/v1/b?project={project}&maxResults=1",
};

/** The path of an API's probe in a project. Throws for an API that has none: add a row. */
export function probePath(api: string, project: string): string {
  const path = probes[api];
  if (!path) throw new Error(`no probe for ${api} in google/probes.ts`);
  return path.replace("{project}", encodeURIComponent(project));
}
