import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const script = join(import.meta.dirname, "..", "..", "machine", "system", "prepare-disk");
const size = 5 * 2 ** 20;

/** What a fake command does besides writing down how it was called. */
type Fakes = Record<"mountpoint" | "mkfs.ext4" | "e2fsck" | "mount" | "resize2fs", string>;
const fakes: Fakes = { mountpoint: "exit 1", "mkfs.ext4": "", e2fsck: "", mount: "", resize2fs: "" };

describe("the disk of data", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "disk-"));
    mkdirSync(join(folder, "bin"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Prepares a disk with such contents, and returns what was done to it. */
  function prepare(contents: Buffer | undefined, changes: Partial<Fakes> = {}): { calls: string[]; error: string } {
    const disk = join(folder, "disk");
    if (contents) writeFileSync(disk, contents);
    for (const [name, does] of Object.entries({ ...fakes, ...changes })) {
      writeFileSync(join(folder, "bin", name), `#!/bin/sh\necho "${name} $*" >>${folder}/calls\n${does}\n`);
      chmodSync(join(folder, "bin", name), 0o755);
    }
    writeFileSync(join(folder, "calls"), "");
    const { stderr, status } = spawnSync("sh", [script, disk, join(folder, "data")], {
      env: { PATH: `${join(folder, "bin")}:${process.env.PATH}` },
      encoding: "utf8",
    });
    assert.equal(status === 0, stderr === "", stderr);
    const calls = readFileSync(join(folder, "calls"), "utf8").replaceAll(`${folder}/`, "").trim().split("\n");
    return {
      calls: calls.filter((call) => !call.startsWith("mountpoint")),
      error: stderr.replaceAll(`${folder}/`, ""),
    };
  }

  const mounted = ["e2fsck -p disk", "mount -t ext4 -o discard,noatime disk data", "resize2fs disk"];

  it("gets a file system when nobody ever wrote to it", () => {
    assert.deepEqual(prepare(Buffer.alloc(size)).calls, ["mkfs.ext4 -q -m 0 -L sourcegraph disk", ...mounted]);
  });

  for (const [what, at] of [
    ["a partition table", 510],
    ["a file system", 1080],
    ["a file system that begins late", 65_600],
    ["something unknown in the last place that is looked at", 4 * 2 ** 20 - 1],
  ] as const) {
    it(`keeps ${what}`, () => {
      const contents = Buffer.alloc(size);
      contents[at] = 1;
      assert.deepEqual(prepare(contents).calls, mounted);
      assert.deepEqual(readFileSync(join(folder, "disk")), contents);
    });
  }

  it("is left alone when it can't be read whole, or isn't there", () => {
    assert.deepEqual(prepare(Buffer.alloc(1000)), {
      calls: [],
      error: "prepare-disk: disk is too short, or can't be read\n",
    });
    rmSync(join(folder, "disk"));
    const { calls, error } = prepare(undefined);
    assert.deepEqual([calls, error], [[], "prepare-disk: disk is not there: is the disk of data attached?\n"]);
  });

  it("is left alone when reading it fails", () => {
    writeFileSync(join(folder, "bin", "head"), "#!/bin/sh\nexit 1\n");
    chmodSync(join(folder, "bin", "head"), 0o755);
    assert.deepEqual(prepare(Buffer.alloc(size)), { calls: [], error: "prepare-disk: disk can't be read\n" });
  });

  it("is not mounted again, and not with errors that a person has to mend", () => {
    assert.deepEqual(prepare(Buffer.alloc(size), { mountpoint: "" }).calls, []);
    const mended = prepare(Buffer.alloc(size, 1), { e2fsck: "exit 1" });
    assert.deepEqual(mended.calls, mounted);
    const broken = prepare(Buffer.alloc(size, 1), { e2fsck: "exit 4" });
    assert.deepEqual(broken.calls, ["e2fsck -p disk"]);
    assert.match(broken.error, /has errors that a person has to mend/);
  });
});
