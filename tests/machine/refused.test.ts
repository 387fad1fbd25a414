import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { manifestOf, type Release } from "../../machine/manifest.ts";
import { eachWithMachine, type TestMachine } from "../support/machine.ts";

const release: Release = {
  type: "compose",
  services: ["gitserver-0"],
  files: [{ path: "compose.yaml", content: "name: docker-compose\n" }],
  secrets: {},
};

/** A manifest that was tampered with: what is changed in it, and what the machine says. */
const refused: [what: string, change: (manifest: Record<string, unknown>) => unknown, says: RegExp][] = [
  ["that is no object", () => ["a"], /it is no JSON object/],
  ["of a type that there is not", () => ({ type: "shell" }), /the type is "shell"; allowed: compose, container/],
  ["without services", (manifest) => ({ ...manifest, services: [] }), /it names no services/],
  ["that leads out of its folder", (manifest) => withPath(manifest, "../../bin/sh"), /the path of a file is "\.\.\//],
  ["that names a place of its own", (manifest) => withPath(manifest, "/etc/passwd"), /the path of a file is "\/etc/],
  ["with the same path twice", (manifest) => twice(manifest), /two files have the same path/],
  ["that overwrites itself", (manifest) => withPath(manifest, "manifest.json"), /the file manifest\.json has a name/],
  [
    "with a file that runs as its owner",
    (manifest) => ({ ...manifest, files: [{ ...fileOf(manifest), mode: 0o4755 }] }),
    /has a name or mode that none may have/,
  ],
  [
    "with a secret that is no secret's name",
    (manifest) => ({ ...manifest, secrets: [{ name: "A", secret: "projects/p/secrets/x/../y" }] }),
    /the secret for A is "projects/,
  ],
  ["that isn't what it says that it is", (manifest) => ({ ...manifest, services: ["other"] }), /is not the revision/],
];

const fileOf = (manifest: Record<string, unknown>) => (manifest.files as object[])[0]!;
const withPath = (manifest: Record<string, unknown>, path: string) => ({
  ...manifest,
  files: [{ ...fileOf(manifest), path }],
});
const twice = (manifest: Record<string, unknown>) => ({ ...manifest, files: [fileOf(manifest), fileOf(manifest)] });

describe("the agent of a machine, told something that is wrong,", () => {
  let machine: TestMachine;
  eachWithMachine((started) => {
    machine = started;
  });

  for (const [what, change, says] of refused) {
    it(`refuses a release ${what}`, async () => {
      const manifest = manifestOf(release) as unknown as Record<string, unknown>;
      machine.deploy(release);
      machine.objects.set("current/manifest.json", JSON.stringify(change(manifest)));
      assert.equal((await machine.run("sync")).code, 0);
      assert.equal(machine.state.state, "failed");
      assert.match(machine.state.message!, says);
      assert.deepEqual(machine.calls(), []);
      assert.ok(!existsSync(join(machine.root, "var/lib/sourcegraph/releases")));
    });
  }

  it("refuses a release that would lose its volumes", async () => {
    machine.deploy({ ...release, files: [{ path: "compose.yaml", content: "services: {}\n" }] });
    await machine.run("sync");
    assert.deepEqual(
      [machine.state.state, machine.state.message],
      ["failed", "compose.yaml does not name its project, which would lose its volumes"],
    );
  });

  it("refuses a release without what runs it", async () => {
    machine.deploy({ ...release, type: "container", files: [{ path: "readme.txt", content: "" }] });
    await machine.run("sync");
    assert.deepEqual([machine.state.state, machine.state.message], ["failed", "there is no run.sh"]);
  });

  it("refuses a secret of several lines, which no environment file holds", async () => {
    machine.secrets.set("projects/p/secrets/key", "-----BEGIN\nKEY-----");
    machine.deploy({ ...release, secrets: { KEY: "projects/p/secrets/key" } });
    await machine.run("sync");
    assert.equal(machine.state.message, "the secret for KEY has more than one line");
    assert.ok(!machine.has("run/sourcegraph/secrets.env"));
  });
});
