import type { Deployment } from "../../deployment.ts";
import { listenerOf } from "../../derive/addressing.ts";
import type { Service } from "../../model/service.ts";
import { labelsOf, type Manifest, selectorOf } from "./manifest.ts";
import { namespaceOf } from "./workload.ts";

/** How Prometheus knows that an entrance leads to metrics, and at which port of the pods. */
function scrapeAnnotations(service: Service, ports: string[]): Record<string, string> {
  const measured = Object.values(service.containers).flatMap(({ metrics = [] }) => metrics);
  const port = ports.find((name) => (measured as string[]).includes(name));
  if (port === undefined) return {};
  return {
    "prometheus.io/port": String(listenerOf(service, port).number),
    "sourcegraph.prometheus/scrape": "true",
  };
}

/** The Services of a service. `annotations`: more of them, by the name of the Service. */
export function entrancesOf(
  deployment: Deployment,
  service: Service,
  more: Readonly<Record<string, Record<string, string>>> = {},
): Manifest[] {
  return Object.entries(service.entrances ?? {}).map(([name, { headless, ports }]): Manifest => {
    const named = Object.entries(ports as Record<string, number>);
    const annotations = { ...scrapeAnnotations(service, Object.keys(ports)), ...more[name] };
    return {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        name,
        namespace: namespaceOf(deployment, service),
        labels: labelsOf(service),
        ...(Object.keys(annotations).length > 0 && { annotations }),
      },
      spec: {
        type: "ClusterIP",
        ...(headless && { clusterIP: "None" }),
        selector: selectorOf(service),
        ports: named.map(([port, number]) => ({ name: port, port: number, targetPort: port })),
      },
    };
  });
}
