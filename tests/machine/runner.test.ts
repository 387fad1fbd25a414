import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const script = join(import.meta.dirname, "../../machine/runner/start");
const token = "REGISTRATION-TOKEN";

/** Stand-ins for what the script calls: each writes down how it was called. */
const programs: Record<string, string> = {
  curl: `case "$*" in
  *attributes/runner-repository) echo acme/infrastructure ;;
  *attributes/runner-token-secret) echo projects/p/secrets/runner-token ;;
  *attributes/runner-version) echo 9.9.9 ;;
  *attributes/runner-sha256) echo "$SHA256" ;;
  *service-accounts/default/token) echo '{"access_token": "ACCESS-TOKEN"}' ;;
  *versions/latest:access)
    [ "$(cat)" = "Authorization: Bearer ACCESS-TOKEN" ] || exit 22
    [ -z "$NO_SECRET" ] || exit 22
    echo '{"payload": {"data": "${Buffer.from(`${token}\n`).toString("base64")}"}}' ;;
  *actions-runner-linux-x64-9.9.9.tar.gz) printf software >"$(echo "$*" | sed 's/.*--output \\([^ ]*\\).*/\\1/')" ;;
  *) exit 3 ;;
esac`,
  runuser: `echo "token: $ACTIONS_RUNNER_INPUT_TOKEN" >>"$CALLS"`,
  ...Object.fromEntries(
    ["chown", "hostname", "id", "iptables", "shutdown", "sleep", "tar", "useradd"].map((name) => [name, ""]),
  ),
};

describe("the start-up script of runners", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "runner-"));
    const add = (path: string, body: string) => {
      writeFileSync(join(folder, path), `#!/bin/bash\necho "$(basename "$0") $*" >>"$CALLS"\n${body}\n`);
      chmodSync(join(folder, path), 0o755);
    };
    for (const each of ["programs", "home", "home/bin"]) mkdirSync(join(folder, each));
    for (const [name, body] of Object.entries(programs)) add(`programs/${name}`, body);
    add("home/bin/installdependencies.sh", "");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const softwareSum = "35390f5453e810b6248028c63e5860ce4b2ec6401d3849a7f4f871c0d183c22b";
  const run = (environment: Record<string, string> = {}) => {
    const calls = join(folder, "calls");
    const { status, stdout, stderr } = spawnSync("bash", [script], {
      encoding: "utf8",
      env: {
        PATH: `${join(folder, "programs")}:${process.env.PATH}`,
        CALLS: calls,
        RUNNER_HOME: join(folder, "home"),
        SHA256: softwareSum,
        NO_SECRET: "",
        ...environment,
      },
    });
    return { status, said: stdout + stderr, calls: existsSync(calls) ? readFileSync(calls, "utf8").split("\n") : [] };
  };

  it("registers for one job, runs it and shuts down, and tells no token to anybody else", () => {
    const { status, said, calls } = run();
    assert.equal(status, 0, said);
    const ran = calls.filter((line) => /^(runuser|token:|shutdown|sleep|iptables)/.test(line));
    assert.deepEqual(
      ran.map((line) => line.replaceAll(folder, "")),
      [
        "iptables --insert OUTPUT --destination 169.254.169.254 --match owner --uid-owner runner --jump REJECT",
        "runuser --user runner -- env HOME=/home ./config.sh --unattended --ephemeral --replace --url " +
          "https://github.com/acme/infrastructure --name  --labels google-cloud",
        `token: ${token}`,
        ran[3]!.replaceAll(folder, ""),
        "token: ",
        "shutdown --poweroff now",
      ],
    );
    assert.match(ran[3]!, /^runuser --user runner -- env --ignore-environment .* \.\/run\.sh$/);
    const others = calls.filter((line) => !line.startsWith("token: "));
    for (const hidden of [token, "ACCESS-TOKEN"]) {
      assert.ok(!said.includes(hidden) && !others.join("\n").includes(hidden), hidden);
    }
  });

  it("runs nothing of another content, and shuts down after a while", () => {
    const { status, calls } = run({ SHA256: "0".repeat(64) });
    assert.notEqual(status, 0);
    assert.ok(!calls.some((line) => /^(tar|runuser)/.test(line)), calls.join("\n"));
    assert.deepEqual(calls.slice(-3), ["sleep 600", "shutdown --poweroff now", ""]);
  });

  it("registers nowhere without the secret, and shuts down after a while", () => {
    const { status, calls, said } = run({ NO_SECRET: "1" });
    assert.notEqual(status, 0);
    assert.ok(!calls.some((line) => line.startsWith("runuser")), calls.join("\n"));
    assert.deepEqual(calls.slice(-3), ["sleep 600", "shutdown --poweroff now", ""]);
    assert.ok(!said.includes("ACCESS-TOKEN"));
  });
});
