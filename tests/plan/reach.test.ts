import assert from "node:assert/strict";
import { environmentPlan } from "../../plan/environment.ts";
import { reachOf } from "../../plan/reach.ts";
import { parseSpecification } from "../../spec/load.ts";
import { goodFiles, publicSpecification, replace, today } from "../support/specification.ts";

const reach = (name: string, files = goodFiles(), specification = parseSpecification(files, today)) =>
  reachOf(environmentPlan(specification, specification.environments.get(name)!, today));

const tunnel = (port: number) =>
  `gcloud compute start-iap-tunnel sourcegraph ${port} --project tst-demo-d9hc --zone us-central1-b ` +
  "--local-host-port localhost:8080";

describe("how people get to an environment", () => {
  it("is its name in the internet where it has one", () => {
    assert.deepEqual(reach("demo", goodFiles(), publicSpecification()), { url: "https://demo.dev.example.net" });
  });

  it("is a tunnel to the port that serves on a machine: of the container itself, or of the proxy before Compose's", () => {
    assert.deepEqual(reach("demo"), { url: "http://localhost:8080", command: tunnel(7080) });
    const composed = replace(goodFiles(), "environments/demo.yaml", "type: container", "type: compose");
    assert.deepEqual(reach("demo", composed), { url: "http://localhost:8080", command: tunnel(80) });
  });

  it("is a port of the service in the installation's namespace on a cluster", () => {
    assert.deepEqual(reach("live"), {
      url: "http://localhost:8080",
      command:
        "gcloud container clusters get-credentials sourcegraph --location us-central1 --project tst-live-t5wk " +
        "--dns-endpoint && kubectl --namespace sourcegraph port-forward service/sourcegraph-frontend 8080:30080",
    });
  });
});
