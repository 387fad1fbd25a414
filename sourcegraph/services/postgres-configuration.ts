import type { Knowledge } from "../model/knowledge.ts";

const mebibyte = 2 ** 20;

/** Megabytes as postgresql.conf writes them, at most so many of them. */
const megabytes = (bytes: number, most = Number.POSITIVE_INFINITY) =>
  `${Math.floor(Math.min(bytes / mebibyte, most))}MB`;

/** Connections for all replicas of all services, with room for an administrator. */
const connections = 250;

/** The configuration of a database, in proportion to the memory that it may use. */
export function postgresConfiguration({ memory }: Knowledge): string {
  return `# Made from the size of the deployment. Changes are overwritten.
listen_addresses = '*'
max_connections = ${connections}

# A quarter of the memory is Postgres' own cache; the planner counts on the system's as well.
shared_buffers = ${megabytes(memory / 4)}
effective_cache_size = ${megabytes((memory * 3) / 4)}
work_mem = ${megabytes(memory / 16 / 64, 64)}
maintenance_work_mem = ${megabytes(memory / 16, 1024)}
dynamic_shared_memory_type = posix

# No single query fills the disk with what it sorts.
temp_file_limit = 20GB

# Pages are written out early, so that queries needn't.
bgwriter_delay = 50ms
bgwriter_lru_maxpages = 200

# Network disks: random reads cost little more than others, and many can be under way.
random_page_cost = 1.1
effective_io_concurrency = 200

min_wal_size = 2GB
max_wal_size = 8GB
wal_buffers = 16MB
checkpoint_completion_target = 0.9

max_worker_processes = 8
max_parallel_workers = 8
max_parallel_workers_per_gather = 2
max_parallel_maintenance_workers = 4

log_timezone = 'Etc/UTC'
timezone = 'Etc/UTC'

# Without these lines words would be searched, and numbers and days written, as in no language.
datestyle = 'iso, mdy'
lc_messages = 'en_US.utf8'
lc_monetary = 'en_US.utf8'
lc_numeric = 'en_US.utf8'
lc_time = 'en_US.utf8'
default_text_search_config = 'pg_catalog.english'
`;
}
