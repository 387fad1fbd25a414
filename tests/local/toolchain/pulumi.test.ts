import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pulumiVersion } from "../../../local/toolchain/pulumi.ts";

const module = join(import.meta.dirname, "..", "..", "..", "local", "toolchain");
const program = `
  const { ensurePulumi } = await import(process.argv[1] + "/pulumi.ts");
  const { reportSetupError } = await import(process.argv[1] + "/setup-error.mjs");
  await ensurePulumi().then(console.log, reportSetupError);
`;

/** A compiler that takes until the file `go-on` is there, and whose programs only know their version. */
const compiler = `#!/bin/sh
if [ "$1" = version ]; then echo "go version go1.26.0 linux/amd64"; exit; fi
echo "$$" >> "$BENCH/builds"
while [ ! -e "$BENCH/go-on" ]; do sleep 0.05; done
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\necho v${pulumiVersion}\\n' > "$2"
chmod +x "$2"
`;

describe("obtaining the engine", () => {
  let bench: string;
  beforeEach(() => {
    bench = mkdtempSync(join(tmpdir(), "sgdist-toolchain-"));
    mkdirSync(join(bench, "bin"));
  });
  afterEach(() => rmSync(bench, { recursive: true }));

  const cache = () => join(bench, "cache");
  const builds = () => {
    const file = join(bench, "builds");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  };
  const writeCompiler = () => {
    writeFileSync(join(bench, "bin", "go"), compiler);
    chmodSync(join(bench, "bin", "go"), 0o755);
  };

  /** Starts a process that obtains the engine, where nothing can be downloaded. */
  function start(path = [join(bench, "bin"), "/usr/bin", "/bin"]) {
    const environment = {
      PATH: path.join(delimiter),
      SGDIST_CACHE: cache(),
      BENCH: bench,
      // Nothing listens there.
      NODE_USE_ENV_PROXY: "1",
      HTTPS_PROXY: "http://127.0.0.1:9",
    };
    const args = ["--input-type=module", "-e", program, module];
    const child = spawn(process.execPath, args, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
    const said = { out: "", err: "" };
    child.stdout.on("data", (chunk) => {
      said.out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      said.err += chunk;
    });
    return { child, said, ended: once(child, "close").then(([code]) => code as number) };
  }

  async function until(condition: () => boolean, child: ChildProcess): Promise<void> {
    while (!condition()) {
      if (child.exitCode !== null) throw new Error("it ended too early");
      await sleep(20);
    }
  }

  const target = () => join(cache(), `pulumi-${pulumiVersion}-${process.platform}-${process.arch}`);

  it("is done by one of two that start at once", async () => {
    writeCompiler();
    const [one, two] = [start(), start()];
    await until(() => builds().length === 1, one.child);
    writeFileSync(join(bench, "go-on"), "");
    assert.deepEqual(await Promise.all([one.ended, two.ended]), [0, 0]);
    assert.deepEqual([one.said.out.trim(), two.said.out.trim()], [target(), target()]);
    // The engine and its language host, once each.
    assert.equal(builds().length, 2);
    assert.deepEqual(readdirSync(cache()), [target().slice(cache().length + 1)]);
  });

  it("begins anew after a run that was killed half-way, and leaves nothing of it", async () => {
    writeCompiler();
    const killed = start();
    await until(() => builds().length === 1, killed.child);
    killed.child.kill("SIGKILL");
    await killed.ended;
    assert.equal(existsSync(target()), false);
    writeFileSync(join(bench, "go-on"), "");
    const next = start();
    assert.equal(await next.ended, 0, next.said.err);
    assert.deepEqual(readdirSync(cache()), [target().slice(cache().length + 1)]);
    assert.deepEqual(readdirSync(join(target(), "bin")).toSorted(), [
      "pulumi",
      "pulumi-language-nodejs",
      "pulumi-language-nodejs-3.63",
    ]);
  });

  it("needs neither way once it is there", async () => {
    mkdirSync(target(), { recursive: true });
    const { said, ended } = start([dirname(process.execPath)]);
    assert.equal(await ended, 0, said.err);
    assert.deepEqual([said.out.trim(), said.err], [target(), ""]);
  });

  it("says what was tried, why each failed and what to install when neither way is open", async () => {
    const { said, ended } = start([join(bench, "bin")]);
    assert.equal(await ended, 1);
    const message = said.err.slice(said.err.indexOf("The Pulumi engine"));
    assert.match(
      message,
      new RegExp(
        `^The Pulumi engine ${RegExp.escape(pulumiVersion)} could not be obtained. What was tried:\n` +
          "  download from get\\.pulumi\\.com: .+\n" +
          "  build from Go modules: no `go` is on the PATH\n" +
          "Install either: network access to get\\.pulumi\\.com, or Go 1\\.21 or newer .*nothing was left half-done\\.\n$",
        "s",
      ),
    );
    assert.deepEqual(readdirSync(cache()), []);
  });

  it("says when the compiler is too old", async () => {
    writeFileSync(join(bench, "bin", "go"), "#!/bin/sh\necho go version go1.19.8 linux/amd64\n");
    chmodSync(join(bench, "bin", "go"), 0o755);
    const { said, ended } = start();
    assert.equal(await ended, 1);
    assert.match(said.err, /build from Go modules: go version go1\.19\.8 linux\/amd64 is too old: 1\.21 is needed/);
  });
});
