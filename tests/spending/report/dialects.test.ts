import assert from "node:assert/strict";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import bigqueryParser from "node-sql-parser/build/bigquery.js";
import { period } from "../../../spending/report/period.ts";
import { bigquery } from "../../../spending/report/query/bigquery.ts";
import { changesQuery } from "../../../spending/report/query/changes.ts";
import { daysQuery, onDays } from "../../../spending/report/query/days.ts";
import type { Dialect, Query } from "../../../spending/report/query/dialect.ts";
import { duckdb } from "../../../spending/report/query/duckdb.ts";
import type { Key } from "../../../spending/report/query/lines.ts";
import { projectsQuery } from "../../../spending/report/query/projects.ts";
import { spanQuery } from "../../../spending/report/query/span.ts";
import { sumsQuery } from "../../../spending/report/query/sums.ts";

const around = period("2026-11", Date.parse("2026-11-22T12:00:00Z"));
const keys: Key[] = [{ by: "project" }, { by: "service" }, { by: "label", label: "env" }];

/** All queries in both dialects. */
const queries: [name: string, make: (dialect: Dialect, table: string) => Query][] = [
  ["span", (dialect, table) => spanQuery(dialect, table, "2026-11", "2026-10")],
  ["projects", (dialect, table) => projectsQuery(dialect, table, around, "USD")],
  ...keys.flatMap((key): [string, (dialect: Dialect, table: string) => Query][] => {
    const days = (dialect: Dialect, table: string) => daysQuery(dialect, table, key, around, "USD");
    return [
      [`sums by ${key.by}`, (dialect, table) => onDays(days(dialect, table), sumsQuery(dialect, around))],
      [`changes by ${key.by}`, (dialect, table) => onDays(days(dialect, table), changesQuery(dialect, around))],
    ];
  }),
];

/** A SELECT as both parsers tell it: what it takes from where, under which conditions, in which groups and order. */
interface Clause {
  columns: string[];
  from: string[];
  conditions: number;
  groups: string[];
  order: number;
  limit: string | undefined;
  qualified: boolean;
}

type Tree = Record<string, unknown>;
const tree = (value: unknown): Tree => (value ?? {}) as Tree;
const list = (value: unknown): Tree[] => (value ?? []) as Tree[];

/** All that is said by the names of its common tables; the SELECTs of a UNION are numbered. */
type Clauses = Record<string, Clause>;

/** The text of a name in BigQuery's tree. */
function bigqueryName(expression: Tree): string {
  const column = expression.column;
  const last = typeof column === "string" ? column : String(tree(tree(column).expr).value ?? "");
  return expression.table ? `${expression.table}.${last}` : last;
}

const conjuncts = (expression: unknown, operator: (of: Tree) => boolean, sides: (of: Tree) => unknown[]): number => {
  if (!expression) return 0;
  const node = tree(expression);
  return operator(node) ? sides(node).reduce<number>((sum, each) => sum + conjuncts(each, operator, sides), 0) : 1;
};

function bigqueryClause(select: Tree): Clause {
  return {
    columns: list(select.columns).map((column) => (column.as as string) ?? bigqueryName(tree(column.expr))),
    from: list(select.from).map(({ table, join }) => `${join ?? "FROM"} ${table}`),
    conditions: conjuncts(
      select.where,
      (node) => node.operator === "AND",
      (node) => [node.left, node.right],
    ),
    groups: list(tree(select.groupby).columns).map(bigqueryName),
    order: list(select.orderby).length,
    limit: list(tree(select.limit).value).map(({ value }) => String(value))[0],
    qualified: Boolean(select.qualify),
  };
}

function bigqueryClauses(text: string): Clauses {
  const parsed = new bigqueryParser.Parser().astify(text, { database: "bigquery" });
  const top = tree(Array.isArray(parsed) ? parsed[0] : parsed);
  const found: Clauses = {};
  for (const common of list(top.with))
    found[String(tree(common.name).value)] = bigqueryClause(tree(tree(common.stmt).ast ?? common.stmt));
  let index = 0;
  for (let select: Tree | undefined = top; select; select = select._next as Tree | undefined) {
    assert.ok(!select._next || select.set_op === "union all");
    found[`SELECT ${index++}`] = bigqueryClause(select);
  }
  return found;
}

function duckdbFrom(from: Tree): string[] {
  if (from.type === "JOIN") {
    assert.equal(from.join_type, "INNER");
    const right = duckdbFrom(tree(from.right)).map((name) => name.replace("FROM", "INNER JOIN"));
    return [...duckdbFrom(tree(from.left)), ...right];
  }
  assert.equal(from.type, "BASE_TABLE", JSON.stringify(from));
  return [`FROM ${from.table_name}`];
}

const duckdbName = (expression: Tree): string => (expression.column_names as string[]).join(".");

function duckdbClause(node: Tree): Clause {
  const modifiers = list(node.modifiers);
  const modifier = (type: string) => tree(modifiers.find((each) => each.type === type));
  const columns = list(node.select_list);
  return {
    columns: columns.map((column) => (column.alias as string) || (column.column_names as string[]).at(-1)!),
    from: duckdbFrom(tree(node.from_table)),
    conditions: conjuncts(
      node.where_clause,
      ({ type }) => type === "CONJUNCTION_AND",
      ({ children }) => children as unknown[],
    ),
    groups: list(node.group_expressions).map(duckdbName),
    order: list(modifier("ORDER_MODIFIER").orders).length,
    limit: (tree(tree(modifier("LIMIT_MODIFIER").limit).value).value as number | undefined)?.toString(),
    qualified: Boolean(node.qualify),
  };
}

function duckdbClauses(top: Tree): Clauses {
  const found: Clauses = {};
  for (const { key, value } of list(tree(top.cte_map).map)) {
    found[String(key)] = duckdbClause(tree(tree(tree(value).query).node));
  }
  const selects = (node: Tree): Tree[] => {
    if (node.type !== "SET_OPERATION_NODE") return [node];
    assert.deepEqual([node.setop_type, node.setop_all], ["UNION", true]);
    const children = node.children as Tree[] | undefined;
    return (children ?? [tree(node.left), tree(node.right)]).flatMap(selects);
  };
  selects(top).forEach((node, index) => {
    found[`SELECT ${index}`] = duckdbClause(node);
  });
  return found;
}

describe("the two dialects", () => {
  let connection: DuckDBConnection;
  before(async () => {
    connection = await (await DuckDBInstance.create(":memory:")).connect();
  });
  after(() => connection.closeSync());

  /** DuckDB's own parser on its text. */
  async function parseDuckdb(text: string): Promise<Tree> {
    const read = await connection.runAndReadAll("SELECT json_serialize_sql(CAST($text AS VARCHAR)) AS tree", { text });
    const parsed = JSON.parse(String(read.getRowObjects()[0]!.tree));
    assert.equal(parsed.error, false, parsed.error_message);
    return parsed.statements[0].node;
  }

  for (const [name, make] of queries) {
    it(`say the same, clause by clause: ${name}`, async () => {
      const theirs = bigqueryClauses(make(bigquery, "`p.d.t`").text.replaceAll("`p.d.t`", "export_table"));
      const ours = duckdbClauses(await parseDuckdb(make(duckdb, "export_table").text));
      assert.deepEqual(theirs, ours);
      assert.ok(Object.values(theirs).every(({ columns }) => columns.length > 0));
    });

    it(`never multiply rows, and cut them to the months: ${name}`, () => {
      const clauses = bigqueryClauses(make(bigquery, "`p.d.t`").text.replaceAll("`p.d.t`", "export_table"));
      for (const { from, conditions } of Object.values(clauses)) {
        if (from.includes("FROM export_table")) assert.ok(conditions >= (name === "span" ? 3 : 4));
        const [, ...joined] = from;
        assert.ok(
          joined.every((each) => each === "INNER JOIN newest"),
          `${from}`,
        );
      }
    });

    it(`have a value for each parameter, and no other: ${name}`, () => {
      for (const [dialect, mark] of [
        [bigquery, "@"],
        [duckdb, "\\$"],
      ] as const) {
        const { text, parameters } = make(dialect, "export_table");
        const named = new Set([...text.matchAll(new RegExp(`${mark}([a-z_]+)`, "g"))].map(([, found]) => found));
        assert.deepEqual([...named].toSorted(), Object.keys(parameters).toSorted());
      }
    });
  }

  it("group as they should", () => {
    const days = daysQuery(bigquery, "t", { by: "service" }, around, "USD");
    const groups = (query: Query) =>
      Object.fromEntries(Object.entries(bigqueryClauses(query.text)).map(([name, each]) => [name, each.groups.join()]));
    assert.deepEqual(groups(onDays(days, sumsQuery(bigquery, around))), {
      export_days: "name,project.id,sku.id,cost_kind,day",
      days: "name,day,cost_kind",
      "SELECT 0": "name",
      "SELECT 1": "day",
      "SELECT 2": "cost_kind",
    });
    assert.equal(groups(projectsQuery(bigquery, "t", around, "USD"))["SELECT 0"], "id");
  });

  it("are told apart by what only one of them has", () => {
    const texts = queries.map(([, make]) => make(bigquery, "`p.d.t`").text).join("\n");
    assert.match(texts, /_PARTITIONTIME >= @exported_from\n\s+AND _PARTITIONTIME < @exported_to/);
    assert.doesNotMatch(texts, /LAMBDA|LIST_|\$/);
    assert.match(
      texts,
      /IFNULL\(\(SELECT SUM\(CAST\(c\.amount AS NUMERIC\)\) FROM UNNEST\(credits\) AS c\), 0\)\) AS credits/,
    );
  });

  it("never write into a query what a person asked for", () => {
    const label = "x') OR 1=1 --";
    for (const dialect of [bigquery, duckdb]) {
      const { text, parameters } = daysQuery(dialect, "t", { by: "label", label }, around, "'; DROP TABLE t");
      assert.ok(!text.includes("OR 1=1") && !text.includes("DROP"));
      assert.deepEqual(parameters.label, { type: "text", value: label });
    }
  });
});
