import { isKnown } from "../maybe.ts";
import type { StackResource } from "./resource.ts";
import { textAt } from "./resource.ts";
import type { Stack } from "./stack.ts";
import type { Survey } from "./survey.ts";

/** Sinks of more than one project: what they write to keeps the logs of others. */
const wideSinks = [
  "gcp:logging/organizationSink:OrganizationSink",
  "gcp:logging/folderSink:FolderSink",
  "gcp:logging/billingAccountSink:BillingAccountSink",
];
const projectSink = "gcp:logging/projectSink:ProjectSink";

const destinations = [
  "gcp:storage/bucket:Bucket",
  "gcp:bigquery/dataset:Dataset",
  "gcp:pubsub/topic:Topic",
  "gcp:logging/projectBucketConfig:ProjectBucketConfig",
];

/** Whether a destination is that of a resource: "storage.googleapis.com/b", "bigquery.googleapis.com/projects/p/datasets/d". */
function isNamed(destination: string, resource: StackResource): boolean {
  const name = ["name", "datasetId", "bucketId"]
    .map((path) => textAt(resource, path))
    .find((each) => isKnown(each) && each !== undefined);
  return typeof name === "string" && destination.split("/").at(-1) === name.split("/").at(-1);
}

function destinationsOf(sink: StackResource, stack: Stack): StackResource[] {
  const origins = stack.origins(sink, "destination").filter(({ type }) => destinations.includes(type));
  if (origins.length > 0) return origins;
  const destination = textAt(sink, "destination");
  if (!isKnown(destination) || destination === undefined) return [];
  return destinations.flatMap((type) => stack.ofType(type)).filter((resource) => isNamed(destination, resource));
}

/** Calls logs what is written to by sinks of other projects. */
export function findLogs(survey: Survey): void {
  const { stack } = survey;
  const take = (destination: StackResource) => {
    const project = survey.projectOf(destination);
    const index = project.holdings.findIndex(({ place }) => place.urn === destination.urn);
    if (index >= 0) project.holdings[index] = { ...project.holdings[index]!, kind: "logs" };
    else survey.hold(destination, "logs", { name: textAt(destination, "bucketId") ?? destination.name, labels: {} });
  };
  for (const sink of wideSinks.flatMap((type) => stack.ofType(type))) destinationsOf(sink, stack).forEach(take);
  for (const sink of stack.ofType(projectSink)) {
    const own = stack.projectOf(sink);
    for (const destination of destinationsOf(sink, stack)) {
      const project = stack.projectOf(destination);
      if (isKnown(own) && isKnown(project) && own !== project) take(destination);
    }
  }
}
