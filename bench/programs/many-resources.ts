import "../../stacks/lazy-tools.ts";
import { CustomResource } from "@pulumi/pulumi";

/** A resource of any type. */
class Thing extends CustomResource {}

const projects = 100;
const things = Number(process.env.BENCH_RESOURCES) - projects;
const labels = { application: "sourcegraph", "cost-code": "1010", environment: "common", owner: "platform" };

for (let index = 0; index < projects; index++) {
  new Thing("gcp:organizations/project:Project", `p${index}`, {
    projectId: `sgd-many-${index}`,
    name: "Many",
    billingAccount: "01C0DE-5EED00-CAFE42",
    labels: { ...labels, "managed-by": "sourcegraph-distribution" },
  });
}
for (let index = 0; index < things; index++) {
  new Thing("gcp:storage/bucket:Bucket", `b${index}`, {
    project: `sgd-many-${index % projects}`,
    name: `sgd-many-${index}`,
    location: "US-CENTRAL1",
    labels,
  });
}
