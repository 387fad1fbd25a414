/** Every image that the model speaks of, by its name in the registry. */
export const imageNames = [
  "blobstore",
  "caddy",
  "cadvisor",
  "frontend",
  "gitserver",
  "grafana",
  "indexed-searcher",
  "migrator",
  "node-exporter",
  "opentelemetry-collector",
  "postgres_exporter",
  "postgresql-16",
  "postgresql-16-codeinsights",
  "precise-code-intel-worker",
  "prometheus",
  "redis-cache",
  "redis-store",
  "redis_exporter",
  "search-indexer",
  "searcher",
  "server",
  "syntactic-code-intel-worker",
  "syntax-highlighter",
  "worker",
] as const;

export type ImageName = (typeof imageNames)[number];

/** Where Sourcegraph's images are published. */
export const publicRegistry = "index.docker.io/sourcegraph";
