import { type Deployment, servicesOf } from "../../deployment.ts";
import type { Service } from "../../model/service.ts";
import { comment, yaml } from "../../yaml.ts";
import type { RenderedFile, Target } from "../target.ts";
import type { Group } from "./manifest.ts";
import { groupsOf } from "./manifests.ts";

/** The file in which the credentials are kept; made once, beside the others. */
export const secretsFile = "secrets.yaml";

/** What comes first in a folder is applied first. */
const turns: Record<Service["category"], string> = {
  store: "10",
  once: "20",
  application: "30",
  monitoring: "40",
  edge: "50",
};

function fileName(deployment: Deployment, { name }: Group): string {
  const service = servicesOf(deployment, "kubernetes").find((each) => each.name === name);
  return `${service ? turns[service.category] : "00"}-${name}.yaml`;
}

/** What holds for the objects of every file: said once, in the first. */
const everywhere = [
  "In all files:",
  "- Claims are the data. Nothing deletes them: neither an update nor a tool that removes what isn't listed.",
  "- Pods carry the checksum of their configuration, so a change restarts them.",
  "- Services are where the others find it. Network policies say who may call it, and whom it may call.",
  "- Disruption budgets let nodes be drained, one pod of a service at a time.",
]
  .map((text) => comment(text))
  .join("");

function fileOf(deployment: Deployment, group: Group): RenderedFile {
  const documents = group.objects.map(
    (object) => (object.comment ? comment(object.comment) : "") + yaml(object.manifest),
  );
  const waits = group.after.length > 0 ? `\n# Starts once these are ready: ${group.after.join(", ")}.` : "";
  return {
    path: fileName(deployment, group),
    content: `# ${group.name}: ${group.comment}${waits}\n${group.name === "namespaces" ? everywhere : ""}---\n${documents.join("---\n")}`,
  };
}

/** The files in order, for `kubectl apply -k` and for those who add overlays. */
function kustomization({ version, size }: Deployment, files: RenderedFile[]): RenderedFile {
  const data = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: [files[0]!.path, secretsFile, ...files.slice(1).map(({ path }) => path)],
  };
  const heading = `Sourcegraph ${version.version}, size ${size}. The credentials in ${secretsFile} are yours: they are made once and kept.`;
  return { path: "kustomization.yaml", content: comment(heading) + yaml(data) };
}

/** Objects for any cluster. */
export const kubernetes: Target = {
  name: "kubernetes",
  summary: "Objects for a cluster, in a folder for kubectl apply -k.",
  render(deployment) {
    const files = groupsOf(deployment).map((group) => fileOf(deployment, group));
    return [...files, kustomization(deployment, files)];
  },
};
