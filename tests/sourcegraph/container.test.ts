import assert from "node:assert/strict";
import { type DeploymentOptions, deployment } from "../../sourcegraph/deployment.ts";
import { container, containerUnit } from "../../sourcegraph/targets/container/index.ts";

const files = (version: string, options: DeploymentOptions = {}) =>
  new Map(container.render(deployment(version, options)).map((file) => [file.path, file]));

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
# The container is made anew each time; the volumes keep the data.
set -eu
if docker container inspect sourcegraph >/dev/null 2>&1; then
  docker stop -t 120 sourcegraph >/dev/null
  docker rm sourcegraph >/dev/null
fi
exec docker run --detach --restart always \\
  --name sourcegraph \\
  --cpus 4 \\
  --memory 15g \\
  --stop-timeout 120 \\
  --security-opt no-new-privileges:true \\
  --health-cmd 'wget -q http://127.0.0.1:7080/healthz -O /dev/null || exit 1' \\
  --health-start-period 600s \\
  --publish 0.0.0.0:7080:7080 \\
  --publish 127.0.0.1:3370:3370 \\
  --volume sourcegraph-config:/etc/sourcegraph \\
  --volume sourcegraph-data:/var/opt/sourcegraph \\
  index.docker.io/sourcegraph/server:7.2.1943
`,
    );
  });

  it("is run by systemd with the same arguments", () => {
    const argumentsOf = (text: string) =>
      /docker run [^\n]*\\\n([\s\S]*?:\/var\/opt\/sourcegraph \\\n.*)$/m.exec(text)![1];
    const rendered = files("7.2.1943", { size: "m" });
    const unit = rendered.get("sourcegraph.service")!;
    assert.equal(argumentsOf(unit.content), argumentsOf(rendered.get("run.sh")!.content));
    assert.equal(unit.mode, undefined);
    for (const section of ["[Unit]", "[Service]", "[Install]"]) assert.ok(unit.content.includes(`\n${section}\n`));
    // Systemd waits longer than Docker, which waits as long as the databases are given.
    assert.match(unit.content, /^TimeoutStopSec=150$/m);
    assert.match(unit.content, /^ExecStop=\/usr\/bin\/docker stop -t 120 sourcegraph$/m);
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
