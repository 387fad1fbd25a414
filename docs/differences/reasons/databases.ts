import type { Cell, Reason } from "../rule.ts";

const setting = (...names: string[]) => new RegExp(`^postgresql\\.conf › (${names.join("|")})$`);

const renamed = ({ today, here }: Cell) => today === "UTC" && here === "Etc/UTC";

/** postgresql.conf, of all three databases. */
export const databaseReasons: readonly Reason[] = [
  {
    name: "in proportion to memory",
    text: "How Postgres uses memory follows from what the database has at each size. Today's base is made for 4 GB.",
    matches: [
      {
        field: setting("shared_buffers", "effective_cache_size", "work_mem", "maintenance_work_mem"),
        when: ({ here = "" }) => /^\d+MB$/.test(here),
      },
    ],
  },
  {
    name: "connections for all",
    text: "There are connections for every replica of every service. With 100, and 20 for code insights in Kubernetes, adding replicas ends in refused connections.",
    matches: [{ field: setting("max_connections"), when: ({ here }) => here === "250" }],
  },
  {
    name: "Postgres' own value",
    text: "Written out or left out, it is what Postgres 16 does anyway.",
    matches: [
      { field: setting("checkpoint_completion_target"), when: ({ today, here }) => !today && here === "0.9" },
      { field: setting("shared_preload_libraries"), when: ({ here }) => here === undefined },
      { field: setting("max_locks_per_transaction"), when: ({ today, here }) => today === "64" && !here },
      { field: setting("max_(worker_processes|parallel_workers)"), when: ({ here }) => here === "8" },
    ],
  },
  {
    name: "UTC",
    text: "It is the same time zone under another name.",
    matches: [{ field: setting("log_timezone", "timezone"), when: renamed }],
  },
  {
    name: "one configuration for three databases",
    text: "All three are set up alike, as the other two are today. Code insights has one of its own, worked out for 2 GB and with settings that no other needs.",
    matches: [
      {
        service: "codeinsights-db",
        field: setting("default_statistics_target", "autovacuum_max_workers", "autovacuum_naptime"),
        when: ({ here }) => here === undefined,
      },
      {
        service: "codeinsights-db",
        field: setting(
          "temp_file_limit",
          "bgwriter_\\w+",
          "(min|max)_wal_size",
          "wal_buffers",
          "max_parallel_\\w+_(gather|workers)",
        ),
      },
    ],
  },
];
