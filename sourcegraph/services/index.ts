import type { Service } from "../model/service.ts";
import { blobstore } from "./blobstore.ts";
import { caddy } from "./caddy.ts";
import { cadvisor } from "./cadvisor.ts";
import { codeinsightsDb, codeintelDb, pgsql } from "./databases.ts";
import { gitserver } from "./gitserver.ts";
import { grafana } from "./grafana.ts";
import { indexedSearch } from "./indexed-search.ts";
import { migrator } from "./migrator.ts";
import { nodeExporter } from "./node-exporter.ts";
import { otelCollector } from "./otel-collector.ts";
import { preciseCodeIntelWorker } from "./precise-code-intel-worker.ts";
import { prometheus } from "./prometheus.ts";
import { redisCache, redisStore } from "./redis.ts";
import { searcher } from "./searcher.ts";
import { frontend } from "./sourcegraph-frontend.ts";
import { syntacticCodeIntel } from "./syntactic-code-intel.ts";
import { syntectServer } from "./syntect-server.ts";
import { worker } from "./worker.ts";

/** Every service, in the order in which a reader meets them: what stores, what migrates, what works, what watches. */
export const services: readonly Service[] = [
  pgsql,
  codeintelDb,
  codeinsightsDb,
  redisCache,
  redisStore,
  blobstore,
  migrator,
  frontend,
  gitserver,
  indexedSearch,
  searcher,
  preciseCodeIntelWorker,
  syntacticCodeIntel,
  syntectServer,
  worker,
  prometheus,
  grafana,
  otelCollector,
  nodeExporter,
  cadvisor,
  caddy,
];
