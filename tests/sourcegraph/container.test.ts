import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DeploymentOptions, deployment } from "../../sourcegraph/deployment.ts";
import { container, containerUnit } from "../../sourcegraph/targets/container/index.ts";
import { versionNamed } from "../../sourcegraph/versions/index.ts";

const files = (version: string, options: DeploymentOptions = {}) =>
  new Map(container.render(deployment(version, options)).map((file) => [file.path, file]));

const server = "index.docker.io/sourcegraph/server:7.2.1943";

/**
 * Runs run.sh with a Docker that writes down what it is asked, and that fails where `fails` matches. `processors`: those of
 * the machine.
 */
function runScript(fails: RegExp, processors = 8): { code: number | null; asked: string[]; cpus?: string } {
  const folder = mkdtempSync(join(tmpdir(), "sgdist-container-"));
  try {
    const docker = `#!/bin/sh\necho "$*" >>${folder}/asked\nif echo "$*" | grep -qE '${fails.source}'; then exit 1; fi\n`;
    writeFileSync(join(folder, "docker"), docker, { mode: 0o755 });
    writeFileSync(join(folder, "nproc"), `#!/bin/sh\necho ${processors}\n`, { mode: 0o755 });
    const { status } = spawnSync("/bin/sh", ["-c", files("7.2.1943").get("run.sh")!.content], {
      env: { PATH: `${folder}:${process.env.PATH}` },
    });
    const asked = readFileSync(join(folder, "asked"), "utf8").trimEnd().split("\n");
    const cpus = /--cpus (\S+)/.exec(asked.at(-1)!)?.[1];
    return { code: status, asked: asked.map((line) => line.split(" ").slice(0, 2).join(" ")), ...(cpus && { cpus }) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a single container", () => {
  it("is run by a script that can be run, which keeps the data", () => {
    const { content, mode } = files("7.2.1943", { size: "xs" }).get("run.sh")!;
    assert.equal(mode, 0o755);
    assert.equal(
      content,
      `#!/bin/sh
# Sourcegraph 7.2.1943 in one container, size xs. For trying it, not for production.
#   port 7080: people, over HTTP
#   port 3370: dashboards, for this machine only
#   volume sourcegraph-config: configuration: keys for code hosts and the like
#   volume sourcegraph-data: all data: repositories, databases, indexes
# The image is known by its tag alone. Digests come from Sourcegraph's deployments for Kubernetes and Compose, which
# don't name it; nothing notices should the registry serve another under the same tag.
# The container is made anew each time; the volumes keep the data.
set -eu
# Before the old one is stopped: without the image it goes on.
docker image inspect ${server} >/dev/null 2>&1 || docker pull ${server}
if docker container inspect sourcegraph >/dev/null 2>&1; then
  docker stop -t 120 sourcegraph >/dev/null
  # One that systemd started is removed by Docker itself.
  docker rm sourcegraph >/dev/null 2>&1 || true
fi
# Docker refuses to start a container that may use more processors than the machine has.
cpus=$(nproc 2>/dev/null || echo 4); [ "$cpus" -le 4 ] || cpus=4
exec docker run --detach --restart always \\
  --name sourcegraph \\
  --cpus "$cpus" \\
  --memory 15g \\
  --stop-timeout 120 \\
  --security-opt no-new-privileges:true \\
  --health-cmd 'wget -q http://127.0.0.1:7080/healthz -O /dev/null || exit 1' \\
  --health-start-period 600s \\
  --publish 0.0.0.0:7080:7080 \\
  --publish 127.0.0.1:3370:3370 \\
  --volume sourcegraph-config:/etc/sourcegraph \\
  --volume sourcegraph-data:/var/opt/sourcegraph \\
  ${server}
`,
    );
  });

  it("replaces the old one once its image is there", () => {
    const rest = ["container inspect", "stop -t", "rm sourcegraph", "run --detach"];
    const cpus = "8";
    assert.deepEqual(runScript(/^nothing/), { code: 0, cpus, asked: ["image inspect", ...rest] });
    assert.deepEqual(runScript(/^image/), { code: 0, cpus, asked: ["image inspect", `pull ${server}`, ...rest] });
    // Docker has removed it by itself.
    assert.deepEqual(runScript(/^rm/), { code: 0, cpus, asked: ["image inspect", ...rest] });
    const first = ["image inspect", "container inspect", "run --detach"];
    assert.deepEqual(runScript(/^container/), { code: 0, cpus, asked: first });
  });

  it("may use no more processors than the machine has, nor than its size says", () => {
    assert.equal(runScript(/^nothing/, 2).cpus, "2");
    assert.equal(runScript(/^nothing/, 64).cpus, "8");
  });

  it("leaves the old one running when the image can't be had", () => {
    assert.deepEqual(runScript(/^(image|pull)/), { code: 1, asked: ["image inspect", `pull ${server}`] });
  });

  it("says nothing of digests where its image has one", () => {
    const version = versionNamed("7.2.1943");
    const digest = `sha256:${"0".repeat(64)}`;
    const installation = deployment({ ...version, images: { ...version.images, server: digest } });
    for (const { content } of container.render(installation)) {
      assert.ok(content.includes(`${server}@${digest}`));
      assert.doesNotMatch(content, /tag alone/);
    }
  });

  it("is run by systemd with the same arguments", () => {
    const argumentsOf = (text: string) =>
      /docker run [^\n]*\\\n([\s\S]*?:\/var\/opt\/sourcegraph \\\n.*)$/m.exec(text)![1];
    const rendered = files("7.2.1943", { size: "m" });
    const unit = rendered.get("sourcegraph.service")!;
    const [script, service] = [argumentsOf(rendered.get("run.sh")!.content), argumentsOf(unit.content)];
    assert.equal(service, script!.replace('"$cpus"', "$CPUS"));
    assert.equal(unit.mode, undefined);
    for (const section of ["[Unit]", "[Service]", "[Install]"]) assert.ok(unit.content.includes(`\n${section}\n`));
    // Systemd waits longer than Docker, which waits as long as the databases are given.
    assert.match(unit.content, /^TimeoutStopSec=150$/m);
    assert.match(unit.content, /^ExecStop=\/usr\/bin\/docker stop -t 120 sourcegraph$/m);
    // What is left over, such as what run.sh started, is given the same time, after the image is there.
    const before = unit.content.split("\n").filter((line) => line.startsWith("ExecStartPre="));
    assert.deepEqual(before, [
      `ExecStartPre=/bin/sh -c '/usr/bin/docker image inspect ${server} >/dev/null 2>&1 || /usr/bin/docker pull ${server}'`,
      "ExecStartPre=-/usr/bin/docker stop -t 120 sourcegraph",
      "ExecStartPre=-/usr/bin/docker rm sourcegraph",
      `ExecStartPre=/bin/sh -c 'cpus=$$(nproc 2>/dev/null || echo 16); [ "$$cpus" -le 16 ] || cpus=16; echo "CPUS=$$cpus" >/run/sourcegraph-container.env'`,
    ]);
    assert.match(unit.content, /^EnvironmentFile=-\/run\/sourcegraph-container\.env$/m);
    assert.match(unit.content, /^# Before a restart into another version, fetch its image, /m);
  });

  it("publishes to everybody what people use, and nothing else", () => {
    const { ports } = containerUnit(deployment("7.2.1943"));
    const open = ports.filter(({ address }) => address !== "127.0.0.1").map(({ published }) => published);
    assert.deepEqual(open, [7080]);
  });

  it("is given what a machine of the size has", () => {
    const given = (["xs", "s", "m", "l", "xl"] as const).map((size) => {
      const { cpus, memory } = containerUnit(deployment("7.2.1943", { size }));
      return [cpus, memory];
    });
    assert.deepEqual(given, [
      ["4", "15g"],
      ["8", "30g"],
      ["16", "60g"],
      ["32", "120g"],
      ["64", "240g"],
    ]);
  });

  it("comes from another registry where one is asked for", () => {
    const { image } = containerUnit(deployment("7.2.1943", { registry: "registry.example.com/mirror" }));
    assert.equal(image, "registry.example.com/mirror/server:7.2.1943");
  });
});
