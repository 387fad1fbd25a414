import { join } from "node:path";
import { applicationPlan } from "../../plan/application.ts";
import type { StackPlan } from "../../plan/stacks.ts";
import type { StackResource } from "../../policies/landscape/resources/resource.ts";
import { loadSpecification } from "../../spec/load.ts";
import type { Specification } from "../../spec/specification.ts";
import { application } from "../../stacks/application.ts";
import { bootstrap } from "../../stacks/bootstrap.ts";
import { ci } from "../../stacks/ci.ts";
import { environment } from "../../stacks/environment.ts";
import { organization } from "../../stacks/organization.ts";
import { spending } from "../../stacks/spending.ts";
import { type Answers, objects, stackResources } from "./mocks.ts";
import { today } from "./specification.ts";

/** The organisation of the checkout. */
export const ownSpecification = (): Specification => loadSpecification(join(import.meta.dirname, "..", ".."), today);

/** What other stacks would have published: each reader takes from it what is its own. */
function answersFor(specification: Specification, environment: string | undefined): Answers {
  const keys = Object.keys(specification.organization.folders);
  const folders = Object.fromEntries(keys.map((key, index) => [key, `70000000000${index}`]));
  const spec = environment === undefined ? undefined : specification.environments.get(environment)!;
  const version = spec && applicationPlan(specification, spec, today).installation.version.version;
  const cluster = { name: "sourcegraph", location: "us-central1", endpoint: "gke-1.us-central1.gke.goog" };
  return {
    "gcp:organizations/getBillingAccount:getBillingAccount": { currencyCode: "USD" },
    ...objects({ commonFolder: folders.common, folders, cluster, version }),
    "gcp:storage/getProjectServiceAccount:getProjectServiceAccount": { emailAddress: "agent@gs.example" },
    "gcp:secretmanager/getSecretVersionAccess:getSecretVersionAccess": { secretData: "s3cret" },
  };
}

function programOf(specification: Specification, { kind, environment: name }: StackPlan): () => Promise<unknown> {
  const spec = name === undefined ? undefined : specification.environments.get(name)!;
  switch (kind) {
    case "bootstrap":
      return () => bootstrap(specification);
    case "organization":
      return () => organization(specification);
    case "ci":
      return () => ci(specification);
    case "spending":
      return () => spending(specification);
    case "environment":
      return () => environment(specification, spec!, today);
    default:
      return () => application(specification, spec!, today);
  }
}

/**
 * The resources of a stack, as Pulumi's mocks answer; `knowAll`: whether what Google gives is known. `others`: answers that
 * are not the usual ones.
 */
export async function resourcesOf(
  specification: Specification,
  stack: StackPlan,
  knowAll: boolean,
  others: Answers = {},
): Promise<StackResource[]> {
  const answers = { ...answersFor(specification, stack.environment), ...others };
  const resources = await stackResources(programOf(specification, stack), knowAll, answers);
  // The mocks have one stack, whatever runs.
  return JSON.parse(JSON.stringify(resources).replaceAll("urn:pulumi:test::", `urn:pulumi:${stack.name}::`));
}
