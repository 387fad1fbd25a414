import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { writeAuthPlugin } from "../../../local/kubernetes/auth-plugin.ts";
import { certificateFiles } from "../../../local/kubernetes/certificates.ts";
import { trustEnvironment } from "../../../local/kubernetes/trust.ts";

describe("the environment that reaches local clusters", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "sgdist-trust-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("trusts their authority besides what is trusted anyway", () => {
    const { authority } = certificateFiles(directory);
    const { NODE_EXTRA_CA_CERTS, SSL_CERT_FILE } = trustEnvironment(directory, {});
    assert.equal(NODE_EXTRA_CA_CERTS, authority);
    const all = readFileSync(SSL_CERT_FILE!, "utf8");
    assert.ok(all.startsWith(readFileSync(authority, "utf8").trim()));
    assert.ok(rootCertificates.every((certificate) => all.replace(/\s/g, "").includes(certificate.replace(/\s/g, ""))));
  });

  it("keeps what the user trusts, also when it is asked for in itself", () => {
    const users = join(directory, "company.crt");
    writeFileSync(users, "-----BEGIN CERTIFICATE-----\nthe company's\n-----END CERTIFICATE-----\n");
    const environment = trustEnvironment(directory, { NODE_EXTRA_CA_CERTS: users, SSL_CERT_FILE: users });
    const { authority } = certificateFiles(directory);
    const both = `${readFileSync(authority, "utf8").trim()}\n${readFileSync(users, "utf8")}`;
    assert.equal(readFileSync(environment.NODE_EXTRA_CA_CERTS!, "utf8"), both);
    assert.equal(readFileSync(environment.SSL_CERT_FILE!, "utf8"), both);
    assert.deepEqual(trustEnvironment(directory, environment), environment);
  });

  it("gives kubectl the token of the environment, or else that of the local cloud", () => {
    const token = join(directory, "it's the token");
    writeFileSync(token, "of the file");
    writeAuthPlugin(directory, token);
    const ask = (env: NodeJS.ProcessEnv) =>
      JSON.parse(execFileSync(join(directory, "gke-gcloud-auth-plugin"), { env, encoding: "utf8" }));
    const { PATH } = process.env;
    assert.deepEqual(ask({ PATH }), {
      apiVersion: "client.authentication.k8s.io/v1beta1",
      kind: "ExecCredential",
      status: { token: "of the file" },
    });
    assert.deepEqual(ask({ PATH, GOOGLE_OAUTH_ACCESS_TOKEN: "of Ada" }).status, { token: "of Ada" });
  });
});
