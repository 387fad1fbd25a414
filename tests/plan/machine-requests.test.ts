import assert from "node:assert/strict";
import { machineTypeFor } from "../../plan/machine.ts";
import { machineRequests } from "../../plan/requests.ts";
import { deployment } from "../../sourcegraph/deployment.ts";
import { sizes } from "../../sourcegraph/model/size.ts";
import { newestVersion } from "../../sourcegraph/versions/index.ts";

const typesOf = (type: "compose" | "container", replicas: Record<string, number> = {}) =>
  sizes.map((size) => machineTypeFor(machineRequests(deployment(newestVersion, { size, replicas }), type)));

describe("the machine for an installation", () => {
  it("holds what the containers of Compose are meant to have, all together", () => {
    assert.deepEqual(typesOf("compose"), [
      "e2-highmem-8",
      "e2-highmem-8",
      "e2-highmem-16",
      "e2-standard-32",
      "n2-standard-64",
    ]);
  });

  it("holds more where more replicas are asked for", () => {
    assert.equal(typesOf("compose", { gitserver: 12 })[0], "e2-highmem-16");
  });

  it("holds the single container, which is given what a machine of the size has", () => {
    assert.deepEqual(typesOf("container"), [
      "e2-standard-4",
      "e2-standard-8",
      "e2-standard-16",
      "e2-standard-32",
      "n2-standard-64",
    ]);
  });
});
