import assert from "node:assert/strict";
import { type Comparison, compareService, compareTarget, type Field } from "../../docs/differences/compare.ts";
import { everySize, flatten, joinSizes, type Tree } from "../../docs/differences/facts.ts";
import { compareWithToday, differences } from "../../docs/differences/index.ts";
import { isLasting } from "../../docs/differences/page.ts";
import { same } from "../../docs/differences/quantities.ts";
import { reasons } from "../../docs/differences/reasons.ts";
import { explain, type Reason } from "../../docs/differences/rule.ts";
import { unaskedPart } from "../../docs/differences/unasked.ts";
import { showValues } from "../../docs/differences/values.ts";
import { servicesOf } from "../../sourcegraph/deployment.ts";
import { unasked } from "../../sourcegraph/services/common.ts";
import { newest } from "../support/sourcegraph.ts";

const compared = (today: Tree, here: Tree): Comparison =>
  compareService("kubernetes", "pgsql", flatten(today), flatten(here));

const nothing: Comparison = { equal: [], different: [] };

const fieldsOf = (fields: readonly Field[]) => fields.map(({ field }) => field);

/** A difference of one service and one field. */
const difference = (field: string, today: Tree, here: Tree): Field => {
  const [found] = compared({ [field]: today }, { [field]: here }).different;
  return found!;
};

const reason = (name: string, ...matches: Reason["matches"]): Reason => ({
  name,
  text: `Because of ${name}.`,
  matches,
});

describe("two values of a field", () => {
  const limit = "container pgsql › limits › memory";
  for (const [target, field, one, other, verdict] of [
    ["kubernetes", "container pgsql › limits › cpu", "1000m", "1", true],
    ["kubernetes", "container pgsql › limits › cpu", "0.5", "500m", true],
    ["kubernetes", "container pgsql › limits › cpu", "1", "1001m", false],
    ["kubernetes", limit, "1024Mi", "1Gi", true],
    ["kubernetes", limit, "1000M", "1G", true],
    ["kubernetes", limit, "8G", "8Gi", false],
    ["kubernetes", "claim pgsql › size", "30G", "30Gi", false],
    ["kubernetes", "container pgsql › requests › ephemeral storage", "4096Mi", "4Gi", true],
    ["compose", "memory", "1024m", "1g", true],
    ["compose", "memory", "1g", "1000m", false],
    ["compose", "cpus", "0.50", "0.5", true],
    // The same letter is mebibytes to Docker's memory and minutes to its times.
    ["compose", "healthcheck › start period", "1h", "3600s", true],
    ["compose", "healthcheck › start period", "5m", "300s", true],
    ["compose", "grace", "2m", "120m", false],
    ["kubernetes", "postgresql.conf › shared_buffers", "1GB", "1024MB", true],
    ["kubernetes", "postgresql.conf › shared_buffers", "1GB", "1000MB", false],
    ["kubernetes", "postgresql.conf › bgwriter_delay", "0.05s", "50ms", true],
    // No quantities: the text counts.
    ["kubernetes", "container pgsql › env › SEARCHER_CACHE_SIZE_MB", "1000m", "1", false],
    ["kubernetes", limit, "plenty", "plenty", true],
    ["kubernetes", limit, "plenty", "1Gi", false],
  ] as const) {
    it(`${one} and ${other} of ${field} in ${target} are ${verdict ? "" : "not "}the same`, () => {
      assert.equal(same(target, field, one, other), verdict);
      assert.equal(same(target, field, other, one), verdict);
    });
  }

  it("are not the same where only one is there", () => {
    assert.equal(same("kubernetes", limit, "1Gi", undefined), false);
    assert.equal(same("kubernetes", limit, undefined, undefined), true);
  });
});

describe("facts of a service", () => {
  it("are flattened to paths, with a value for each size", () => {
    const flat = flatten({ replicas: ["1", "1", "1", "1", "2"], container: { image: "a" } });
    assert.deepEqual([...flat.keys()], ["replicas", "container › image"]);
    assert.deepEqual(flat.get("replicas"), { xs: "1", s: "1", m: "1", l: "1", xl: "2" });
    assert.equal(flat.get("container › image")!.m, "a");
  });

  it("can't have a list that isn't one for the sizes", () => {
    assert.throws(() => flatten({ replicas: ["1", "2"] }), /replicas: 2 values, not 5/);
  });

  it("are joined from installations of each size, some of which may lack them", () => {
    const joined = joinSizes(
      everySize((size): Tree => (size === "xl" ? { kept: "apart", same: "yes" } : { same: "yes" })),
    );
    assert.deepEqual(joined.get("kept"), { xs: undefined, s: undefined, m: undefined, l: undefined, xl: "apart" });
    assert.equal(joined.get("same")!.xs, "yes");
  });
});

describe("comparing a service", () => {
  it("finds what is equal and what is different", () => {
    const { equal, different } = compared(
      { limits: { cpu: "1", memory: "4G" }, user: "999" },
      { limits: { cpu: "1000m", memory: "4Gi" }, user: "999" },
    );
    assert.deepEqual(fieldsOf(equal), ["limits › cpu", "user"]);
    assert.deepEqual(fieldsOf(different), ["limits › memory"]);
  });

  it("finds a difference in a single size", () => {
    const { different } = compared({ replicas: ["1", "1", "1", "1", "2"] }, { replicas: "1" });
    assert.deepEqual(fieldsOf(different), ["replicas"]);
  });

  it("takes what only one side has for one field, with all that is in it", () => {
    const { equal, different } = compared(
      { readiness: { check: "/ready.sh", period: "10s" }, mounts: { "/data": { volume: "claim pgsql" } } },
      {
        liveness: { check: "/live.sh", hung: "yes" },
        mounts: { "/data": { volume: "claim pgsql" }, "/conf": { volume: "c" } },
      },
    );
    assert.deepEqual(fieldsOf(equal), ["mounts › /data › volume"]);
    assert.deepEqual(
      different.map(({ field, today, here }) => [field, today.s, here.s]),
      [
        ["liveness", undefined, "check /live.sh, hung"],
        ["mounts › /conf", undefined, "volume c"],
        ["readiness", "check /ready.sh, period 10s", undefined],
      ],
    );
  });

  it("tells of a service that only one side has what it is and which objects it has, not what is in it", () => {
    const facts = flatten({
      workload: "DaemonSet agent",
      installed: "on request",
      grace: "30s",
      "ConfigMap agent": "yes",
    });
    for (const [today, here, side] of [
      [new Map([["agent", facts]]), new Map(), "today"],
      [new Map(), new Map([["agent", facts]]), "here"],
    ] as const) {
      const { equal, different } = compareTarget("kubernetes", today, here);
      assert.deepEqual(equal, []);
      assert.deepEqual(
        different.map((each) => [each.field, each[side].s]),
        [
          ["the service", "DaemonSet agent, on request"],
          ["ConfigMap agent", "yes"],
        ],
      );
    }
  });
});

describe("reasons", () => {
  const memory = difference("limits › memory", ["8G", "8G", "8G", "6G", "24G"], ["8Gi", "8Gi", "8Gi", "8Gi", "24Gi"]);

  it("are found size by size, the first that fits", () => {
    const units = reason("units", { field: /memory$/, when: ({ today, here }) => here === `${today}i` });
    const less = reason("less", { field: "limits › memory", when: ({ size }) => size === "l" });
    const late = reason("late", { field: /./ });
    const { explained, unexplained, unused } = explain([memory], [units, less, late]);
    assert.deepEqual(
      explained[0]!.reasons.map(({ name }) => name),
      ["units", "less"],
    );
    assert.deepEqual(unexplained, []);
    assert.deepEqual(unused, [{ reason: late, match: 1 }]);
  });

  it("that fit only some sizes leave the others unexplained", () => {
    const units = reason("units", { field: /memory$/, when: ({ today, here }) => here === `${today}i` });
    const { unexplained } = explain([memory], [units]);
    assert.deepEqual(unexplained, [{ field: memory, sizes: ["l"] }]);
  });

  for (const [what, match, fits] of [
    ["another target", { target: "compose", field: /./ }, false],
    ["its target", { target: "kubernetes", field: /./ }, true],
    ["another service", { service: "codeintel-db", field: /./ }, false],
    ["its service", { service: "pgsql", field: /./ }, true],
    ["services among which it is", { service: /^(pgsql|redis)$/, field: /./ }, true],
    ["a field that begins alike", { field: "limits" }, false],
    ["its field", { field: "limits › memory" }, true],
    ["other values", { field: /./, when: () => false }, false],
  ] as const) {
    it(`for ${what} ${fits ? "fit" : "don't fit"}`, () => {
      const { unexplained } = explain([memory], [reason("any", match)]);
      assert.equal(unexplained.length, fits ? 0 : 1);
    });
  }
});

describe("the page of differences", () => {
  const memory = difference("limits › memory", "8G", "8Gi");
  const comparisons = { kubernetes: { equal: [], different: [memory] }, compose: nothing };
  const units = reason("units", { field: /memory$/ });

  it("fails for a difference without a reason, and names it", () => {
    assert.throws(() => differences(comparisons, []), {
      name: "UserError",
      message: /kubernetes, pgsql, limits › memory: today `8G`, here `8Gi`: no reason for xs, s, m, l, xl\./,
    });
  });

  it("fails for a reason without a difference, and names it", () => {
    const idle = reason("idle", { field: /memory$/ }, { field: "something else" });
    assert.throws(
      () => differences(comparisons, [units, idle]),
      (error: Error) => {
        assert.match(error.message, /the reason "idle": its match 1 fits no difference/);
        assert.match(error.message, /the reason "idle": its match 2 fits no difference/);
        assert.doesNotMatch(error.message, /"units"/);
        return true;
      },
    );
  });

  it("has the difference in its service's table, and the reason in its own", () => {
    const page = differences(comparisons, [units]);
    assert.match(page, /^\| limits › memory \| `8G` \| `8Gi` \| units \|$/m);
    assert.match(page, /^\| units \| 1 \| {2}\| Because of units\. \|$/m);
    assert.match(page, /^\| Kubernetes \| 1 \| 0 \| 1 \|$/m);
  });

  it("tells once what is the same in many services", () => {
    const services = ["a", "b", "c", "d"];
    const different = services.map((service) => ({
      ...memory,
      service,
      field: `container ${service} › limits › memory`,
    }));
    const other = { ...memory, service: "e" };
    const page = differences({ kubernetes: { equal: [], different: [...different, other] }, compose: nothing }, [
      units,
    ]);
    assert.match(page, /^\| container › limits › memory \| `8G` \| `8Gi` \| units \| all but e \|$/m);
    assert.doesNotMatch(page, /^\| container a › limits/m);
    assert.match(page, /^### c\n\n0 equal, 1 different, 1 of them above\.$/m);
    assert.match(page, /^### e\n\n0 equal, 1 different\.\n\n.*\n.*\n\| limits › memory \|/m);
  });
});

describe("values in a table", () => {
  const values = (...all: (string | undefined)[]) => showValues(everySize((_, index) => all[index]));

  it("are one where all sizes have the same, and five beside each other where they are short", () => {
    assert.equal(values("4", "4", "4", "4", "4"), "`4`");
    assert.equal(values("4", "6", "6", undefined, "12"), "`4/6/6/–/12`");
    assert.equal(values(undefined, undefined, undefined, undefined, undefined), "–");
  });

  it("are told by ranges of sizes where they are long", () => {
    const [one, two] = ["gitserver-0.gitserver:3178", "gitserver-0.gitserver:3178 gitserver-1.gitserver:3178"];
    assert.equal(values(one, one, one, one, two), `xs–l: \`${one}\`<br>xl: \`${two}\``);
  });

  it("are cut, keep to one line, and don't end the cell", () => {
    const shown = values(...Array<string>(5).fill(`first | second\n${"long ".repeat(40)}`));
    assert.match(shown, /^`first \\\| second long .*…`$/);
    assert.ok(shown.length < 80);
  });
});

describe("the model beside today's deployments", () => {
  const comparison = { kubernetes: compareWithToday("kubernetes"), compose: compareWithToday("compose") };

  it("differs in nothing without a reason, and no reason is left over", () => {
    const page = differences(comparison, reasons);
    for (const { name } of reasons) assert.ok(page.includes(`| ${name} |`), name);
  });

  it("can't lose what is equal without being told: no reason is so wide that it fits by chance", () => {
    for (const { equal } of Object.values(comparison)) {
      for (const other of ["something else", undefined]) {
        const changed = equal.map((field) => ({ ...field, here: everySize(() => other) }));
        assert.deepEqual(
          explain(changed, reasons).explained.filter((each) => each.reasons.length > 0),
          [],
        );
      }
    }
  });

  it("isn't compared with nothing: every service of today's that the model has is found", () => {
    for (const { equal } of Object.values(comparison)) assert.ok(equal.length > 400);
    const found = new Set(comparison.kubernetes.equal.map(({ service }) => service));
    for (const service of ["pgsql", "gitserver", "indexed-search", "sourcegraph-frontend", "prometheus", "migrator"]) {
      assert.ok(found.has(service), service);
    }
  });

  it("keeps claims, and the names, selectors and Services that can't be changed", () => {
    const changed = comparison.kubernetes.different
      .filter(isLasting)
      .map(({ service, field }) => `${service}: ${field}`);
    const known = ["migrator: workload"];
    assert.deepEqual(
      changed.filter((each) => !known.includes(each)),
      [],
    );
    for (const [service, field] of [
      ["pgsql", "claim pgsql › size"],
      ["gitserver", "claim template repos › size"],
      ["searcher", "claim template cache › size"],
      ["gitserver", "selector › app"],
      ["gitserver", "Service gitserver › address"],
      ["indexed-search", "service name"],
    ]) {
      assert.ok(
        comparison.kubernetes.equal.some((each) => each.service === service && each.field === field),
        field,
      );
    }
  });

  it("keeps the volumes of Compose that hold more than caches", () => {
    const gone = comparison.compose.different.filter(
      ({ service, field }) => service === "the file" && /^volumes/.test(field),
    );
    assert.deepEqual(fieldsOf(gone).sort(), [
      "volumes › sourcegraph-frontend-0",
      "volumes › sourcegraph-frontend-internal-0",
      "volumes › worker",
    ]);
  });
});

describe("the containers that Docker doesn't ask", () => {
  it("are told with the reason, those with the same one together", () => {
    const services = servicesOf(newest(), "compose").filter(({ name }) =>
      ["pgsql", "redis-store", "migrator"].includes(name),
    );
    const [, title, ...lines] = unaskedPart(services).split("\n");
    assert.equal(title, "");
    assert.deepEqual(lines.slice(2), [`| pgsql-exporter, redis-store-exporter | ${unasked.none} |`, ""]);
  });

  it("aren't those that it asks", () => {
    const page = unaskedPart(servicesOf(newest(), "compose"));
    assert.doesNotMatch(page, /gitserver|node-exporter|cadvisor|migrator/);
  });
});
