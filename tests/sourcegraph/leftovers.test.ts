import assert from "node:assert/strict";
import { deployment } from "../../sourcegraph/deployment.ts";
import { kubernetes } from "../../sourcegraph/targets/kubernetes/index.ts";
import { leftovers } from "../../sourcegraph/targets/kubernetes/leftovers.ts";
import { versionNamed } from "../../sourcegraph/versions/index.ts";

const catalogue = versionNamed("7.2.0");
const contents = (without: Record<string, string>, options = {}) =>
  kubernetes.render(deployment({ ...catalogue, without }, options)).map(({ content }) => content);

describe("what is no longer rendered", () => {
  it("is nothing where all of it still is", () => {
    assert.deepEqual(leftovers(contents({}), contents({})), { commands: [], stays: [] });
    assert.deepEqual(leftovers([], contents({})), { commands: [], stays: [] });
  });

  it("is deleted by a command for each namespace, but for what holds data", () => {
    const { commands, stays } = leftovers(contents({}), contents({ blobstore: "gone", "node-exporter": "gone" }));
    assert.deepEqual(
      commands,
      [
        "kubectl delete --ignore-not-found --namespace sourcegraph service/blobstore networkpolicy/blobstore " +
          "deployment/blobstore poddisruptionbudget/blobstore",
        "kubectl delete --ignore-not-found --namespace sourcegraph-node role/prometheus rolebinding/prometheus " +
          "service/node-exporter networkpolicy/node-exporter daemonset/node-exporter",
      ].toSorted(),
    );
    assert.deepEqual(stays, ["namespace/sourcegraph-node", "persistentvolumeclaim/blobstore in sourcegraph"]);
  });

  it("is found in files that stay, such as the Job of the version before", () => {
    const newer = kubernetes.render(deployment("7.3.0")).map(({ content }) => content);
    const { commands } = leftovers(contents({}), newer);
    assert.equal(commands.length, 1);
    assert.match(
      commands[0]!,
      /^kubectl delete --ignore-not-found --namespace sourcegraph job\/migrator-7-2-0-[0-9a-f]{8}$/,
    );
  });

  it("is what it was in another namespace, too", () => {
    const { commands, stays } = leftovers(contents({}), contents({}, { namespace: "search" }));
    assert.equal(commands.length, 2);
    assert.match(commands.join("\n"), /--namespace sourcegraph .*service\/pgsql /);
    assert.ok(stays.includes("namespace/sourcegraph"));
  });

  it("is found without a namespace, and not in a file that is no YAML any more", () => {
    const object = "kind: ClusterRole\nmetadata:\n  name: one\n";
    assert.deepEqual(leftovers([object, "a: [", "just text"], []), {
      commands: ["kubectl delete --ignore-not-found clusterrole/one"],
      stays: [],
    });
  });
});
