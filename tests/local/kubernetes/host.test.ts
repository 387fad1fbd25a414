import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { ClusterHost } from "../../../local/google/apis/container/host.ts";
import { writeAuthPlugin } from "../../../local/kubernetes/auth-plugin.ts";
import { KubernetesClient, type KubernetesError } from "../../../local/kubernetes/client.ts";
import { createClusterHost } from "../../../local/kubernetes/host.ts";
import { pluginKubeconfig } from "../../../local/kubernetes/kubeconfig.ts";
import { trustEnvironment } from "../../../local/kubernetes/trust.ts";
import { ensureKubernetes } from "../../../local/toolchain/kubernetes.ts";
import { testPool } from "../../support/kubernetes.ts";
import { until } from "../../support/processes.ts";

const run = promisify(execFile);
const id = "projects/sgd-dogfood-m2xj/locations/us-central1/clusters/main";
const reserved = "203.0.113.7";

describe("the host of local clusters", () => {
  let directory: string;
  let host: ClusterHost;
  let endpoint: string;
  const makeHost = () =>
    createClusterHost({
      directory,
      whoHas: (token) => (token === "of-ada" ? "ada@example.com" : undefined),
      findAddress: (project, location, name) =>
        `${project}/${location}/${name}` === "sgd-dogfood-m2xj/global/web" ? reserved : undefined,
    });
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "sgdist-clusters-"));
    host = makeHost();
  });
  after(async () => {
    await host.stopAll();
    rmSync(directory, { recursive: true });
  });

  const clientOf = async (token: string) => {
    const { certificateAuthority } = await host.start(id);
    return new KubernetesClient({ endpoint, certificateAuthority, token });
  };

  it("starts a cluster once, however often it is asked to", async () => {
    const [one, two] = await Promise.all([host.start(id), host.start(id)]);
    assert.deepEqual(one, two);
    assert.match(one.endpoint, /^127\.0\.0\.1:\d+$/);
    endpoint = one.endpoint;
    assert.deepEqual(readdirSync(directory).toSorted(), ["certificates", "sgd-dogfood-m2xj.us-central1.main"]);
  });

  it("lets in whoever has a token of the cloud, and nobody else", async () => {
    const review = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
    const ada = await clientOf("of-ada");
    const { status } = await ada.create<{ status: { userInfo: { username: string } } }>(
      "/apis/authentication.k8s.io/v1/selfsubjectreviews",
      review,
    );
    assert.equal(status.userInfo.username, "ada@example.com");
    await ada.create("/api/v1/namespaces", { metadata: { name: "made-by-ada" } });
    ada.close();
    const nobody = await clientOf("of-nobody");
    await assert.rejects(nobody.get("/api/v1/namespaces"), (error: KubernetesError) => error.code === 401);
    nobody.close();
  });

  it("is reached by kubectl with the kubeconfig of a DNS-based endpoint", async () => {
    await host.setNodePool(id, testPool());
    const bin = join(directory, "..", `${directory.split("/").at(-1)}-bin`);
    writeFileSync(join(directory, "token"), "of-ada");
    writeAuthPlugin(bin, join(directory, "token"));
    const kubeconfig = join(bin, "kubeconfig");
    writeFileSync(kubeconfig, pluginKubeconfig("dogfood", endpoint));
    try {
      const kubectl = join(await ensureKubernetes(), "bin", "kubectl");
      const { GOOGLE_OAUTH_ACCESS_TOKEN: _, ...rest } = process.env;
      const environment = { ...rest, ...trustEnvironment(directory), PATH: `${bin}${delimiter}${process.env.PATH}` };
      const { stdout } = await run(kubectl, ["--kubeconfig", kubeconfig, "get", "nodes", "-o", "name"], {
        env: { ...environment, HOME: bin },
      });
      assert.match(stdout, /^node\/gke-main-main-\S+\nnode\/gke-main-main-\S+\n$/);
    } finally {
      rmSync(bin, { recursive: true });
    }
  });

  it("gives Ingresses the addresses that are reserved for them, and refuses others", async () => {
    const client = await clientOf("of-ada");
    const services = "/api/v1/namespaces/default/services";
    const ingresses = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";
    await client.create(services, { metadata: { name: "web" }, spec: { ports: [{ port: 80 }] } });
    const ingress = (name: string) =>
      client.create(ingresses, {
        metadata: { name, annotations: { "kubernetes.io/ingress.global-static-ip-name": name } },
        spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } } },
      });
    await ingress("missing");
    await ingress("web");
    const addresses = async () => {
      const { items } = await client.get<{
        items: { metadata: { name: string }; status: { loadBalancer: { ingress?: { ip: string }[] } } }[];
      }>(ingresses);
      return items.map(({ metadata, status }) => [metadata.name, status.loadBalancer.ingress?.[0]?.ip]);
    };
    await until("an address", async () => (await addresses()).some(([, ip]) => ip));
    // They are looked at one after the other, "missing" first.
    assert.deepEqual(await addresses(), [
      ["missing", undefined],
      ["web", reserved],
    ]);
    client.close();
  });

  it("keeps what clusters hold when it stops, with their endpoints", async () => {
    await host.stopAll();
    host = makeHost();
    assert.equal((await host.start(id)).endpoint, endpoint);
    const client = await clientOf("of-ada");
    const { items } = await client.get<{ items: object[] }>("/api/v1/nodes");
    assert.equal(items.length, 2);
    assert.ok(await client.find("/api/v1/namespaces/made-by-ada"));
    client.close();
  });

  it("leaves nothing of a cluster that is removed", async () => {
    await host.remove(id);
    assert.equal(existsSync(join(directory, "sgd-dogfood-m2xj.us-central1.main")), false);
    const gone = new KubernetesClient({ endpoint, certificateAuthority: "", token: "of-ada" });
    await assert.rejects(gone.get("/version"), { code: "ECONNREFUSED" });
  });
});
