/** The program that asks IAM for a token, which Google ships with its command-line tools. */
const credentialPlugin = "gke-gcloud-auth-plugin";

/**
 * How a GKE cluster is reached by its name, as whoever asks: it holds no credentials. `endpoint`: the name, with a port
 * where that isn't 443.
 */
export const kubeconfigOf = (endpoint: string): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "sourcegraph",
    clusters: [{ name: "sourcegraph", cluster: { server: `https://${endpoint}` } }],
    users: [
      {
        name: "google",
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: credentialPlugin,
            installHint:
              "Install it with `gcloud components install gke-gcloud-auth-plugin`, or from Google's package repositories.",
            interactiveMode: "Never",
            provideClusterInfo: true,
          },
        },
      },
    ],
    contexts: [{ name: "sourcegraph", context: { cluster: "sourcegraph", user: "google" } }],
  });
