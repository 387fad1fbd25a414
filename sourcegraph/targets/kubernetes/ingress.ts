import { type Deployment, serviceNamed } from "../../deployment.ts";
import { listenerOf } from "../../derive/addressing.ts";
import { labelsOf, type Manifest } from "./manifest.ts";

/** How people come in from outside the cluster. */
export type Door =
  /** An Ingress for whatever controller the cluster has. */
  | { readonly kind: "ingress"; readonly className?: string }
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

/** What leads people from outside to the frontend. */
export function doorOf(deployment: Deployment, door: Door): { comment: string; manifest: Manifest }[] {
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
      rules: [
        {
          ...(deployment.domain && { host: deployment.domain }),
          http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name, port: { name: port } } } }] },
        },
      ],
    },
  };
  if (door.kind === "ingress") return [{ comment: "The way in, for the cluster's own controller.", manifest: ingress }];
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
