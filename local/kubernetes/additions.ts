import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { KubernetesClient, KubernetesObject } from "./client.ts";

const folder = join(import.meta.dirname, "additions");

/** Where objects of a kind are found; `namespace` is empty for those in none. */
const places: Record<string, (namespace: string) => string> = {
  CSIDriver: () => "/apis/storage.k8s.io/v1/csidrivers",
  CustomResourceDefinition: () => "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  Deployment: (namespace) => `/apis/apps/v1/namespaces/${namespace}/deployments`,
  Service: (namespace) => `/api/v1/namespaces/${namespace}/services`,
  ServiceAccount: (namespace) => `/api/v1/namespaces/${namespace}/serviceaccounts`,
  StorageClass: () => "/apis/storage.k8s.io/v1/storageclasses",
};

/** Puts into a cluster what GKE puts into every cluster. */
export async function addAdditions(client: KubernetesClient): Promise<void> {
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  const objects = texts.flatMap((text) =>
    parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject),
  );
  await Promise.all(
    objects.map((object) => {
      const { name, namespace = "" } = object.metadata;
      return client.apply(`${places[object.kind!]!(namespace)}/${name}`, object);
    }),
  );
}
