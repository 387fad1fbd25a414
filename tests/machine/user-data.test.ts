import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { userData } from "../../machine/user-data.ts";
import { type MachineFacts, machinePlan } from "../../plan/machine.ts";

const source = join(import.meta.dirname, "..", "..", "machine");

interface Config {
  packages: string[];
  write_files: { path: string; permissions: string; content: string }[];
  runcmd: string[][];
}

const facts: MachineFacts = {
  name: "demo",
  projectId: "tst-demo-d9hc",
  region: "us-central1",
  type: "container",
  size: "xs",
  deletion: "guarded",
  needs: { milliCpu: 4000, memoryBytes: 15 * 2 ** 30 },
};
const text = (more: Partial<MachineFacts> = {}) => userData(machinePlan({ ...facts, ...more }));
const config = (more?: Partial<MachineFacts>) => parse(text(more)) as Config;
const fileOf = ({ write_files }: Config, path: string) => write_files.find((file) => file.path === path);

describe("what a machine is told at its first start", () => {
  it("is a cloud-config that Google has room for", () => {
    assert.match(text(), /^#cloud-config\n/);
    assert.ok(Buffer.byteLength(text()) < 256 * 1024);
  });

  it("holds every file of the agent and of its system as it is", () => {
    const written = config();
    const contents = new Set(written.write_files.map(({ content }) => content));
    for (const folder of ["agent", "system"]) {
      for (const name of readdirSync(join(source, folder)).filter((each) => each !== "__pycache__")) {
        assert.ok(contents.has(readFileSync(join(source, folder, name), "utf8")), `${folder}/${name}`);
      }
    }
    assert.equal(fileOf(written, "/usr/local/lib/sourcegraph/prepare-disk")?.permissions, "0755");
  });

  it("runs and enables only what it brought or installed", () => {
    const written = config({ host: "demo.example.net" });
    const paths = new Set(written.write_files.map(({ path }) => path));
    const units = new Set(["docker.service", "caddy.service"]);
    for (const path of paths) units.add(path.split("/").at(-1)!);
    for (const [program, ...args] of written.runcmd) {
      if (program !== "systemctl") continue;
      const named = args.filter((each) => /\.(service|timer)$/.test(each));
      assert.deepEqual(
        named.filter((unit) => !units.has(unit)),
        [],
      );
    }
    const services = written.write_files.filter(({ path }) => path.endsWith(".service"));
    assert.ok(services.length > 0);
    for (const { content } of services) {
      for (const [, used] of content.matchAll(/(\/usr\/local\/lib\/sourcegraph\/[a-z-]+)/g)) {
        assert.ok(paths.has(used!) || paths.has(`${used}/__main__.py`), used);
      }
    }
  });

  it("keeps volumes on the disk of data, and doesn't start Docker without it", () => {
    const daemon = JSON.parse(fileOf(config(), "/etc/docker/daemon.json")!.content);
    assert.equal(daemon["data-root"], "/mnt/data/docker");
    const unit = fileOf(config(), "/etc/systemd/system/docker.service.d/data.conf")!.content;
    assert.match(unit, /^Requires=sourcegraph-disk\.service$/m);
    assert.match(unit, /^After=sourcegraph-disk\.service$/m);
  });

  it("installs a web server with its name only where one has to be", () => {
    assert.deepEqual(config().packages, ["docker.io", "docker-compose-v2"]);
    assert.deepEqual(config({ host: "demo.example.net", type: "compose" }).packages, [
      "docker.io",
      "docker-compose-v2",
    ]);
    const exposed = config({ host: "demo.example.net" });
    assert.deepEqual(exposed.packages, ["docker.io", "docker-compose-v2", "caddy"]);
    assert.match(
      fileOf(exposed, "/etc/caddy/Caddyfile")!.content,
      /^demo\.example\.net \{\n\treverse_proxy 127\.0\.0\.1:7080\n\}$/m,
    );
  });
});
