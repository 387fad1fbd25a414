import { join } from "node:path";
import { type Download, digestIn, download, fetchText } from "./download.ts";
import { build, ensure, neededToBuild, type Part, type Tool, type Way } from "./obtain.ts";
import { run } from "./run.ts";

/** The versions of what a control plane is made of. */
export const kubernetesVersion = "1.36.3";
export const etcdVersion = "3.6.8";
export const kwokVersion = "0.8.0";

const kubernetesPrograms = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl"];

/** Where the programs' makers offer them. */
export interface Sources {
  kubernetes: string;
  etcd: string;
  kwok: string;
  /** What says which checksums the files of kwok have. */
  kwokRelease: string;
}

const sources: Sources = {
  kubernetes: `https://dl.k8s.io/release/v${kubernetesVersion}/bin`,
  etcd: `https://github.com/etcd-io/etcd/releases/download/v${etcdVersion}`,
  kwok: `https://github.com/kubernetes-sigs/kwok/releases/download/v${kwokVersion}`,
  kwokRelease: `https://api.github.com/repos/kubernetes-sigs/kwok/releases/tags/v${kwokVersion}`,
};

/** What there is to download for this kind of machine. */
function downloads(from: Sources): Download[] {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const etcd = `${from.etcd}/etcd-v${etcdVersion}-${process.platform}-${architecture}.tar.gz`;
  const kwok = `${from.kwok}/kwok-${process.platform}-${architecture}`;
  return [
    ...kubernetesPrograms.map((output) => {
      const url = `${from.kubernetes}/${process.platform}/${architecture}/${output}`;
      return { url, output, digest: async () => (await fetchText(`${url}.sha256`)).trim() };
    }),
    { url: etcd, output: "etcd", digest: async () => digestIn(await fetchText(`${from.etcd}/SHA256SUMS`), etcd) },
    { url: kwok, output: "kwok", digest: async () => digestOfAsset(await fetchText(from.kwokRelease), kwok) },
  ];
}

/** The digest that GitHub gives for a file of a release. */
function digestOfAsset(release: string, url: string): string {
  const { assets } = JSON.parse(release) as { assets: { browser_download_url: string; digest?: string }[] };
  const name = url.slice(url.lastIndexOf("/"));
  const digest = assets.find((asset) => asset.browser_download_url.endsWith(name))?.digest;
  if (!digest?.startsWith("sha256:")) throw new Error(`no checksum is published for ${url}`);
  return digest.slice("sha256:".length);
}

/** A way to get the programs: from where their makers offer them. */
export const downloadFrom = (from: Sources): Way => ({
  name: `download from ${[...new Set([from.kubernetes, from.etcd, from.kwok].map((url) => new URL(url).host))].join(" and ")}`,
  async obtain(folder, say) {
    const all = downloads(from);
    for (const [index, each] of all.entries()) {
      say(`downloading ${each.output} (${index + 1} of ${all.length})`);
      await download(each, folder);
    }
  },
});

const [major, minor] = kubernetesVersion.split(".");
const versionPackage = "k8s.io/component-base/version";
const stamp =
  `-X ${versionPackage}.gitVersion=v${kubernetesVersion} -X ${versionPackage}.gitMajor=${major} ` +
  `-X ${versionPackage}.gitMinor=${minor}`;

const parts: Part[] = [
  { name: "etcd server", module: "etcd", program: "go.etcd.io/etcd/server/v3", output: "etcd" },
  { name: "kwok node simulator", module: "kwok", program: "sigs.k8s.io/kwok/cmd/kwok", output: "kwok" },
  ...kubernetesPrograms.map((output) => ({
    name: `${output} program`,
    module: "control-plane",
    program: `k8s.io/kubernetes/cmd/${output}`,
    output,
    stamp,
  })),
];

/** How each program says its version, and what it must say. */
const versions: [program: string, args: string[], version: string][] = [
  ["etcd", ["--version"], etcdVersion],
  ["kwok", ["--version"], kwokVersion],
  ...["kube-apiserver", "kube-controller-manager", "kube-scheduler"].map((program): [string, string[], string] => [
    program,
    ["--version"],
    kubernetesVersion,
  ]),
  ["kubectl", ["version", "--client"], kubernetesVersion],
];

const kubernetes: Tool = {
  name: `Kubernetes ${kubernetesVersion}`,
  folder: `kubernetes-${kubernetesVersion}-etcd-${etcdVersion}-kwok-${kwokVersion}`,
  ways: [downloadFrom(sources), build(parts)],
  async check(folder) {
    for (const [program, args, version] of versions) {
      const said = await run(join(folder, "bin", program), args);
      if (!new RegExp(`\\bv?${RegExp.escape(version)}\\b`).test(said)) {
        throw new Error(`${program} turned out to be ${said.trim().split("\n")[0]}, not ${version}`);
      }
    }
  },
  needed: `network access to dl.k8s.io and github.com, or ${neededToBuild}`,
};

/**
 * Makes sure that the programs of a Kubernetes control plane are there, and returns the folder with their `bin`: etcd,
 * kube-apiserver, kube-controller-manager, kube-scheduler, kubectl and kwok.
 * @throws SetupError when there is no way to get them.
 */
export const ensureKubernetes = (): Promise<string> => ensure(kubernetes);
