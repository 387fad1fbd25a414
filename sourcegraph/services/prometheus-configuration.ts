import type { Knowledge, Scrape } from "../model/knowledge.ts";
import { yaml } from "../yaml.ts";

const heading = "# Made from the services of the deployment. Changes are overwritten.\n";

/** Every replica that is scraped, for the configuration that the image holds. */
const staticTargets = (knowledge: Knowledge) =>
  knowledge.scrapes.map(({ job, addresses }) => ({ labels: { job }, targets: [...addresses] }));

/** Keeps the endpoints of one service's port for metrics, and names what is scraped as the dashboards expect. */
const discovered = ({ job, namespace }: Scrape) => ({
  job_name: job,
  kubernetes_sd_configs: [
    { role: "endpointslice", namespaces: namespace ? { names: [namespace] } : { own_namespace: true } },
  ],
  relabel_configs: [
    {
      source_labels: ["__meta_kubernetes_service_annotation_sourcegraph_prometheus_scrape"],
      regex: "true",
      action: "keep",
    },
    { source_labels: ["__meta_kubernetes_pod_label_app"], regex: job, action: "keep" },
    {
      source_labels: ["__address__", "__meta_kubernetes_service_annotation_prometheus_io_port"],
      regex: "(.+):\\d+;(\\d+)",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Prometheus' own reference to a group of the pattern.
      replacement: "${1}:${2}",
      target_label: "__address__",
    },
    // A pod may have two programs, each behind a Service of its own: with one name their series would be mixed.
    { source_labels: ["__meta_kubernetes_service_name"], target_label: "job" },
    { source_labels: ["__meta_kubernetes_pod_name"], target_label: "instance" },
    { source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
    { source_labels: ["__meta_kubernetes_namespace"], target_label: "ns" },
    { source_labels: ["__meta_kubernetes_pod_node_name"], target_label: "nodename" },
  ],
});

/**
 * What Prometheus scrapes. Where replicas come and go it looks them up, in its own namespace only; elsewhere it is given
 * their addresses.
 */
export function prometheusFiles(knowledge: Knowledge): Record<string, string> {
  if (knowledge.target === "compose") {
    return { "prometheus_targets.yml": heading + yaml(staticTargets(knowledge)) };
  }
  const configuration = {
    global: { scrape_interval: "30s", evaluation_interval: "30s" },
    alerting: {
      alertmanagers: [{ path_prefix: "/alertmanager", static_configs: [{ targets: ["127.0.0.1:9093"] }] }],
    },
    rule_files: ["*_rules.yml", "/sg_config_prometheus/*_rules.yml", "/sg_prometheus_add_ons/*_rules.yml"],
    scrape_configs: [
      {
        job_name: "builtin-alertmanager",
        metrics_path: "/alertmanager/metrics",
        static_configs: [{ targets: ["127.0.0.1:9093"] }],
      },
      { job_name: "builtin-prometheus", static_configs: [{ targets: ["127.0.0.1:9090"] }] },
      ...knowledge.scrapes.map(discovered),
    ],
  };
  return { "prometheus.yml": heading + yaml(configuration) };
}
