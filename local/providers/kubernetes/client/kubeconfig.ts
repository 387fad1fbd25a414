import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";

/** Which cluster and user of a kubeconfig to take, where it isn't its current context. */
export interface Selection {
  context?: string | undefined;
  cluster?: string | undefined;
}

const isPath = (text: string): boolean => !text.includes("\n") && !text.trimStart().startsWith("{");

/**
 * Reads a kubeconfig. `text`: its contents, a path, or several paths as in KUBECONFIG; without it, the one that kubectl
 * would take. Throws, with what is wrong and where.
 */
export function readKubeconfig(text: string | undefined, selection: Selection = {}): KubeConfig {
  const config = new KubeConfig();
  if (!text) loadUsual(config);
  else if (isPath(text)) readFiles(config, text.split(delimiter).filter(Boolean).map(atHome));
  else parse(config, text, "the kubeconfig");
  return selected(config, selection);
}

/** The one that kubectl would take. Without any, kubectl tries a server on this machine, which nobody wants changed. */
function loadUsual(config: KubeConfig): void {
  config.loadFromDefault();
  if (config.currentContext !== "loaded-context") return;
  throw new Error("there is no kubeconfig: none was given, KUBECONFIG names none, and ~/.kube/config isn't there");
}

const atHome = (path: string) => (path.startsWith("~/") ? join(homedir(), path.slice(2)) : path);

/** The first file that says something wins, as with kubectl. */
function readFiles(config: KubeConfig, paths: string[]): void {
  paths.forEach((path, index) => {
    const one = index === 0 ? config : new KubeConfig();
    parse(one, readFileSync(path, "utf8"), path);
    one.makePathsAbsolute(dirname(path));
    if (one === config) return;
    const known = { clusters: config.clusters, users: config.users, contexts: config.contexts };
    config.clusters = [...known.clusters, ...missing(one.clusters, known.clusters)];
    config.users = [...known.users, ...missing(one.users, known.users)];
    config.contexts = [...known.contexts, ...missing(one.contexts, known.contexts)];
    config.currentContext ??= one.currentContext;
  });
}

const missing = <Named extends { name: string }>(more: Named[], known: Named[]): Named[] =>
  more.filter(({ name }) => !known.some((each) => each.name === name));

function parse(config: KubeConfig, text: string, where: string): void {
  try {
    config.loadFromString(text);
  } catch (error) {
    throw new Error(`${where} can't be read: ${(error as Error).message}`);
  }
}

function selected(config: KubeConfig, { context, cluster }: Selection): KubeConfig {
  if (context) config.setCurrentContext(context);
  const current = config.contexts.find(({ name }) => name === config.currentContext);
  if (!current) {
    const names = config.contexts.map(({ name }) => name).join(", ") || "none";
    throw new Error(`the kubeconfig has no context ${config.currentContext || "that is current"}: it has ${names}`);
  }
  if (cluster) config.contexts = config.contexts.map((each) => (each === current ? { ...each, cluster } : each));
  const found = config.getCurrentCluster();
  if (!found) {
    throw new Error(`the kubeconfig has no cluster ${cluster ?? current.cluster}, which context ${current.name} names`);
  }
  if (!found.server?.startsWith("https://")) {
    throw new Error(
      `the kubeconfig's cluster ${found.name} has the server ${found.server}: it must begin with https://`,
    );
  }
  tellPlugin(config);
  return config;
}

/** A plugin for credentials is told about the cluster in its environment, as every client of Kubernetes does. */
function tellPlugin(config: KubeConfig): void {
  const { exec } = (config.getCurrentUser() ?? {}) as { exec?: ExecPlugin };
  const cluster = config.getCurrentCluster();
  if (!exec || !cluster || exec.env?.some(({ name }) => name === "KUBERNETES_EXEC_INFO")) return;
  const info = {
    kind: "ExecCredential",
    apiVersion: exec.apiVersion ?? "client.authentication.k8s.io/v1",
    spec: {
      interactive: false,
      ...(exec.provideClusterInfo && {
        cluster: { server: cluster.server, ...(cluster.caData && { "certificate-authority-data": cluster.caData }) },
      }),
    },
  };
  exec.env = [...(exec.env ?? []), { name: "KUBERNETES_EXEC_INFO", value: JSON.stringify(info) }];
}

/** The part of a user of a kubeconfig that names a program for credentials. */
interface ExecPlugin {
  apiVersion?: string;
  command?: string;
  installHint?: string;
  provideClusterInfo?: boolean;
  env?: { name: string; value: string }[];
}

/** What a failure to get credentials means to whoever wrote the kubeconfig. */
export function credentialsFailure(config: KubeConfig, cause: unknown): Error {
  const user = config.getCurrentUser();
  const { exec } = (user ?? {}) as { exec?: ExecPlugin };
  const said = (cause as Error).message?.trim() || String(cause);
  if (!exec) return new Error(`the credentials of user ${user?.name} can't be had: ${said}`);
  const missingProgram = (cause as NodeJS.ErrnoException).code === "ENOENT";
  const problem = missingProgram ? "is not on the PATH" : `failed: ${said}`;
  const hint = exec.installHint ? `\n${exec.installHint}` : "";
  return new Error(`${exec.command}, which gives the credentials of user ${user?.name}, ${problem}${hint}`);
}

/**
 * What makes a cluster another one: where it is and what it identifies itself with. Undefined where the kubeconfig names
 * none or can't be read.
 */
export function activeCluster(text: string | undefined, selection: Selection): string | undefined {
  if (!text) return undefined;
  try {
    const { name: _, ...cluster } = readKubeconfig(text, selection).getCurrentCluster()!;
    return JSON.stringify(cluster, Object.keys(cluster).toSorted());
  } catch {
    return undefined;
  }
}
