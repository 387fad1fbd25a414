import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadBook } from "../../spending/prices/load.ts";
import { type Endpoints, endpointsFile, overridesOf } from "../endpoints.ts";
import { createClusterHost } from "../kubernetes/host.ts";
import { Audit } from "./access/audit.ts";
import { FunctionHost } from "./apis/cloudfunctions/function-host.ts";
import { keepJobs } from "./apis/cloudscheduler/attempts.ts";
import { findAddress } from "./apis/compute/addresses.ts";
import { balancerRules } from "./apis/container/balancer-rules.ts";
import { keepClusters } from "./apis/container/keeper.ts";
import { volumeDisks } from "./apis/container/volume-disks.ts";
import { apis } from "./apis/index.ts";
import { keepPushing } from "./apis/pubsub/push.ts";
import { keepFunctions } from "./apis/run/front.ts";
import { control } from "./control.ts";
import { Cloud, type Seed } from "./core/cloud.ts";
import { serve } from "./core/server.ts";
import { MetadataServers } from "./metadata-server.ts";
import { Meter } from "./meter/meter.ts";

/** Milliseconds between two looks at what the meter has to do while nobody moves the clock. */
const meterEvery = 60_000;

/** Where others than Google are whom functions speak to, if not where they really are. */
const { GITHUB_API_URL, SLACK_RESPONSE_ORIGIN } = process.env;
const outside = { ...(GITHUB_API_URL && { GITHUB_API_URL }), ...(SLACK_RESPONSE_ORIGIN && { SLACK_RESPONSE_ORIGIN }) };

/** Milliseconds that clusters may take to stop. */
const stopLimit = 10_000;

/** Listens on the port it had before a restart if that is free, else on any. */
async function listen(server: Server, port: number): Promise<string> {
  const attempt = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(wanted, "127.0.0.1", () => {
        server.off("error", reject);
        resolve();
      });
    });
  await attempt(port).catch(() => attempt(0));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function previous(path: string): Partial<Endpoints> {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return {};
  }
}

/** The administrator keeps the token from before a restart, which programs that run still have. */
function administratorsToken(cloud: Cloud, before: string | undefined, member: string): string {
  const kept = before !== undefined && cloud.tokens.find(before)?.member === member;
  return kept ? before : cloud.tokens.issue({ member });
}

const portOf = (url: string | undefined) => (url ? Number(new URL(url).port) : 0);

/** Runs the local Google Cloud until it is told to stop. `directory`: where it keeps its data. */
async function main(directory: string, seed: Seed, caller: string): Promise<void> {
  const cloud = new Cloud(join(directory, "google.db"));
  cloud.plant({ ...seed, administrators: [caller] });
  cloud.audit = new Audit(join(directory, "audit.jsonl"));
  const whoHas = (token: string) => cloud.tokens.find(token)?.member.replace(/^.*?:/, "");
  const path = endpointsFile(directory);
  const before = previous(path);
  const host = createClusterHost({
    directory: join(directory, "kubernetes"),
    whoHas,
    findAddress: (project, location, name) => findAddress(cloud, project, location, name),
    disks: volumeDisks(cloud),
    rules: balancerRules(cloud),
  });
  const metadata = new MetadataServers(cloud);
  const functions = new FunctionHost({
    directory: join(directory, "functions"),
    clients: async (account, projectId) => ({
      ...overridesOf(endpoints),
      ...outside,
      GCE_METADATA_HOST: await metadata.host({ account, projectId }),
    }),
  });
  const servers: Server[] = [];
  const stop = async () => {
    cloud.work.stop();
    for (const server of servers) server.close();
    // What then still runs ends with this process.
    await Promise.race([Promise.all([host.stopAll(), functions.stopAll()]), sleep(stopLimit)]).catch(console.error);
    process.exit(0);
  };
  const meter = new Meter(cloud, { book: loadBook(), directory: join(directory, "billing-export") });
  const switchboard = control(cloud, meter, stop);
  servers.push(switchboard);
  const endpoints: Endpoints = {
    endpoints: {},
    control: await listen(switchboard, portOf(before.control)),
    organizationId: seed.organization.id,
    billingAccounts: seed.billingAccounts.map(({ id }) => id),
    token: administratorsToken(cloud, before.token, caller),
    pid: process.pid,
  };
  for (const api of apis) {
    const server = serve(cloud, api);
    endpoints.endpoints[api.host] = await listen(server, portOf(before.endpoints?.[api.host]));
    servers.push(server);
  }
  // Renamed into place, so that whoever sees the file sees all of it.
  writeFileSync(`${path}.new`, `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
  keepClusters(cloud, host);
  keepFunctions(cloud, functions);
  keepPushing(cloud);
  keepJobs(cloud);
  keepMetering(meter);
}

/** Lets the meter follow the time as it passes. */
function keepMetering(meter: Meter): void {
  const look = () => void meter.catchUp().catch(console.error);
  setInterval(look, meterEvery);
  look();
}

const [directory, seed, caller] = process.argv.slice(2);
if (!directory || !seed || !caller) throw new Error("usage: main.ts DIRECTORY SEED CALLER");
await main(directory, JSON.parse(seed), caller);
