import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer } from "node:tls";
import { ensureCertificates } from "../../../local/kubernetes/certificates.ts";

describe("the certificates of local clusters", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "sgdist-certificates-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("are an authority's, and a server's that it vouches for", () => {
    const files = ensureCertificates(directory);
    const authority = new X509Certificate(readFileSync(files.authority));
    const server = new X509Certificate(readFileSync(files.certificate));
    assert.equal(authority.ca, true);
    assert.equal(server.ca, false);
    assert.equal(authority.subject, "CN=sgdist local Kubernetes");
    assert.equal(server.checkIssued(authority), true);
    assert.equal(server.verify(authority.publicKey), true);
    assert.equal(server.checkIP("127.0.0.1"), "127.0.0.1");
    assert.equal(server.checkHost("kubernetes.default.svc"), "kubernetes.default.svc");
    assert.equal(server.checkHost("example.com"), undefined);
    const years = (server.validToDate.getTime() - Date.now()) / (365 * 24 * 3600 * 1000);
    assert.equal(Math.round(years), 10);
  });

  it("are trusted by who trusts the authority, and by nobody else", async () => {
    const files = ensureCertificates(directory);
    const server = createServer({ key: readFileSync(files.key), cert: readFileSync(files.certificate) });
    server.on("tlsClientError", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const trusting = connect({ host: "127.0.0.1", port, ca: readFileSync(files.authority) });
    await once(trusting, "secureConnect");
    assert.equal(trusting.authorized, true);
    trusting.destroy();
    const [error] = await once(connect({ host: "127.0.0.1", port }), "error").catch((caught) => [caught]);
    assert.equal(error.code, "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    server.close();
  });

  it("are made once, and their key is for nobody else's eyes", () => {
    const files = ensureCertificates(directory);
    const before = readFileSync(files.certificate, "utf8");
    ensureCertificates(directory);
    assert.equal(readFileSync(files.certificate, "utf8"), before);
    assert.equal(statSync(files.key).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(directory), ["certificates"]);
  });
});
