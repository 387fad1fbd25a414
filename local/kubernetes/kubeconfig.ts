import { stringify } from "yaml";
import type { Access } from "./client.ts";

/** The text of a kubeconfig for one cluster and one user, which is its current context. */
function kubeconfig(name: string, cluster: object, user: object): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}

/** A kubeconfig that holds all that is needed: the authority and a token. For what belongs to the cluster itself. */
export const adminKubeconfig = ({ endpoint, certificateAuthority, token }: Access): string =>
  kubeconfig(
    "local",
    {
      server: `https://${endpoint}`,
      "certificate-authority-data": Buffer.from(certificateAuthority).toString("base64"),
    },
    { token },
  );

/** What tells an API server where it can ask who has a token. */
export const webhookKubeconfig = (url: string): string => kubeconfig("token-reviews", { server: url }, {});

/**
 * A kubeconfig as gcloud writes it for a DNS-based endpoint: who calls is left to a program on the PATH, and who vouches
 * for the endpoint to what the machine trusts.
 */
export const pluginKubeconfig = (name: string, endpoint: string): string =>
  kubeconfig(
    name,
    { server: `https://${endpoint}` },
    {
      exec: {
        apiVersion: "client.authentication.k8s.io/v1beta1",
        command: "gke-gcloud-auth-plugin",
        installHint:
          "Install gke-gcloud-auth-plugin: https://cloud.google.com/kubernetes-engine/docs/how-to/cluster-access-for-kubectl",
        provideClusterInfo: true,
      },
    },
  );
