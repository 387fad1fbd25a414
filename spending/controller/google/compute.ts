import { lazily } from "./lazily.ts";
import { clientOptions } from "./options.ts";
import { asking, Refusal, refusalOf } from "./refusal.ts";

/** The clients of Compute Engine that are used here, each by itself: all of them would be a hundred. */
async function load(environment: NodeJS.ProcessEnv) {
  const [instances, groups, disks, addresses, rules, routers, operations] = await Promise.all([
    import("@google-cloud/compute/build/src/v1/instances_client.js"),
    import("@google-cloud/compute/build/src/v1/instance_group_managers_client.js"),
    import("@google-cloud/compute/build/src/v1/disks_client.js"),
    import("@google-cloud/compute/build/src/v1/addresses_client.js"),
    import("@google-cloud/compute/build/src/v1/forwarding_rules_client.js"),
    import("@google-cloud/compute/build/src/v1/routers_client.js"),
    import("@google-cloud/compute/build/src/v1/zone_operations_client.js"),
  ]);
  const options = clientOptions("compute.googleapis.com", environment);
  return {
    instances: new instances.InstancesClient(options),
    groups: new groups.InstanceGroupManagersClient(options),
    disks: new disks.DisksClient(options),
    addresses: new addresses.AddressesClient(options),
    forwardingRules: new rules.ForwardingRulesClient(options),
    routers: new routers.RoutersClient(options),
    operations: new operations.ZoneOperationsClient(options),
  };
}

export type ComputeClients = Awaited<ReturnType<typeof load>>;

/** Compute Engine's clients, loaded when they are needed: that takes seconds. */
export const computeClients = (environment: NodeJS.ProcessEnv) => lazily(() => load(environment));

/** As many as a page may have. */
export const aggregatedRequest = (project: string) => ({ project, maxResults: 500, returnPartialSuccess: false });

/** Google's 403 for what was never enabled in a project: there is nothing of it then. */
const isDisabled = (refusal: Refusal): boolean =>
  refusal.status === 403 && /has not been used in project|it is disabled|SERVICE_DISABLED/.test(refusal.message);

/** A list, or nothing where its API isn't enabled in the project. */
export async function unlessDisabled<T>(list: Promise<T[]>): Promise<T[]> {
  try {
    return await list;
  } catch (error) {
    if (error instanceof Refusal && isDisabled(error)) return [];
    throw error;
  }
}

/** Everything of an aggregated list, over all pages. */
export async function everywhere<T, Part>(
  what: string,
  pages: () => AsyncIterable<[string, Part]>,
  of: (part: Part) => readonly T[] | null | undefined,
): Promise<T[]> {
  // Begun anew after a failure: pages can't be taken up again half-way.
  return asking(what, async () => {
    const found: T[] = [];
    try {
      for await (const [, part] of pages()) found.push(...(of(part) ?? []));
    } catch (error) {
      throw refusalOf(what, error);
    }
    return found;
  });
}

/** The last part of a link. */
export const lastOf = (link: unknown): string =>
  String(link ?? "")
    .split("/")
    .at(-1)!;
