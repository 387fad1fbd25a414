import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paths } from "../../local/directory.ts";
import { callersToken, localEnvironment } from "../../local/environment.ts";
import { readKubeconfig } from "../../local/providers/kubernetes/client/kubeconfig.ts";
import { ensurePulumi } from "../../local/toolchain/pulumi.ts";
import { UserError } from "../../spec/problem.ts";

const endpoints = {
  endpoints: { "storage.googleapis.com": "http://127.0.0.1:2" },
  control: "http://127.0.0.1:1",
  organizationId: "1",
  billingAccounts: [],
  token: "secret",
  pid: 1,
};

describe("the environment of the local cloud", () => {
  const { KUBECONFIG: users } = process.env;
  let engine: string;
  let root: string;
  before(async () => {
    engine = await ensurePulumi();
  });
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "sgdist-environment-"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
    if (users === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = users;
  });

  const environment = () => localEnvironment(root, endpoints, engine);

  it("is used as whoever the user's token of a local cloud is of, and as the administrator with any other", () => {
    const own = (token: string | undefined) => callersToken(endpoints, { GOOGLE_OAUTH_ACCESS_TOKEN: token });
    assert.equal(own("local-abc"), "local-abc");
    assert.equal(own("ya29.abc"), "secret");
    assert.equal(own(undefined), "secret");
  });

  it("keeps the user's clusters out of reach, and what was added to its own kubeconfig", () => {
    process.env.KUBECONFIG = "/home/ada/.kube/config";
    const { KUBECONFIG } = environment();
    assert.equal(KUBECONFIG, join(root, ".local", "kubeconfig"));
    process.env.KUBECONFIG = KUBECONFIG;
    assert.throws(() => readKubeconfig(undefined), /has no context that is current: it has none/);
    const added = readFileSync(KUBECONFIG, "utf8").replace('"users":[]', '"users":[{"name":"ada","user":{}}]');
    writeFileSync(KUBECONFIG, added);
    assert.equal(environment().KUBECONFIG, KUBECONFIG);
    assert.equal(readFileSync(KUBECONFIG, "utf8"), added);
  });

  it("leaves a kubeconfig that a stack was given as it is", () => {
    process.env.KUBECONFIG = environment().KUBECONFIG;
    const own = JSON.stringify({
      "current-context": "kind",
      clusters: [{ name: "kind", cluster: { server: "https://127.0.0.1:6443" } }],
      users: [{ name: "kind", user: {} }],
      contexts: [{ name: "kind", context: { cluster: "kind", user: "kind" } }],
    });
    assert.equal(readKubeconfig(own).getCurrentCluster()!.server, "https://127.0.0.1:6443");
  });

  it("makes a passphrase once", () => {
    const { PULUMI_CONFIG_PASSPHRASE_FILE: file } = environment();
    const passphrase = readFileSync(file!, "utf8");
    assert.equal(passphrase.length, 32);
    environment();
    assert.equal(readFileSync(file!, "utf8"), passphrase);
  });

  it("says what can be done when the passphrase is lost, and makes no other", () => {
    const { passphrase } = paths(root);
    environment();
    rmSync(passphrase);
    assert.throws(environment, (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /\.local\/passphrase is gone/);
      assert.match(error.message, /sgdist local down --wipe/);
      return true;
    });
    assert.ok(!existsSync(passphrase));
  });
});
