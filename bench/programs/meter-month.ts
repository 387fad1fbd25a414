import { MeteredCloud } from "../../tests/support/meter.ts";

/** Plays November, hour by hour, with so many projects that have a budget, a machine and what belongs to one each. */
async function main(count: number, path: string): Promise<void> {
  const local = new MeteredCloud("2026-11-01T07:00:00Z", path);
  try {
    const { store } = local.cloud;
    const topic = "projects/spending/topics/budgets";
    const subscription = "projects/spending/subscriptions/budgets";
    store.put(`//pubsub.googleapis.com/${topic}`, { name: topic });
    store.put(`//pubsub.googleapis.com/${subscription}`, {
      name: subscription,
      topic,
      ackDeadlineSeconds: 10,
      messageRetentionDuration: "604800s",
      pushConfig: {},
    });
    for (let index = 0; index < count; index++) furnish(local, `environment-${index}`, index, topic);
    for (let hours = 0; hours < 721; hours++) await local.at(local.cloud.clock.now() + 3_600_000);
    console.log(`${local.files.length} files`);
  } finally {
    local.stop();
  }
}

/** Gives a project what an environment on a machine has: eight prices an hour, and a budget. */
function furnish(local: MeteredCloud, id: string, index: number, topic: string): void {
  const { store } = local.cloud;
  const number = local.project(id, { labels: { env: id } });
  local.machine(id, "main", index % 3 ? "e2-standard-8" : "n2-standard-8", {
    labels: { env: id },
    networkInterfaces: [{ network: "main", accessConfigs: [{ natIP: "203.0.113.7" }] }],
  });
  local.disk(id, "boot", 50, "pd-standard");
  local.disk(id, "data", 500, "pd-ssd", { labels: { env: id } });
  store.put(`//secretmanager.googleapis.com/projects/${id}/secrets/s`, { replication: { automatic: {} } });
  store.put(`//secretmanager.googleapis.com/projects/${id}/secrets/s/versions/1`, { state: "ENABLED" });
  const keys = `//cloudkms.googleapis.com/projects/${id}/locations/us-central1/keyRings/r/cryptoKeys/k`;
  store.put(`${keys}/cryptoKeyVersions/1`, { state: "ENABLED" });
  store.put(`//dns.googleapis.com/projects/${id}/managedZones/z`, {});
  const name = `billingAccounts/01C0DE-5EED00-CAFE42/budgets/${id}`;
  store.put(`//billingbudgets.googleapis.com/${name}`, {
    name,
    displayName: id,
    budgetFilter: {
      projects: [`projects/${number}`],
      calendarPeriod: "MONTH",
      creditTypesTreatment: "INCLUDE_ALL_CREDITS",
    },
    amount: { specifiedAmount: { units: "200" } },
    thresholdRules: [
      { thresholdPercent: 0.5, spendBasis: "CURRENT_SPEND" },
      { thresholdPercent: 1, spendBasis: "CURRENT_SPEND" },
    ],
    notificationsRule: { pubsubTopic: topic, schemaVersion: "1.0" },
  });
}

const [count, path] = process.argv.slice(2);
await main(Number(count), path!);
