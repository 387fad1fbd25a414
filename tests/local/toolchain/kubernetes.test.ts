import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadFrom } from "../../../local/toolchain/kubernetes.ts";

const architecture = process.arch === "x64" ? "amd64" : process.arch;
const machine = `${process.platform}-${architecture}`;
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

describe("downloading Kubernetes", () => {
  let bench: string;
  let server: Server;
  /** What is offered, by path. */
  const offered = new Map<string, Buffer>();

  before(async () => {
    server = createServer((request, response) => {
      const body = offered.get(request.url!);
      response.writeHead(body ? 200 : 404).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(() => server.close());
  beforeEach(() => {
    bench = mkdtempSync(join(tmpdir(), "sgdist-download-"));
    mkdirSync(join(bench, "folder", "bin"), { recursive: true });
    offered.clear();
    offerAll();
  });
  afterEach(() => rmSync(bench, { recursive: true }));

  const program = (name: string) => Buffer.from(`#!/bin/sh\necho ${name}\n`);

  /** Offers all programs as their makers do. */
  function offerAll(): void {
    for (const name of ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl"]) {
      const path = `/kubernetes/${process.platform}/${architecture}/${name}`;
      offered.set(path, program(name));
      offered.set(`${path}.sha256`, Buffer.from(sha256(program(name))));
    }
    const folder = `etcd-v3.6.8-${machine}`;
    mkdirSync(join(bench, folder));
    writeFileSync(join(bench, folder, "etcd"), program("etcd"));
    execFileSync("tar", ["-czf", join(bench, "etcd.tar.gz"), "-C", bench, folder]);
    const archive = readFileSync(join(bench, "etcd.tar.gz"));
    offered.set(`/etcd/${folder}.tar.gz`, archive);
    const sums = `${"0".repeat(64)}  etcd-v3.6.8-other.tar.gz\n${sha256(archive)}  ${folder}.tar.gz\n`;
    offered.set("/etcd/SHA256SUMS", Buffer.from(sums));
    offered.set(`/kwok/kwok-${machine}`, program("kwok"));
    const digest = `sha256:${sha256(program("kwok"))}`;
    const assets = [{ browser_download_url: `https://example.com/kwok-${machine}`, digest }];
    offered.set("/release", Buffer.from(JSON.stringify({ assets })));
  }

  const obtain = () => {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sources = {
      kubernetes: `${base}/kubernetes`,
      etcd: `${base}/etcd`,
      kwok: `${base}/kwok`,
      kwokRelease: `${base}/release`,
    };
    return downloadFrom(sources).obtain(join(bench, "folder"), () => undefined);
  };

  it("puts all programs in one place, ready to run", async () => {
    await obtain();
    const bin = join(bench, "folder", "bin");
    const names = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl", "kwok"];
    assert.deepEqual(readdirSync(bin).toSorted(), names);
    for (const name of names) {
      assert.deepEqual(readFileSync(join(bin, name)), program(name));
      assert.equal(statSync(join(bin, name)).mode & 0o777, 0o755);
    }
    assert.deepEqual(readdirSync(join(bench, "folder")), ["bin"]);
  });

  it("refuses a program that isn't what its makers published", async () => {
    const path = `/kubernetes/${process.platform}/${architecture}/kube-scheduler`;
    offered.set(path, Buffer.from("something else"));
    await assert.rejects(obtain(), (error: Error) => {
      assert.match(error.message, /kube-scheduler has the checksum [0-9a-f]{64}, but [0-9a-f]{64} was published$/);
      return true;
    });
  });

  it("refuses a program without a checksum", async () => {
    offered.set("/release", Buffer.from(JSON.stringify({ assets: [] })));
    await assert.rejects(obtain(), { message: /^no checksum is published for http.*\/kwok-/ });
  });

  it("says what isn't offered for this kind of machine", async () => {
    offered.delete(`/kubernetes/${process.platform}/${architecture}/kube-apiserver`);
    await assert.rejects(obtain(), { message: /\/kube-apiserver answered 404$/ });
  });
});
