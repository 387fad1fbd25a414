import type { Release } from "../../machine/manifest.ts";
import { container } from "./machine.ts";

export const compose = "name: docker-compose\nservices: {}\n";

/** A release with files in folders, one that can be run, and a secret. */
export const release: Release = {
  type: "compose",
  services: ["gitserver-0", "searcher-0"],
  files: [
    { path: "compose.yaml", content: compose },
    { path: "caddy/Caddyfile", content: "http:// {\n}\n" },
    { path: "tools/check.sh", content: "#!/bin/sh\n", mode: 0o755 },
  ],
  secrets: { PGPASSWORD: "projects/p/secrets/pgsql" },
};

/** The one after it. */
export const next: Release = {
  ...release,
  files: [...release.files, { path: "grafana/more.yaml", content: "a: 1\n" }],
};

/** Its containers when all is well. */
export const healthy = container("gitserver-0") + container("searcher-0");
