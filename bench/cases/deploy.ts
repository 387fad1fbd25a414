import { join } from "node:path";
import { ensureKubernetes } from "../../local/toolchain/kubernetes.ts";
import { testCluster } from "../../tests/support/kubernetes.ts";
import { TestProject } from "../../tests/support/project.ts";
import { current, goodFiles } from "../../tests/support/specification.ts";
import { type Measurement, measure } from "../measure.ts";
import { megabytes, type Result, seconds, times } from "../result.ts";

const checkout = join(import.meta.dirname, "..", "..");

/** A specification whose disposable environment is on Kubernetes. */
function files(): Map<string, string> {
  const all = current(goodFiles());
  const demo = all
    .get("environments/demo.yaml")!
    .replace("type: container", "type: kubernetes")
    .concat("budget: 400\n");
  return all.set("environments/demo.yaml", demo);
}

const good = (run: Measurement): Measurement => {
  if (run.code !== 0) throw new Error(run.output.slice(-3000));
  return run;
};

/** Applies what is rendered with kubectl, and waits until every workload is ready. */
async function withKubectl(environment: NodeJS.ProcessEnv): Promise<Measurement> {
  const cluster = await testCluster({ machineType: "e2-standard-16", cpus: 16, memoryBytes: 64 * 2 ** 30 });
  try {
    const options = { cwd: cluster.folder, env: { ...environment, KUBECONFIG: cluster.kubeconfigFile } };
    const render = [
      join(checkout, "cli", "main.ts"),
      "render",
      "--type",
      "kubernetes",
      "--size",
      "xs",
      "--out",
      "rendered",
    ];
    good(await measure(process.execPath, render, options));
    const kubectl = join(await ensureKubernetes(), "bin", "kubectl");
    const apply = `'${kubectl}' apply --server-side -k rendered`;
    const wait = `'${kubectl}' rollout status --timeout=120s -n sourcegraph`;
    const names = "deployments,statefulsets";
    const list = `'${kubectl}' get ${names} -n sourcegraph --output=name`;
    return good(await measure("sh", ["-ec", `${apply}; for each in $(${list}); do ${wait} $each; done`], options));
  } finally {
    await cluster.end();
  }
}

/** Deploys one environment into a cluster that is there, warm, beside kubectl with what is rendered. */
export async function deploy(
  sgdist: (project: TestProject, args: string[]) => Promise<Measurement>,
  environment: NodeJS.ProcessEnv,
): Promise<Result[]> {
  const project = new TestProject(files());
  try {
    await project.sgdist(["local", "up"]);
    const base = await project.sgdist(["up", "bootstrap", "organization", "env-demo"]);
    if (base.code !== 0) throw new Error(base.stderr);
    const ours = good(await sgdist(project, ["up", "app-demo"]));
    const again = good(await sgdist(project, ["preview", "app-demo"]));
    await project.sgdist(["local", "down"]);
    const baseline = await withKubectl(environment);
    return [
      {
        what: "deploy an environment until all of it is ready",
        ours: seconds(ours.seconds),
        baseline: seconds(baseline.seconds),
        ratio: times(baseline.seconds / ours.seconds),
        target: { text: "under 45 s", met: ours.seconds < 45 },
      },
      {
        what: "memory of the same",
        ours: megabytes(ours.megabytes),
        baseline: megabytes(baseline.megabytes),
        ratio: times(baseline.megabytes / ours.megabytes),
      },
      {
        what: "preview of the same without changes",
        ours: seconds(again.seconds),
        baseline: "",
        ratio: "",
      },
    ];
  } finally {
    await project.remove();
  }
}
