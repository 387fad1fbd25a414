import assert from "node:assert/strict";
import { workloadsOf } from "../../plan/application.ts";
import { deployment, servicesOf } from "../../sourcegraph/deployment.ts";
import { workloadOf } from "../../sourcegraph/targets/kubernetes/workload.ts";
import { newestVersion } from "../../sourcegraph/versions/index.ts";

describe("the workloads that an installation should have", () => {
  it("are those that are made of it, by the label that pods have", () => {
    const installation = deployment(newestVersion, { size: "l", replicas: { gitserver: 5 } });
    const made = servicesOf(installation, "kubernetes").map((service) => workloadOf(installation, service));
    assert.deepEqual(
      workloadsOf(installation),
      made.map((manifest) => ({
        name: manifest.metadata.labels!.app,
        kind: manifest.kind,
        replicas: (manifest as { spec: { replicas?: number } }).spec.replicas ?? 1,
      })),
    );
    assert.equal(workloadsOf(installation).find(({ name }) => name === "gitserver")!.replicas, 5);
  });
});
