import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Endpoints, endpointsFile } from "../endpoints.ts";
import { apis } from "./apis/index.ts";
import { control } from "./control.ts";
import { tokenFor } from "./core/caller.ts";
import { Cloud, type Seed } from "./core/cloud.ts";
import { serve } from "./core/server.ts";

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

const portOf = (url: string | undefined) => (url ? Number(new URL(url).port) : 0);

/** Runs the local Google Cloud until it is told to stop. `directory`: where it keeps its data. */
async function main(directory: string, seed: Seed, caller: string): Promise<void> {
  const cloud = new Cloud(join(directory, "google.db"));
  cloud.plant(seed);
  const path = endpointsFile(directory);
  const before = previous(path);
  const switchboard = control(cloud, () => process.exit(0));
  const endpoints: Endpoints = {
    endpoints: {},
    control: await listen(switchboard, portOf(before.control)),
    organizationId: seed.organization.id,
    billingAccounts: seed.billingAccounts.map(({ id }) => id),
    token: tokenFor(caller),
    pid: process.pid,
  };
  for (const api of apis) {
    endpoints.endpoints[api.host] = await listen(serve(cloud, api), portOf(before.endpoints?.[api.host]));
  }
  // Renamed into place, so that whoever sees the file sees all of it.
  writeFileSync(`${path}.new`, `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(0));
}

const [directory, seed, caller] = process.argv.slice(2);
if (!directory || !seed || !caller) throw new Error("usage: main.ts DIRECTORY SEED CALLER");
await main(directory, JSON.parse(seed), caller);
