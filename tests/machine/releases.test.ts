import assert from "node:assert/strict";
import { manifestOf, type Release } from "../../machine/manifest.ts";
import { TestCloud } from "../support/cloud.ts";
import { container, eachWithMachine, type TestMachine } from "../support/machine.ts";

const single: Release = {
  type: "container",
  services: ["sourcegraph"],
  images: ["docker.io/sourcegraph/server:7.2.1943"],
  files: [{ path: "run.sh", content: "#!/bin/sh\nexec docker run --detach server\n", mode: 0o755 }],
  secrets: {},
};

describe("releases of other kinds and from other places", () => {
  let machine: TestMachine;
  eachWithMachine((started) => {
    machine = started;
  });

  it("are a single container, whose image is pulled first, and which is started again after a restart", async () => {
    machine.deploy(single);
    machine.write("docker/after-up", "sourcegraph\t\trunning\tUp 2 seconds\n");
    await machine.run("sync");
    assert.deepEqual(machine.calls(), [
      "pull --quiet docker.io/sourcegraph/server:7.2.1943",
      "run --detach server",
      "image prune --all --force",
    ]);
    assert.equal(machine.state.state, "ready");
    await machine.run("start");
    await machine.run("stop");
    assert.deepEqual(machine.calls(), ["start sourcegraph", "stop sourcegraph"]);
  });

  it("have the same revision for the machine as for the program that makes them", async () => {
    const one: Release = {
      ...single,
      services: ["b", "a-2", "a.10"],
      images: ["z", "a:1@sha256:00"],
      files: [
        { path: "z", content: "z" },
        { path: "run.sh", content: "exit 0\n", mode: 0o755 },
        { path: "A/b_c.d", content: "ü", mode: 0o600 },
      ],
      secrets: { Z_1: "projects/p/secrets/a", A: "projects/p/secrets/b/versions/3" },
    };
    const shuffled = { ...one, services: one.services.toReversed(), files: one.files.toReversed() };
    assert.equal(manifestOf(one).revision, manifestOf(shuffled).revision);
    const revision = machine.deploy(one);
    machine.write("docker/containers", container("a-2"));
    await machine.run("sync");
    // What it would refuse has no revision of its own here.
    assert.equal(machine.state.revision, revision);
  });

  it("come from Google's APIs as these are", async () => {
    const cloud = await TestCloud.start();
    try {
      const { secrets: _, ...parts } = single;
      const secret = "projects/sgd-agent-x1/secrets/token";
      const revision = machine.deploy({ ...parts, secrets: { TOKEN: secret } });
      await upload(cloud, secret);
      machine.objects.clear();
      machine.environment = cloud.environment;
      machine.token = cloud.token;
      machine.deployment = "gs://sgd-agent-x1/current";
      machine.write("docker/after-up", "sourcegraph\t\trunning\tUp 2 seconds\n");
      await machine.run("sync");
      assert.deepEqual(machine.state, { state: "ready", revision, running: revision });
      assert.equal(machine.read("run/sourcegraph/secrets.env"), "TOKEN=from Google\n");
    } finally {
      await cloud.stop();
    }
  });

  /** Puts the machine's objects and a secret's value into the local Google Cloud. */
  async function upload(cloud: TestCloud, secret: string): Promise<void> {
    const [, project, , secretId] = secret.split("/");
    await cloud.project(project!, ["storage", "secretmanager"]);
    const bucket = { name: "sgd-agent-x1", location: "US-CENTRAL1" };
    await cloud.send("storage", "POST", `/storage/v1/b?project=${project}`, bucket);
    const of = `/v1/projects/${project}/secrets?secretId=${secretId}`;
    await cloud.send("secretmanager", "POST", of, { replication: { automatic: {} } });
    const data = Buffer.from("from Google").toString("base64");
    await cloud.send("secretmanager", "POST", `/v1/${secret}:addVersion`, { payload: { data } });
    const base = cloud.environment.CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE!;
    for (const [name, body] of machine.objects) {
      const path = `upload/storage/v1/b/${bucket.name}/o?uploadType=media&name=${encodeURIComponent(name)}`;
      const headers = { authorization: `Bearer ${cloud.token}`, "content-type": "text/plain" };
      const answer = await fetch(base + path, { method: "POST", headers, body });
      assert.equal(answer.status, 200, await answer.text());
    }
  }
});
