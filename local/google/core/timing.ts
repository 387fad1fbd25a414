import type { Store } from "./store.ts";

const key = "settings/timing";

/**
 * How long things take. `prompt`: operations take a few polls and no time, for tests and everyday work. `recorded`:
 * with the delays that were recorded on Google Cloud.
 */
export type Profile = "prompt" | "recorded";

/** Milliseconds until a call answers, by method; measured medians (VCR recordings of Google's APIs). */
const latency: Record<string, number> = {
  "cloudresourcemanager.projects.get": 166,
  "cloudresourcemanager.projects.update": 1678,
  "cloudresourcemanager.projects.delete": 4200,
  "cloudbilling.projects.updateBillingInfo": 1500,
  "cloudbilling.projects.getBillingInfo": 436,
  "billingbudgets.billingAccounts.budgets.get": 91,
  "billingbudgets.billingAccounts.budgets.create": 380,
  "billingbudgets.billingAccounts.budgets.patch": 220,
  "serviceusage.services.enable": 549,
  "serviceusage.services.batchEnable": 549,
  "serviceusage.services.list": 263,
  "pubsub.projects.topics.create": 4704,
  "pubsub.projects.topics.get": 68,
  "iam.projects.serviceAccounts.create": 598,
  "iam.projects.serviceAccounts.get": 81,
  "storage.buckets.insert": 975,
  "monitoring.projects.notificationChannels.create": 1364,
};

/** Milliseconds for every other method, by whether it changes something. */
const otherLatency = { read: 165, write: 667 };

/** Milliseconds that an operation runs, by the method that starts it. */
const duration: Record<string, number> = {
  "cloudresourcemanager.projects.create": 8000,
  "cloudresourcemanager.folders.create": 5000,
  "serviceusage.services.enable": 6000,
  "serviceusage.services.batchEnable": 12000,
  "compute.networks.insert": 15000,
  "compute.subnetworks.insert": 12000,
  "compute.routers.insert": 6000,
  "compute.instances.insert": 15000,
  "container.projects.locations.clusters.create": 354_000,
  "container.projects.locations.clusters.nodePools.create": 22_000,
  "container.projects.locations.clusters.nodePools.delete": 23_000,
};

/** Milliseconds for every other operation. */
const otherDuration = 4000;

/** Milliseconds that an API still answers 403 after it was enabled. */
const readiness = 20_000;

export class Timing {
  readonly #store: Store;
  #profile: Profile;

  constructor(store: Store) {
    this.#store = store;
    this.#profile = store.get<{ profile: Profile }>(key)?.profile ?? "prompt";
  }

  get profile(): Profile {
    return this.#profile;
  }

  set profile(profile: Profile) {
    this.#profile = profile;
    this.#store.put(key, { profile });
  }

  /** Milliseconds before a method answers. `method`: with its API ("pubsub.projects.topics.get"). */
  latency(method: string, write: boolean): number {
    if (this.#profile === "prompt") return 0;
    return latency[method] ?? (write ? otherLatency.write : otherLatency.read);
  }

  /** Milliseconds that the operation runs which `method` started. */
  duration(method: string): number {
    return this.#profile === "prompt" ? 0 : (duration[method] ?? otherDuration);
  }

  /** Milliseconds between an API's enabling and its first good answer. */
  get readiness(): number {
    return this.#profile === "prompt" ? 0 : readiness;
  }
}
