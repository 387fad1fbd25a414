import { type Deployment, serviceNamed } from "../../deployment.ts";
import { listenerOf } from "../../derive/addressing.ts";
import { type Commented, labelsOf, type Manifest } from "./manifest.ts";

/** How people come in from outside the cluster. */
export type Door =
  /** An Ingress for whatever controller the cluster has. `tlsSecret`: the Secret with its certificate. */
  | { readonly kind: "ingress"; readonly className?: string; readonly tlsSecret?: string }
  /** Google's own load balancer: its address and certificate by name, made outside the cluster. */
  | { readonly kind: "gke"; readonly address: string; readonly certificate?: string }
  /** None: through the cluster's network, or a forwarded port. */
  | { readonly kind: "none" };

const name = "sourcegraph-frontend";

/** The Service's annotations where Google's load balancer speaks to its pods. */
export const doorAnnotations = (door: Door): Record<string, Record<string, string>> =>
  door.kind === "gke"
    ? {
        [name]: {
          "cloud.google.com/neg": JSON.stringify({ ingress: true }),
          "cloud.google.com/backend-config": JSON.stringify({ default: name }),
        },
      }
    : {};

const annotationsOf = (door: Door): Record<string, string> =>
  door.kind === "gke"
    ? {
        "kubernetes.io/ingress.global-static-ip-name": door.address,
        ...(door.certificate && { "ingress.gcp.kubernetes.io/pre-shared-cert": door.certificate }),
        "networking.gke.io/v1beta1.FrontendConfig": name,
      }
    : // Repositories and indexes are uploaded through it.
      { "nginx.ingress.kubernetes.io/proxy-body-size": "150m" };

/** Whether what people send can be read on its way, and what to do about it. */
const ingressNote = (tlsSecret: string | undefined): string =>
  tlsSecret === undefined
    ? "The way in, for the cluster's own controller. It is plain HTTP: passwords and tokens cross the network for anybody " +
      "to read. For HTTPS say --domain and --tls-secret, the name of a Secret of the type kubernetes.io/tls in this " +
      "namespace, such as cert-manager keeps one."
    : `The way in, for the cluster's own controller. Its certificate is in the Secret ${tlsSecret} in this namespace, which ` +
      "isn't made here: make it with kubectl create secret tls, or let cert-manager keep it.";

/** What leads people from outside to the frontend. */
export function doorOf(deployment: Deployment, door: Door): Commented[] {
  if (door.kind === "none") return [];
  const frontend = serviceNamed(deployment, name);
  const metadata = { name, namespace: deployment.namespace, labels: labelsOf(frontend) };
  const port = frontend.public!;
  const ingress: Manifest = {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { ...metadata, annotations: annotationsOf(door) },
    spec: {
      ...(door.kind === "ingress" && door.className && { ingressClassName: door.className }),
      ...(door.kind === "ingress" &&
        door.tlsSecret && {
          tls: [{ ...(deployment.domain && { hosts: [deployment.domain] }), secretName: door.tlsSecret }],
        }),
      rules: [
        {
          ...(deployment.domain && { host: deployment.domain }),
          http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name, port: { name: port } } } }] },
        },
      ],
    },
  };
  if (door.kind === "ingress") return [{ comment: ingressNote(door.tlsSecret), manifest: ingress }];
  return [
    {
      comment: "How Google's load balancer asks the frontend whether it is well.",
      manifest: {
        apiVersion: "cloud.google.com/v1",
        kind: "BackendConfig",
        metadata,
        spec: {
          // Searches stream their results for minutes.
          timeoutSec: 300,
          healthCheck: { type: "HTTP", requestPath: "/healthz", port: listenerOf(frontend, port).number },
        },
      },
    },
    {
      comment: "Who comes without encryption is sent to where there is.",
      manifest: {
        apiVersion: "networking.gke.io/v1beta1",
        kind: "FrontendConfig",
        metadata,
        spec: { redirectToHttps: { enabled: door.certificate !== undefined } },
      },
    },
    {
      comment: "The way in: Google's load balancer, with an address and a certificate that are kept.",
      manifest: ingress,
    },
  ];
}
