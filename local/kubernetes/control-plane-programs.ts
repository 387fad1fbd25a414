import { join } from "node:path";
import { certificateFiles } from "./certificates.ts";
import type { Program } from "./programs.ts";

/** Where Services get their addresses, as on GKE by default. */
const serviceRange = "34.118.224.0/20";

/** The names of a control plane's programs, in the order in which they start. */
export const names = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"] as const;
export type Name = (typeof names)[number];

/** Where and with what a control plane runs. */
export interface ControlPlaneOptions {
  /** Its own folder, made if it is not there. */
  folder: string;
  /** Where the certificates are that all control planes share. */
  certificates: string;
  /** The folder with the programs. */
  programs: string;
  /** The stages of nodes and pods: the path of a file for kwok. */
  stages: string;
  /** The URL of a TokenReview webhook that knows further callers. */
  tokenReviews?: string | undefined;
}

/** The programs and their settings. Unix sockets have names relative to the folder: absolute ones would be too long. */
export function programsOf(
  { folder, certificates, programs, stages, tokenReviews }: ControlPlaneOptions,
  port: number,
): Record<Name, Program> {
  const files = certificateFiles(certificates);
  const kubeconfig = join(folder, "kubeconfig");
  const serviceAccountKey = join(folder, "service-accounts.key");
  const program = (
    name: Name,
    flags: Record<string, string | number | boolean>,
    more: Partial<Program> = {},
  ): Program => ({
    command: join(programs, name),
    args: Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
    folder,
    log: join(folder, "logs", `${name}.log`),
    ...more,
  });
  const controller = { kubeconfig, "leader-elect": false, "secure-port": 0, profiling: false };
  return {
    etcd: program(
      "etcd",
      {
        name: "local",
        "data-dir": join(folder, "etcd"),
        // What a crash of the machine could lose is only the local cloud.
        "unsafe-no-fsync": true,
        "listen-client-urls": "unix://etcd:1",
        "advertise-client-urls": "unix://etcd:1",
        "listen-peer-urls": "unix://peer:1",
        "initial-advertise-peer-urls": "unix://peer:1",
        "initial-cluster": "local=unix://peer:1",
        // Other members would be expected to answer in this many milliseconds; there are none, and idle costs less so.
        "heartbeat-interval": 300,
        "election-timeout": 3000,
        "log-level": "warn",
      },
      { gentle: true },
    ),
    "kube-apiserver": program("kube-apiserver", {
      "etcd-servers": "unix://etcd:1",
      "bind-address": "127.0.0.1",
      "advertise-address": "127.0.0.1",
      "secure-port": port,
      "tls-cert-file": files.certificate,
      "tls-private-key-file": files.key,
      "token-auth-file": join(folder, "tokens.csv"),
      ...(tokenReviews && {
        "authentication-token-webhook-config-file": join(folder, "token-reviews"),
        "authentication-token-webhook-version": "v1",
      }),
      "authorization-mode": "RBAC",
      // Which pods may be privileged is for the levels of namespaces to say, as on GKE.
      "allow-privileged": true,
      "service-account-issuer": "https://kubernetes.default.svc",
      "service-account-key-file": serviceAccountKey,
      "service-account-signing-key-file": serviceAccountKey,
      "service-cluster-ip-range": serviceRange,
      "endpoint-reconciler-type": "none",
      // Nobody has to be kept from crowding others out.
      "enable-priority-and-fairness": false,
      profiling: false,
    }),
    "kube-controller-manager": program("kube-controller-manager", {
      ...controller,
      "service-account-private-key-file": serviceAccountKey,
      "root-ca-file": files.authority,
      // No node ever says that it lives: no word of it is not a sign of death.
      "node-monitor-grace-period": "87600h",
      controllers: ["*", "-persistentvolume-attach-detach-controller", "-persistentvolume-expander-controller"].join(
        ",",
      ),
    }),
    "kube-scheduler": program("kube-scheduler", controller),
    kwok: program("kwok", { kubeconfig, config: stages, "manage-all-nodes": true }),
  };
}
