import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { billingExportTable } from "../../../plan/names.ts";
import { period } from "../../../spending/report/period.ts";
import { daysQuery, onDays } from "../../../spending/report/query/days.ts";
import { spanQuery } from "../../../spending/report/query/span.ts";
import { sumsQuery } from "../../../spending/report/query/sums.ts";
import { readFacts } from "../../../spending/report/read.ts";
import { openTable, type TableOptions } from "../../../spending/report/sources/bigquery.ts";

interface Parameter {
  name: string;
  parameterType: { type: string };
  parameterValue: { value: string };
}
interface Job {
  configuration: {
    dryRun?: boolean;
    query: { query: string; maximumBytesBilled?: string; useLegacySql: boolean; queryParameters: Parameter[] };
  };
}

/** The jobs API as far as the client needs it. It runs nothing: it keeps what it was sent, and answers as it is told. */
async function fakeApi(answer: { bytes: string; schema?: object; rows?: object[]; refusal?: object }) {
  const jobs: Job[] = [];
  const paths: string[] = [];
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      paths.push(`${request.method} ${request.url!.split("?")[0]} ${request.headers.authorization}`);
      const reference = { projectId: "tst-billing-p9tc", jobId: "job", location: "US" };
      const statistics = { totalBytesProcessed: answer.bytes, query: { totalBytesBilled: answer.bytes } };
      const done = { jobReference: reference, status: { state: "DONE" }, statistics };
      if (request.method === "POST") jobs.push(JSON.parse(body));
      const results = { ...done, jobComplete: true, schema: answer.schema, rows: answer.rows, totalRows: "1" };
      response.setHeader("content-type", "application/json");
      if (answer.refusal) {
        response.statusCode = 404;
        response.end(JSON.stringify({ error: answer.refusal }));
        return;
      }
      response.end(JSON.stringify(request.url!.includes("/queries/") ? results : { ...done, configuration: {} }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { jobs, paths, server, url: `http://127.0.0.1:${port}` };
}

const options = (url: string, told: string[], mostBytes = 1e12): TableOptions => ({
  project: "tst-billing-p9tc",
  dataset: "billing_export",
  account: "01C0DE-5EED00-CAFE42",
  mostBytes,
  tell: (text) => told.push(text),
  environment: { CLOUDSDK_API_ENDPOINT_OVERRIDES_BIGQUERY: `${url}/`, GOOGLE_OAUTH_ACCESS_TOKEN: "secret" },
});

const spanSchema = {
  fields: [
    { name: "currency", type: "STRING" },
    { name: "line_count", type: "INTEGER" },
    { name: "accounts", type: "INTEGER" },
    { name: "newest", type: "INTEGER" },
  ],
};
const spanRows = [{ f: ["USD", "1234", "1", "1795550400000"].map((v) => ({ v })) }];

describe("BigQuery", () => {
  const servers: Server[] = [];
  const fake: typeof fakeApi = async (answer) => {
    const made = await fakeApi(answer);
    servers.push(made.server);
    return made;
  };
  after(() => {
    for (const server of servers) server.close();
  });

  it("is asked in the table of the account", async () => {
    assert.equal(billingExportTable("01C0DE-5EED00-CAFE42"), "gcp_billing_export_v1_01C0DE_5EED00_CAFE42");
    const { url } = await fake({ bytes: "0" });
    const source = await openTable(options(url, []));
    assert.equal(source.table, "`tst-billing-p9tc.billing_export.gcp_billing_export_v1_01C0DE_5EED00_CAFE42`");
  });

  it("is sent parameters with their types, and the most that may be billed", async () => {
    const { jobs, url, paths } = await fake({ bytes: "5000", schema: spanSchema, rows: spanRows });
    const source = await openTable(options(url, [], 8000));
    const [november, key] = [period("2026-11", 0), { by: "label", label: "x'y" } as const];
    const days = daysQuery(source.dialect, source.table, key, november, "USD");
    const query = onDays(days, sumsQuery(source.dialect, november));
    await source.run(query);
    const { dryRun, query: sent } = jobs[0]!.configuration;
    assert.deepEqual([dryRun, sent.useLegacySql, sent.maximumBytesBilled], [undefined, false, "8000"]);
    assert.equal(sent.query, query.text);
    const parameters = Object.fromEntries(
      sent.queryParameters.map(({ name, parameterType, parameterValue }) => [
        name,
        `${parameterType.type} ${parameterValue.value}`,
      ]),
    );
    assert.deepEqual(parameters, {
      complete_to: "INT64 31",
      currency: "STRING USD",
      days: "INT64 61",
      exported_from: "TIMESTAMP 2026-09-26T07:00:00.000Z",
      exported_to: "TIMESTAMP 2026-12-11T08:00:00.000Z",
      first_day: "INT64 31",
      label: "STRING x'y",
      last_month: "STRING 202610",
      recent_from: "INT64 17",
      same_days: "INT64 0",
      start: "TIMESTAMP 2026-10-01T07:00:00.000Z",
      this_month: "STRING 202611",
    });
    assert.ok(paths[0]!.endsWith("/projects/tst-billing-p9tc/jobs Bearer secret"), paths[0]);
    // What was billed is taken off what may be.
    await source.run(query);
    assert.equal(jobs[1]!.configuration.query.maximumBytesBilled, "3000");
  });

  it("gives exact amounts as text, and numbers as numbers", async () => {
    const schema = {
      fields: [
        { name: "to_date", type: "NUMERIC" },
        { name: "first_day", type: "INTEGER" },
        { name: "name", type: "STRING" },
      ],
    };
    const { url } = await fake({ bytes: "1", schema, rows: [{ f: [{ v: "0.000000001" }, { v: "31" }, { v: null }] }] });
    const source = await openTable(options(url, []));
    const rows = await source.run({ text: "SELECT 1", parameters: {} });
    assert.deepEqual(rows, [{ to_date: "0.000000001", first_day: 31, name: null }]);
  });

  it("says what will be read before it is paid for, by dry runs", async () => {
    const { jobs, url } = await fake({ bytes: "3221225472", schema: spanSchema, rows: spanRows });
    const told: string[] = [];
    const source = await openTable(options(url, told));
    await source.price!([spanQuery(source.dialect, source.table, "2026-11", "2026-10")]);
    assert.deepEqual(told, [`BigQuery will read 3.0 GiB of ${source.title}.`]);
    assert.deepEqual(
      jobs.map(({ configuration }) => configuration.dryRun),
      [true],
    );
  });

  it("says what to do where there is no table yet", async () => {
    const refusal = {
      code: 404,
      message: "Not found: Table x",
      errors: [{ reason: "notFound", message: "Not found" }],
    };
    const { url } = await fake({ bytes: "0", refusal });
    const source = await openTable(options(url, []));
    await assert.rejects(source.run({ text: "SELECT 1", parameters: {} }), /There is no table tst-billing.*switched/);
  });

  it("refuses what would read too much, and runs nothing", async () => {
    const { jobs, url } = await fake({ bytes: "3221225472", schema: spanSchema, rows: spanRows });
    const source = await openTable(options(url, [], 2 ** 31));
    await assert.rejects(
      readFacts(source, { month: "2026-11", key: { by: "project" } }),
      /--most-bytes: found a report that reads 3\.0 GiB; allowed: 2\.0 GiB\./,
    );
    assert.ok(jobs.every(({ configuration }) => configuration.dryRun));
  });
});
