import assert from "node:assert/strict";
import type { KubernetesClient } from "../../local/kubernetes/client.ts";
import { nodePoolPlan } from "../../plan/cluster.ts";
import { machineTypes } from "../../plan/nodes.ts";
import { podRequests } from "../../plan/requests.ts";
import { deployment } from "../../sourcegraph/deployment.ts";
import { secretsOf } from "../../sourcegraph/derive/secrets.ts";
import { sizes } from "../../sourcegraph/model/size.ts";
import type { Manifest } from "../../sourcegraph/targets/kubernetes/manifest.ts";
import { groupsOf } from "../../sourcegraph/targets/kubernetes/manifests.ts";
import { newestVersion, versions } from "../../sourcegraph/versions/index.ts";
import { apply, workloadsIn } from "../support/apply.ts";
import { type TestCluster, testCluster, testPool } from "../support/kubernetes.ts";
import { until } from "../support/processes.ts";
import { matrix, objectsAt } from "../support/sourcegraph.ts";

/** What is deployed: the newest version in all sizes and every version in one, or all of it (`npm run test:all`). */
const deployed =
  process.env.SGDIST_TEST_ALL === "1"
    ? matrix
    : [
        ...sizes.map((size) => ({ version: newestVersion, size })),
        ...versions.slice(1).map((version) => ({ version, size: "s" as const })),
      ];

/** How many objects are given to the API server at once. */
const atOnce = 20;

async function inTurns<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = [...all.entries()];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

describe("Sourcegraph on a real API server", () => {
  let test: TestCluster;
  let client: KubernetesClient;
  before(async () => {
    test = await testCluster();
    client = test.client;
  });
  after(() => test.end());

  const gone = (namespaces: string[]) =>
    until("the namespaces to be gone", async () => {
      const left = await Promise.all(namespaces.map((each) => client.find(`/api/v1/namespaces/${each}`)));
      return left.every((each) => each === undefined);
    });

  it("is valid to the last field in every version and size, and warned of nowhere", async () => {
    const namespaces = objectsAt(newestVersion, "s").filter(({ kind }) => kind === "Namespace");
    for (const namespace of namespaces) await apply(client, namespace);
    // What is the same in several renderings is asked once.
    const distinct = new Map<string, Manifest>();
    for (const { version, size } of matrix) {
      for (const object of objectsAt(version, size)) distinct.set(JSON.stringify(object), object);
    }
    const verdicts = await inTurns([...distinct.values()], (object) => apply(client, object, true));
    assert.ok(verdicts.length > 600, String(verdicts.length));
    assert.deepEqual(
      verdicts.filter(({ status, warnings }) => status >= 300 || warnings.length > 0),
      [],
    );
  });

  it("would be refused with a field that isn't known, and warned of where a pod may do too much", async () => {
    const [object] = objectsAt(newestVersion, "s").filter(({ kind }) => kind === "Deployment");
    const unknown = structuredClone(object!) as unknown as { spec: Record<string, unknown> } & Manifest;
    unknown.spec.replica = 3;
    const refused = await apply(client, unknown, true);
    assert.equal(refused.status, 500);
    assert.match(refused.message, /\.spec\.replica: field not declared in schema/);
    const root = structuredClone(object!) as unknown as {
      spec: { template: { spec: { hostPID: boolean } } };
    } & Manifest;
    root.spec.template.spec.hostPID = true;
    const { status, warnings } = await apply(client, root, true);
    assert.equal(status, 201);
    assert.match(warnings.join(), /would violate PodSecurity .*: host namespaces \(hostPID=true\)/);
  });

  for (const { version, size } of deployed) {
    it(`gets ready on the nodes that are planned for it: ${version}, size ${size}`, async () => {
      const namespace = `t-${version.replaceAll(".", "-")}-${size}`;
      const installation = deployment(version, { size, namespace });
      const pool = nodePoolPlan(podRequests(installation), 1);
      const type = machineTypes.find(({ name }) => name === pool.machineType)!;
      await test.cluster.setNodePool(
        testPool({
          machineType: type.name,
          cpus: type.cpus,
          memoryBytes: type.memoryGibibytes * 2 ** 30,
          zones: ["us-central1-a"],
          // What ran there before may take a while to go.
          nodesPerZone: version === newestVersion ? pool.nodesPerZone : 2 * pool.nodesPerZone,
          diskGigabytes: pool.diskGigabytes,
        }),
      );
      const objects = groupsOf(installation, { kind: "none" }).flatMap(({ objects }) =>
        objects.map(({ manifest }) => manifest),
      );
      const [places, others] = [
        objects.filter(({ kind }) => kind === "Namespace"),
        objects.filter(({ kind }) => kind !== "Namespace"),
      ];
      const namespaces = places.map(({ metadata }) => metadata.name);
      try {
        for (const each of places) assert.equal((await apply(client, each)).message, "");
        for (const { name, key } of secretsOf(installation, "kubernetes")) {
          await client.create(`/api/v1/namespaces/${namespace}/secrets`, {
            metadata: { name },
            stringData: { [key]: "secret" },
          });
        }
        const verdicts = await inTurns(others, (object) => apply(client, object));
        assert.deepEqual(
          verdicts.filter(({ message }) => message),
          [],
        );
        let last: unknown[] = [];
        await until(
          "every workload",
          async () => {
            const workloads = await workloadsIn(client, namespaces);
            last = workloads.filter(({ ready, wanted }) => ready < wanted);
            return workloads.length === 19 && last.length === 0;
          },
          90,
        ).catch((error: Error) => {
          throw new Error(`${error.message}: ${JSON.stringify(last, null, 1)}`);
        });
      } finally {
        for (const each of namespaces) await client.remove(`/api/v1/namespaces/${each}`);
        if (version === newestVersion) await gone(namespaces);
      }
    });
  }
});
