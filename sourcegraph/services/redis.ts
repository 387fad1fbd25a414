import { container, resources } from "../model/container.ts";
import { command, tcp } from "../model/probe.ts";
import { cores, disk, gibibytes, type Memory, mebibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { type BySize, bySize } from "../model/size.ts";
import { claim } from "../model/volume.ts";
import { ready, unasked } from "./common.ts";

// A password may be set in the configuration that the image holds.
const ping = [
  "password=$(sed -n 's/^requirepass //p' /etc/redis/redis.conf 2>/dev/null)",
  'test "$(REDISCLI_AUTH=$password redis-cli ping)" = PONG',
].join("\n");

// Redis itself is told to stop at 6 GiB; a lower limit would have it killed before.
const limit = bySize(gibibytes(7), gibibytes(7), gibibytes(7), gibibytes(7), gibibytes(8));

const redis = (name: "redis-cache" | "redis-store", role: string, variable: string, memory: BySize<Memory>) =>
  service({
    name,
    role,
    category: "store",
    workload: { kind: "deployment", update: "apart" },
    replicas: bySize(1),
    identity: { user: 999, group: 1000 },
    containers: {
      [name]: container({
        image: name,
        ports: { redis: 6379 },
        resources: resources({
          cpu: { request: millicores(100), limit: cores(1) },
          memory: { request: memory, limit },
        }),
        probes: {
          readiness: ready(command("/bin/sh", "-c", ping)),
          liveness: { check: tcp("redis") },
          startup: { check: tcp("redis"), failures: 60 },
        },
        mounts: { "redis-data": "/redis-data" },
      }),
      "redis-exporter": container({
        image: "redis_exporter",
        ports: { redisexp: 9121 },
        metrics: ["redisexp"],
        environment: { REDIS_ADDR: ({ beside }) => `redis://${beside("redis")}` },
        resources: resources({
          cpu: { request: millicores(10), limit: millicores(100) },
          memory: { request: mebibytes(64), limit: mebibytes(100) },
        }),
        probes: { readiness: { check: tcp("redisexp") } },
        compose: { name: `${name}-exporter`, health: unasked },
      }),
    },
    volumes: { "redis-data": claim(name, disk(100)) },
    entrances: { [name]: { ports: { redis: 6379, redisexp: 9121 } } },
    offers: (self) => ({ [variable]: self.one("redis") }),
  });

/** What may be forgotten. */
export const redisCache = redis(
  "redis-cache",
  "Caches what can be computed again.",
  "REDIS_CACHE_ENDPOINT",
  bySize(gibibytes(3), gibibytes(3), gibibytes(5)),
);

/** What is kept for a while. */
export const redisStore = redis(
  "redis-store",
  "Keeps sessions and queues.",
  "REDIS_STORE_ENDPOINT",
  bySize(gibibytes(3), gibibytes(4), gibibytes(5), gibibytes(6), gibibytes(8)),
);
