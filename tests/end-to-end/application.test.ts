import assert from "node:assert/strict";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureKubernetes } from "../../local/toolchain/kubernetes.ts";
import { TestProject } from "../support/project.ts";
import { current, goodFiles } from "../support/specification.ts";

interface Step {
  op: string;
  urn: string;
}

interface KubernetesObject {
  kind: string;
  metadata: { name: string; namespace?: string; uid: string };
}

const environment = "environments/demo.yaml";

/** A specification whose disposable environment is on Kubernetes. */
function files(): Map<string, string> {
  const all = current(goodFiles());
  all.delete("environments/live.yaml");
  const ledger = all.get("ledger.yaml")!.replace(/^tst-live.*\n/m, "");
  const demo = all
    .get(environment)!
    .replace("type: container", "type: kubernetes")
    .replace("version: main", "version: 7.4.0")
    .concat("budget: 9000\n");
  // It may cost as much as a test asks for.
  const organization = all
    .get("organization.yaml")!
    .replace("ceiling: 400 }", "ceiling: 9000 }")
    .replace("budget: 5000", "budget: 9000")
    .replace("budget: 2000", "budget: 9000");
  return all.set("ledger.yaml", ledger).set("organization.yaml", organization).set(environment, demo);
}

describe("an application in a cluster, on the real engine and a real control plane", () => {
  let project: TestProject;
  let kubectl: (...args: string[]) => Promise<string>;

  before(async () => {
    project = new TestProject(files());
    await project.sgdist(["local", "up"]);
    const { code, stdout, stderr } = await project.sgdist(["up", "--all"]);
    assert.equal(code, 0, stdout + stderr);
    const program = join(await ensureKubernetes(), "bin", "kubectl");
    const variables = await project.json(["local", "env"]);
    const { cluster } = JSON.parse(
      (await project.pulumi(["stack", "output", "--json", "--stack", "app-demo"])).stdout,
    ) as { cluster: { kubeconfig: string } };
    const kubeconfig = join(project.root, "kubeconfig.json");
    writeFileSync(kubeconfig, cluster.kubeconfig);
    kubectl = async (...args) => {
      const ran = await project.run(program, ["--kubeconfig", kubeconfig, ...args], variables).ended;
      assert.equal(ran.code, 0, ran.stderr);
      return ran.stdout;
    };
  });
  after(() => project.remove());

  /** What an update did, as "update gitserver-statefulset", sorted. */
  const did = (steps: Step[]) =>
    [
      ...new Set(
        steps.map(
          ({ op, urn }) =>
            `${op} ${urn
              .split("::")
              .at(-1)!
              .replace(/^sourcegraph-/, "")}`,
        ),
      ),
    ].toSorted();

  async function up(variables: NodeJS.ProcessEnv = {}): Promise<string[]> {
    const reports = await project.json(["up", "env-demo", "app-demo"], variables);
    assert.deepEqual(
      reports.map(({ status }: { status: string }) => status),
      ["done", "done"],
      JSON.stringify(reports, null, 1),
    );
    return did(reports[1].steps);
  }

  const identities = async (kinds: string) => {
    const { items } = JSON.parse(await kubectl("get", kinds, "--all-namespaces", "--output=json")) as {
      items: KubernetesObject[];
    };
    return new Map(items.map(({ kind, metadata }) => [`${kind} ${metadata.name}`, metadata.uid]));
  };

  const imagesFile = () => join(project.root, ".local", "kubernetes", "images.json");

  it("ends with every service ready, and shows them", async () => {
    const { applications } = await project.json(["status"]);
    const [demo] = applications;
    assert.deepEqual([demo.environment, demo.type, demo.version, demo.size], ["demo", "kubernetes", "7.4.0", "xs"]);
    assert.equal(demo.services.length, 19);
    for (const { name, ready, wanted } of demo.services) assert.equal(ready, wanted, name);
    const { stdout } = await project.sgdist(["status", "demo"]);
    assert.match(stdout, /^demo: Sourcegraph 7\.4\.0, kubernetes, size xs$/m);
    assert.match(stdout, /✔ gitserver +1\/1$/m);
  });

  it("changes nothing when nothing changed, for the plain pulumi too, and after a refresh", async () => {
    const preview = await project.pulumi(["preview", "-s", "app-demo", "--expect-no-changes"]);
    assert.equal(preview.code, 0, preview.stdout + preview.stderr);
    assert.equal((await project.sgdist(["refresh", "app-demo"])).code, 0);
    const { code, stdout } = await project.sgdist(["preview", "app-demo", "--expect-no-changes"]);
    assert.equal(code, 0, stdout);
  });

  it("is given another replica of gitserver: it and those who know its address, and nothing else", async () => {
    const before = await identities("statefulsets,persistentvolumeclaims");
    project.edit(environment, "size: xs", "size: xs\n  replicas: { gitserver: 2 }");
    assert.deepEqual(await up(), [
      "update gitserver-statefulset",
      "update sourcegraph-frontend-deployment",
      // What is deployed is written down, for whoever freezes it.
      "update version",
      "update worker-deployment",
    ]);
    const after = await identities("statefulsets,persistentvolumeclaims");
    assert.deepEqual(
      [...after.keys()].filter((key) => !before.has(key)),
      ["PersistentVolumeClaim repos-gitserver-1"],
    );
    for (const [name, uid] of before) assert.equal(after.get(name), uid, name);
  });

  it("is given another size: no claim and no database is replaced", async () => {
    const before = await identities("statefulsets,deployments,persistentvolumeclaims");
    project.edit(environment, "size: xs", "size: s");
    const steps = await up();
    assert.deepEqual(
      steps.filter((step) => !/^update [a-z-]+-(statefulset|deployment|configmap)$/.test(step)),
      ["update version"],
    );
    assert.ok(steps.includes("update pgsql-statefulset") && steps.includes("update pgsql-conf-configmap"));
    const after = await identities("statefulsets,deployments,persistentvolumeclaims");
    for (const [name, uid] of before) assert.equal(after.get(name), uid, name);
  });

  it("is given another version: images and the migrations of that version, and no claim", async () => {
    const before = await identities("statefulsets,deployments,persistentvolumeclaims");
    project.edit(environment, "version: 7.4.0", "version: 7.5.4453");
    const steps = await up();
    assert.deepEqual(
      steps.filter((step) => !/^update [a-z-]+-(statefulset|deployment|daemonset)$/.test(step)),
      [
        "create-replacement migrator-job",
        "delete-replaced migrator-job",
        "replace migrator-job",
        "update version",
      ].filter((step) => steps.includes(step)),
    );
    assert.ok(steps.includes("update pgsql-statefulset") && steps.some((step) => step.endsWith(" migrator-job")));
    const after = await identities("statefulsets,deployments,persistentvolumeclaims");
    for (const [name, uid] of before) assert.equal(after.get(name), uid, name);
    assert.match(await kubectl("get", "jobs", "-n", "sourcegraph"), /migrator-7-5-4453-[0-9a-f]{8} +Complete/);
  });

  it("doesn't go back over migrations, nor past a minor version: told before anything is changed", async () => {
    for (const [from, to, told] of [
      ["7.5.4453", "7.4.0", /back to 7\.4\.0 crosses database migrations/],
      ["7.4.0", "7.5.4453", undefined],
    ] as const) {
      project.edit(environment, `version: ${from}`, `version: ${to}`);
      if (!told) continue;
      for (const verb of ["preview", "up"]) {
        const { code, stdout, stderr } = await project.sgdist([verb, "app-demo"]);
        assert.equal(code, 1, stdout);
        assert.match(stdout + stderr, told);
        assert.match(stdout + stderr, /→ Stay at 7\.5\.4453/);
      }
    }
    const { code } = await project.sgdist(["preview", "app-demo", "--expect-no-changes"]);
    assert.equal(code, 0);
  });

  it("makes a Deployment again that somebody deleted, whose absence status and preview show", async () => {
    await kubectl("delete", "deployment", "worker", "-n", "sourcegraph");
    const { stdout } = await project.sgdist(["status", "demo"]);
    assert.match(stdout, /✘ worker +0\/1 +is not there$/m);
    const [preview] = await project.json(["preview", "app-demo"]);
    assert.deepEqual(did(preview.steps), ["create worker-deployment"]);
    assert.deepEqual(await up(), ["create worker-deployment"]);
    const { code } = await project.sgdist(["preview", "app-demo", "--expect-no-changes"]);
    assert.equal(code, 0);
  });

  it("gives a Deployment back the replicas that somebody took, which status counts as wanted", async () => {
    await kubectl("scale", "deployment", "sourcegraph-frontend", "--replicas=0", "-n", "sourcegraph");
    const { stdout } = await project.sgdist(["status", "demo"]);
    assert.match(stdout, /… sourcegraph-frontend +0\/2/);
    assert.deepEqual(await up(), ["update sourcegraph-frontend-deployment"]);
  });

  it("names the image that is refused, and goes on by itself once it isn't", async () => {
    const known = existsSync(imagesFile()) ? readFileSync(imagesFile(), "utf8") : "{}";
    const replace = (text: string) => {
      writeFileSync(`${imagesFile()}.new`, text);
      renameSync(`${imagesFile()}.new`, imagesFile());
    };
    replace(JSON.stringify({ ...JSON.parse(known), refused: ["index.docker.io/sourcegraph/gitserver"] }));
    project.edit(environment, "version: 7.5.4453", "version: 7.5.0");
    const { code, stdout, stderr } = await project.sgdist(["up", "app-demo"], { SGDIST_WORKLOAD_SECONDS: "15" });
    assert.equal(code, 1);
    assert.match(stdout + stderr, /gitserver/);
    assert.match(stdout + stderr, /(ErrImagePull|ImagePullBackOff)/);
    const { applications } = await project.json(["status"]);
    const gitserver = applications[0].services.find(({ name }: { name: string }) => name === "gitserver");
    assert.ok(gitserver.ready < gitserver.wanted);
    assert.match(gitserver.reason, /gitserver-1, gitserver: (ErrImagePull|ImagePullBackOff)/);
    replace(known);
    // Back to what ran before: the pod that can't start is of neither version that is asked for.
    project.edit(environment, "version: 7.5.0", "version: 7.5.4453");
    assert.ok((await up()).includes("update gitserver-statefulset"));
  });

  it("names the pods that don't fit on the nodes, and goes on once they do", async () => {
    const nodes = (await kubectl("get", "nodes", "--output=name")).trim().split("\n");
    for (const node of nodes) await kubectl("cordon", node);
    project.edit(environment, "replicas: { gitserver: 2 }", "replicas: { gitserver: 2, searcher: 2 }");
    const { code, stdout, stderr } = await project.sgdist(["up", "app-demo"], { SGDIST_WORKLOAD_SECONDS: "20" });
    assert.equal(code, 1);
    assert.match(stdout + stderr, /searcher/);
    assert.match(stdout + stderr, /nodes are available/);
    for (const node of nodes) await kubectl("uncordon", node);
    project.edit(environment, "searcher: 2", "searcher: 1");
    assert.ok((await up()).includes("update searcher-statefulset"));
  });

  it("is refused what its nodes don't hold before anything is changed, and warned of in a preview", async () => {
    project.edit(environment, "searcher: 1", "searcher: 40");
    const told =
      /demo: what is asked for needs .+, and there is at most \d+ nodes of type .+`sgdist up env-demo app-demo`/;
    const [preview] = await project.json(["preview", "app-demo"]);
    assert.match(preview.warnings.join("\n"), told);
    const { code, stdout, stderr } = await project.sgdist(["up", "app-demo"]);
    assert.equal(code, 1);
    assert.match(stdout + stderr, told);
    project.edit(environment, "searcher: 40", "searcher: 1");
    assert.equal((await project.sgdist(["preview", "app-demo", "--expect-no-changes"])).code, 0);
  });
});
