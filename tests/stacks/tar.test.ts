import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { isTarball, untar } from "../../local/google/apis/cloudfunctions/untar.ts";
import { tarOf } from "../../stacks/tar.ts";

const files = {
  "index.js": Buffer.from("code"),
  "a/b.bin": randomBytes(1500),
  empty: Buffer.alloc(0),
  exact: Buffer.alloc(512, 1),
};

describe("an archive", () => {
  it("is the same for the same files, and what any tar reads", () => {
    const packed = tarOf(files);
    assert.deepEqual(packed, tarOf(files));
    const list = execFileSync("tar", ["--list", "--gzip", "--verbose", "--numeric-owner"], {
      input: packed,
      encoding: "utf8",
    });
    const found = list
      .trim()
      .split("\n")
      .map((line) => {
        const [mode, owner, size, ...rest] = line.trim().split(/\s+/);
        return [mode, owner, size, rest.at(-1)];
      });
    assert.deepEqual(
      found,
      Object.entries(files).map(([path, bytes]) => ["-rw-r--r--", "0/0", String(bytes.length), path]),
    );
    const [path] = Object.keys(files);
    assert.equal(
      execFileSync("tar", ["--extract", "--gzip", "--to-stdout", path!], { input: packed, encoding: "utf8" }),
      "code",
    );
  });

  it("is unpacked as it was packed", () => {
    const packed = tarOf(files);
    assert.ok(isTarball(packed));
    assert.deepEqual(untar(packed), new Map(Object.entries(files)));
  });

  it("is refused where it is damaged, cut off, or leads out of its folder", () => {
    const damaged = Buffer.from(tarOf({ "index.js": Buffer.from("code") }));
    // After the header of gzip and of its only part, in the name.
    damaged[15 + 3] = 0x41;
    assert.throws(() => untar(damaged));
    assert.throws(() => untar(gzipSync(Buffer.alloc(0))), /an archive without an end/);
    assert.throws(() => untar(tarOf({ "../out": Buffer.from("") })), /an archive with the path \.\.\/out/);
    assert.throws(() => untar(tarOf({ "/etc/out": Buffer.from("") })), /an archive with the path \/etc\/out/);
    assert.throws(() => tarOf({ ["a".repeat(101)]: Buffer.from("") }), /too long a path/);
  });
});
