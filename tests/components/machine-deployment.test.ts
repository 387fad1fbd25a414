import assert from "node:assert/strict";
import { RunError } from "@pulumi/pulumi";
import { MachineDeployment } from "../../components/machine-deployment.ts";
import { untilMachineRuns } from "../../components/machine-readiness.ts";
import { GoogleError } from "../../google/client.ts";
import type { MachineState } from "../../google/machine-state.ts";
import { manifestOf, type Release, sha256 } from "../../machine/manifest.ts";
import { brief, registered } from "../support/mocks.ts";

const release: Release = {
  type: "compose",
  services: ["gitserver-0", "searcher-0"],
  files: [
    { path: "compose.yaml", content: "name: sourcegraph\n" },
    { path: "caddy/Caddyfile", content: "http://\n" },
  ],
  secrets: { PGPASSWORD: "projects/p/secrets/pgsql-password" },
};
const place = { project: "p", zone: "z", name: "sourcegraph" };

describe("the component MachineDeployment", () => {
  const make = () =>
    registered(() => {
      new MachineDeployment("d", {
        ...release,
        bucket: "b",
        prefix: "current",
        secrets: { PGPASSWORD: { name: "projects/p/secrets/pgsql-password", ready: "version 1" } },
        machine: { ...place, serviceAccount: "machine@p.iam.gserviceaccount.com" },
      });
    });

  it("puts every file under a name that no other content has, and what lists them beside", async () => {
    const resources = await make();
    assert.deepEqual(resources.map(brief), [
      "SecretIamMember d-PGPASSWORD",
      "BucketObject d-caddy/Caddyfile",
      "BucketObject d-compose.yaml",
      "BucketObject d-manifest",
    ]);
    assert.deepEqual(
      resources.slice(1).map(({ inputs }) => [inputs.bucket, inputs.name]),
      [
        ["b", `current/${sha256("http://\n")}/caddy/Caddyfile`],
        ["b", `current/${sha256("name: sourcegraph\n")}/compose.yaml`],
        ["b", "current/manifest.json"],
      ],
    );
    const value = resources[3]!.inputs.content as string;
    assert.deepEqual(JSON.parse(value), manifestOf(release));
  });

  it("lets the machine read the secrets that it needs, one by one", async () => {
    const [grant] = await make();
    assert.deepEqual(grant!.inputs, {
      project: "p",
      secretId: "projects/p/secrets/pgsql-password",
      role: "roles/secretmanager.secretAccessor",
      member: "serviceAccount:machine@p.iam.gserviceaccount.com",
    });
  });
});

describe("the wait for a machine", () => {
  const revision = manifestOf(release).revision;
  const state = (part: Partial<MachineState>): MachineState => ({
    revision,
    state: "waiting",
    waiting: [],
    message: "",
    running: "",
    ...part,
  });

  /** Plays answers one after the other, the last one for ever, on a clock that only sleeping moves. */
  async function wait(...answers: (MachineState | Error)[]): Promise<{ reports: string[]; asked: number }> {
    let [now, asked] = [0, 0];
    const reports: string[] = [];
    const ask = async () => {
      const answer = answers[Math.min(asked++, answers.length - 1)]!;
      if (answer instanceof Error) throw answer;
      return answer;
    };
    await untilMachineRuns(place, revision, ask, {
      now: () => now,
      sleep: async (milliseconds) => {
        now += milliseconds;
      },
      report: (message) => reports.push(message),
      patience: 60_000,
    });
    return { reports, asked };
  }

  it("ends when the machine says that this release is well, and not when it says so of another", async () => {
    const other = state({ revision: "0".repeat(64), state: "ready" });
    const { asked } = await wait(other, state({}), state({ state: "ready" }));
    assert.equal(asked, 3);
  });

  it("tells what it waits for", async () => {
    const late = Array.from({ length: 8 }, () => state({ waiting: ["gitserver-0", "searcher-0"] }));
    const pulling = Array.from({ length: 4 }, () => state({ waiting: ["gitserver-0"], message: "pulling images" }));
    const { reports } = await wait(...late, ...pulling, state({ state: "ready" }));
    assert.match(reports[0]!, /^waiting for gitserver-0, searcher-0, \d+ s$/);
    assert.match(reports.at(-1)!, /^waiting for gitserver-0 \(pulling images\), \d+ s$/);
  });

  it("says that the machine has not seen the release yet", async () => {
    const other = state({ revision: "", message: "nothing was deployed yet" });
    await assert.rejects(wait(other), /waiting for the machine to see the release \(nothing was deployed yet\)/);
  });

  it("ends at once when the machine gave up, with its reason and what to do", async () => {
    const failed = state({ state: "failed", message: "a.yaml has the checksum 1", running: "f".repeat(64) });
    await assert.rejects(wait(state({}), failed), (error: Error) => {
      assert.ok(error instanceof RunError);
      assert.match(error.message, /^The machine sourcegraph could not run the release [0-9a-f]{12}: a\.yaml has the/);
      assert.match(error.message, /The release ffffffffffff is still in place\./);
      assert.match(error.message, /journalctl/);
      return true;
    });
  });

  it("bears with an API that fails for a while, and not with one that refuses", async () => {
    const busy = new GoogleError("GET x", 503, "backendError", "try again");
    assert.equal((await wait(busy, busy, state({ state: "ready" }))).asked, 3);
    const wrong = new GoogleError("GET x", 400, "invalid", "no such thing");
    await assert.rejects(wait(wrong), /after 0 s\. The last answer was: GET x: 400 no such thing/);
  });

  it("gives up when it takes too long", async () => {
    await assert.rejects(wait(state({ waiting: ["gitserver-0"] })), /after 5\d s\. It was waiting for gitserver-0\./);
  });
});
