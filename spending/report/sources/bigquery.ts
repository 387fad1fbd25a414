import type { BigQuery, Query as Job } from "@google-cloud/bigquery";
import { billingExportTable } from "../../../plan/names.ts";
import { printable, UserError } from "../../../spec/problem.ts";
import { bigquery } from "../query/bigquery.ts";
import type { Parameter, Query } from "../query/dialect.ts";
import type { Source } from "./source.ts";

/** A number of bytes as people read it. */
function size(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** Where the table of an organisation is, and what may be read of it. */
export interface TableOptions {
  /** The project that the dataset is in; it pays for the queries. */
  project: string;
  dataset: string;
  /** The billing account. */
  account: string;
  /** The most that all queries of a report may read: what is over it is refused before it is paid for. */
  mostBytes: number;
  /** Told before anything is paid for. */
  tell(text: string): void;
  /** Endpoints and credentials. */
  environment: NodeJS.ProcessEnv;
}

const plain = (value: unknown): unknown =>
  // The client makes NUMERIC numbers of the library big.js, which write themselves out in full like this.
  typeof value === "object" && value !== null && "toFixed" in value
    ? (value as { toFixed(): string }).toFixed()
    : value;

/** What BigQuery refused, as far as people can mend it. */
function mistakeIn(error: unknown, table: string): unknown {
  const { code, message } = error as { code?: unknown; message?: string };
  if (code === 404) {
    return new UserError(
      `There is no table ${table}. Google makes it some hours after a person has switched the standard export on, in ` +
        "the console under Billing, Billing export; docs/cost-report.md tells how.",
      [],
      { cause: error },
    );
  }
  if (code !== 403 && code !== 400) return error;
  return new UserError(`BigQuery refuses to read ${table}: ${printable(message ?? "")}`, [], { cause: error });
}

/** The client of Google, at the endpoint and with the credentials of an environment. */
async function client({ project, environment }: TableOptions): Promise<BigQuery> {
  const [{ BigQuery }, { OAuth2Client }] = await Promise.all([
    import("@google-cloud/bigquery"),
    import("google-auth-library"),
  ]);
  const endpoint = environment.CLOUDSDK_API_ENDPOINT_OVERRIDES_BIGQUERY;
  const token = environment.GOOGLE_OAUTH_ACCESS_TOKEN;
  const authClient = new OAuth2Client();
  if (token) authClient.setCredentials({ access_token: token });
  return new BigQuery({
    projectId: project,
    ...(endpoint && { apiEndpoint: endpoint.replace(/\/$/, "") }),
    ...(token && { authClient }),
  });
}

/** The table of Google's standard export in BigQuery. */
export async function openTable(options: TableOptions): Promise<Source> {
  const api = await client(options);
  const { project, dataset, mostBytes, tell } = options;
  const table = `${project}.${dataset}.${billingExportTable(options.account)}`;
  const parameterOf = ({ type, value }: Parameter) => (type === "moment" ? api.timestamp(new Date(value)) : value);
  const job = ({ text, parameters }: Query): Job => ({
    query: text,
    params: Object.fromEntries(Object.entries(parameters).map(([name, each]) => [name, parameterOf(each)])),
    useLegacySql: false,
  });
  let left = mostBytes;
  const create = async (wanted: Job) => {
    try {
      return await api.createQueryJob(wanted);
    } catch (error) {
      throw mistakeIn(error, table);
    }
  };
  const bytesOf = async (query: Query): Promise<number> => {
    const [dry] = await create({ ...job(query), dryRun: true });
    return Number(dry.metadata.statistics.totalBytesProcessed);
  };
  return {
    dialect: bigquery,
    table: `\`${table}\``,
    title: table,
    async price(queries) {
      const sizes = await Promise.all(queries.map(bytesOf));
      const bytes = sizes.reduce((sum, each) => sum + each, 0);
      tell(`BigQuery will read ${size(bytes)} of ${table}.`);
      if (bytes > left) {
        throw new UserError(
          `--most-bytes: found a report that reads ${size(bytes)}; allowed: ${size(left)}. ` +
            "Raise it if the report is worth that much.",
        );
      }
    },
    async run<Row>(query: Query) {
      const [running] = await create({ ...job(query), maximumBytesBilled: String(left) });
      const [rows] = await running.getQueryResults();
      const billed = Number(running.metadata.statistics?.query?.totalBytesBilled ?? 0);
      left = Math.max(0, left - billed);
      return rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
      ) as Row[];
    },
    close() {},
  };
}
