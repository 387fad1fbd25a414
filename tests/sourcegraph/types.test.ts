import assert from "node:assert/strict";
import { container, resources } from "../../sourcegraph/model/container.ts";
import { http, tcp } from "../../sourcegraph/model/probe.ts";
import {
  type Cpu,
  cores,
  disk,
  gibibytes,
  type Memory,
  mebibytes,
  millicores,
} from "../../sourcegraph/model/quantity.ts";
import { service } from "../../sourcegraph/model/service.ts";
import { bySize } from "../../sourcegraph/model/size.ts";
import { claim } from "../../sourcegraph/model/volume.ts";

// The compiler checks this file: a mistake that it no longer finds is an error in the line above it. Each mistake stands
// beside what is right and differs from it in one word, so that it is that word which is found.

const small = resources({
  cpu: { request: millicores(100), limit: cores(1) },
  memory: { request: mebibytes(64), limit: gibibytes(1) },
});
const plain = { image: "worker", ports: { http: 3189, debug: 6060 }, resources: small } as const;
const store = container({ ...plain, mounts: { data: "/data" } });
const both = container({ image: "worker", ports: { grpc: 81 }, resources: small, mounts: { data: "/d", cache: "/c" } });
const common = {
  name: "example",
  role: "Shows what can be written.",
  category: "application",
  workload: { kind: "statefulset" },
  replicas: bySize(1),
  identity: { user: 1, group: 1 },
} as const;
const data = claim("data", disk(1));

describe("a mistake that can't be written", () => {
  it("is a probe that asks a port which the container hasn't", () => {
    const right = container({ ...plain, probes: { readiness: { check: http("/ready", "debug") } } });
    // @ts-expect-error
    const wrong = container({ ...plain, probes: { readiness: { check: http("/ready", "metrics") } } });
    // @ts-expect-error
    container({ ...plain, probes: { startup: { check: tcp("metrics") } } });
    // @ts-expect-error
    container({ ...plain, probes: { liveness: { check: { kind: "tcp", port: "metrics" } } } });
    // @ts-expect-error
    container({ ...plain, probes: { readiness: { check: http("ready", "debug") } } });
    assert.deepEqual(right.probes?.readiness?.check, { kind: "http", path: "/ready", port: "debug" });
    assert.ok(!(wrong.probes?.readiness?.check.kind === "http" && wrong.probes.readiness.check.port in wrong.ports));
  });

  it("is metrics, or a look inside, at a port which the container hasn't", () => {
    const right = container({ ...plain, metrics: ["debug"], debug: "debug" });
    // @ts-expect-error
    const wrong = container({ ...plain, metrics: ["metrics"] });
    // @ts-expect-error
    container({ ...plain, debug: "metrics" });
    assert.deepEqual(right.metrics, ["debug"]);
    assert.ok(!(wrong.metrics![0]! in wrong.ports));
  });

  it("is a mount of a volume which the service hasn't", () => {
    const right = service({ ...common, containers: { store }, volumes: { data } });
    // @ts-expect-error
    service({ ...common, containers: { store }, volumes: { date: data } });
    // @ts-expect-error
    const wrong = service({ ...common, containers: { store } });
    // @ts-expect-error
    service({ ...common, containers: { store, both }, volumes: { data } });
    service({ ...common, containers: { store, both }, volumes: { data, cache: data } });
    const before = { image: "worker", ports: {}, resources: small } as const;
    const first = { prepare: container({ ...before, mounts: { data: "/data" } }) };
    service({ ...common, containers: { store }, volumes: { data }, first });
    const mistaken = { prepare: container({ ...before, mounts: { date: "/data" } }) };
    // @ts-expect-error
    service({ ...common, containers: { store }, volumes: { data }, first: mistaken });
    assert.deepEqual(Object.keys(right.volumes ?? {}), Object.keys(right.containers.store!.mounts ?? {}));
    assert.equal(wrong.volumes, undefined);
  });

  it("is an entrance to a port which none of the service's containers has", () => {
    const right = service({
      ...common,
      containers: { store },
      volumes: { data },
      entrances: { e: { ports: { http: 80 } } },
    });
    // @ts-expect-error
    service({ ...common, containers: { store }, volumes: { data }, entrances: { e: { ports: { grpc: 80 } } } });
    const more = { containers: { store, both }, volumes: { data, cache: data } };
    service({ ...common, ...more, entrances: { e: { ports: { http: 80, grpc: 81 } } }, public: "grpc" });
    // @ts-expect-error
    service({ ...common, ...more, public: "https" });
    // @ts-expect-error
    service({ ...common, ...more, published: { https: [443] } });
    // @ts-expect-error
    service({ ...common, ...more, offers: (self) => ({ EXAMPLE: self.one("https") }) });
    assert.deepEqual(right.entrances, { e: { ports: { http: 80 } } });
  });

  it("is an image that nobody publishes", () => {
    assert.equal(container({ ...plain, image: "worker" }).image, "worker");
    // @ts-expect-error
    container({ ...plain, image: "wroker" });
  });

  it("is memory where processor time is asked for, and the other way round", () => {
    const memory = { request: mebibytes(64), limit: mebibytes(64) };
    const cpu = { request: millicores(64), limit: millicores(64) };
    assert.equal(resources({ cpu, memory }).cpu.limit.xl, 64);
    // @ts-expect-error
    resources({ cpu: memory, memory });
    // @ts-expect-error
    resources({ cpu, memory: cpu });
    // @ts-expect-error
    resources({ cpu, memory: { request: disk(1), limit: disk(1) } });
    // @ts-expect-error
    claim("data", gibibytes(1));
    // @ts-expect-error
    bySize<Cpu>(cores(1), gibibytes(2));
  });

  it("is an amount without a unit", () => {
    const cpu = { request: millicores(64), limit: millicores(64) };
    assert.equal(resources({ cpu, memory: { request: mebibytes(1), limit: mebibytes(1) } }).memory.limit.s, 1_048_576);
    // @ts-expect-error
    resources({ cpu, memory: { request: 1_048_576, limit: mebibytes(1) } });
    // @ts-expect-error
    resources({ cpu, memory: { request: mebibytes(1), limit: "1Mi" } });
    // @ts-expect-error
    resources({ cpu: { request: 64, limit: millicores(64) }, memory: { request: mebibytes(1), limit: mebibytes(1) } });
    // @ts-expect-error
    const sum: Memory = mebibytes(1) + mebibytes(1);
    // @ts-expect-error
    claim("data", "1Gi");
    assert.equal(sum, mebibytes(2));
  });

  it("is a number for more sizes than there are", () => {
    assert.throws(() => bySize(1, 2, 3, 4, 5, 6), /^RangeError/);
    // @ts-expect-error
    assert.equal(bySize(1).xxl, undefined);
  });
});
