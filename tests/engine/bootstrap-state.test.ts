import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { makeBootstrapPassphrase, moveBootstrap } from "../../engine/bootstrap-state.ts";
import { Workspace } from "../../engine/workspace.ts";
import { type StackPlan, stackPlans } from "../../plan/stacks.ts";
import { goodSpecification } from "../support/specification.ts";

/** An engine that notes what is asked of it, and only moves files. `broken`: while it is there, keys can't be reached. */
const engine = `#!/bin/sh
echo "$(basename "\${PULUMI_BACKEND_URL%\\?*}") \${PULUMI_CONFIG_PASSPHRASE_FILE:+passphrase} $*" >> "$BENCH/asked"
state="\${PULUMI_BACKEND_URL#file://}"
state="\${state%\\?*}/.pulumi/stacks/sourcegraph-distribution/bootstrap.json"
case "$1 $2" in
  "stack export") cat "$state" ;;
  "stack import") mkdir -p "$(dirname "$state")" && cat > "$state" ;;
  "stack rm") rm "$state" ;;
  "stack change-secrets-provider") [ ! -e "$BENCH/broken" ] ;;
esac
`;

describe("the state of the bootstrap stack", () => {
  let bench: string;
  let workspace: Workspace;
  let stack: StackPlan;
  const text = JSON.stringify({ checkpoint: { latest: { resources: [{ urn: "urn:x", type: "t" }] } } });
  const stateAt = (url: string) =>
    join(fileURLToPath(new URL(url.split("?")[0]!)), ".pulumi/stacks/sourcegraph-distribution/bootstrap.json");

  function open(environment: NodeJS.ProcessEnv): void {
    const specification = goodSpecification();
    workspace = new Workspace(bench, specification, bench, { PATH: process.env.PATH, BENCH: bench, ...environment });
    Object.assign(workspace.bootstrapBackends, { home: pathToFileURL(join(bench, "home")).href });
    stack = stackPlans(specification).find(({ kind }) => kind === "bootstrap")!;
    const path = stateAt(workspace.bootstrapBackends.first);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  beforeEach(() => {
    bench = mkdtempSync(join(tmpdir(), "sgdist-bootstrap-"));
    mkdirSync(join(bench, "bin"));
    writeFileSync(join(bench, "bin", "pulumi"), engine);
    chmodSync(join(bench, "bin", "pulumi"), 0o755);
  });
  afterEach(() => rmSync(bench, { recursive: true }));

  const asked = () => readFileSync(join(bench, "asked"), "utf8").trim().split("\n");
  const flags = "--non-interactive --color=never";
  const key = "gcpkms://projects/tst-keys-w4xr/locations/us-central1/keyRings/state/cryptoKeys/state-production";

  it("moves into its bucket, then under its key, and only then leaves this machine", async () => {
    open({});
    makeBootstrapPassphrase(workspace);
    const { first, home, passphraseFile } = workspace.bootstrapBackends;
    assert.equal(statSync(passphraseFile).mode & 0o777, 0o600);
    assert.equal(workspace.secretsKeyOf(stack), key);
    assert.equal(await moveBootstrap(workspace, stack), true);
    assert.deepEqual(asked(), [
      `bootstrap passphrase stack export --stack bootstrap ${flags}`,
      `home passphrase stack init bootstrap --no-select ${flags}`,
      `home passphrase stack import --stack bootstrap ${flags}`,
      `home passphrase stack change-secrets-provider ${key} --stack bootstrap ${flags}`,
      `bootstrap passphrase stack rm bootstrap --force --yes --preserve-config ${flags}`,
    ]);
    assert.equal(readFileSync(stateAt(home), "utf8").trim(), text);
    assert.deepEqual([existsSync(stateAt(first)), existsSync(passphraseFile)], [false, false]);
    assert.equal(workspace.backendOf(stack), home);
    assert.equal(await moveBootstrap(workspace, stack), false, "there is nothing left to move");
  });

  it("stays where it is when its key can't be reached, and is moved on by the next run", async () => {
    open({});
    makeBootstrapPassphrase(workspace);
    const { first, home, passphraseFile } = workspace.bootstrapBackends;
    const passphrase = readFileSync(passphraseFile, "utf8");
    writeFileSync(join(bench, "broken"), "");
    await assert.rejects(moveBootstrap(workspace, stack), /change-secrets-provider gcpkms:.* failed at file:.*home/);
    assert.equal(readFileSync(stateAt(first), "utf8"), text);
    makeBootstrapPassphrase(workspace);
    assert.equal(readFileSync(passphraseFile, "utf8"), passphrase, "it is made once");
    rmSync(join(bench, "broken"));
    rmSync(join(bench, "asked"));
    assert.equal(await moveBootstrap(workspace, stack), true);
    assert.deepEqual(
      asked().map((line) => line.split(" ").slice(0, 4).join(" ")),
      ["home passphrase stack change-secrets-provider", "bootstrap passphrase stack rm"],
    );
    assert.deepEqual([existsSync(stateAt(first)), existsSync(stateAt(home))], [false, true]);
  });

  it("stays under a passphrase that was given", async () => {
    open({ PULUMI_CONFIG_PASSPHRASE_FILE: "/given" });
    assert.equal(workspace.secretsKeyOf(stack), undefined);
    await moveBootstrap(workspace, stack);
    assert.ok(!asked().some((line) => line.includes("change-secrets-provider")));
  });
});
