import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { paths } from "../../local/directory.ts";
import { micros } from "../../spending/money.ts";
import { costOf, creditsOf, type ExportRow } from "../support/meter.ts";
import { TestProject } from "../support/project.ts";
import { current, dayIn, goodFiles } from "../support/specification.ts";

const day = 86_400_000;

/** The month of a time in Pacific time, by which invoices and budgets go: "2026-11". */
const monthOf = (time: number): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone: "America/Los_Angeles", year: "numeric", month: "2-digit" }).format(time);

/** The days until the month of a time is over. */
function daysLeft(time: number): number {
  let count = 0;
  while (monthOf(time + count * day) === monthOf(time)) count++;
  return count;
}

const environment = (name: string, project: string, kind: string, budget: number, expires?: string) => `name: ${name}
kind: ${kind}
owner: search
purpose: Lives for a month.
project: ${project}
deployment:
  type: container
  version: 7.5.4453
  size: xs
budget: ${budget}
${expires ? `expires: ${expires}\n` : ""}`;

/** How many days the cloud's clock is put ahead at the beginning: what runs away needs a week of one month. */
function daysAhead(): number {
  const left = daysLeft(Date.now());
  return left < 9 ? left + 1 : 0;
}

/** Production, an environment that runs away, and one that comes to its end. `ahead`: days of the cloud's clock. */
function files(ahead: number): Map<string, string> {
  const since = dayIn(0);
  const good = current(goodFiles());
  const ledger = good.get("ledger.yaml")!.replace(dayIn(-2), since);
  return new Map([
    ...good,
    ["ledger.yaml", `${ledger}tst-brief-e3k8: { for: environment/brief, kind: dynamic, since: "${since}" }\n`],
    ["environments/live.yaml", environment("live", "tst-live-t5wk", "production", 200)],
    ["environments/demo.yaml", environment("demo", "tst-demo-d9hc", "dynamic", 150, dayIn(29))],
    ["environments/brief.yaml", environment("brief", "tst-brief-e3k8", "dynamic", 150, dayIn(ahead + 14))],
  ]);
}

interface Known {
  name: string;
  step: string;
  estimate?: { spent: number };
  state?: { cause: string; lifted?: object };
}

interface Group {
  rows: { key: string | null; toDate: number }[];
}

interface Journaled {
  kind: string;
  step?: string;
  environment?: string;
  result?: string;
}

describe("a month in the life of an organisation", () => {
  let project: TestProject;
  let ahead: number;
  /** The cloud's time at the beginning. */
  let begin: number;

  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await project.sgdist(args);
    assert.equal(code, 0, `${args.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  };
  const time = async () => Date.parse((await project.json(["local", "clock"])).time);
  /** Lets time pass until so many days after the beginning. */
  const until = async (days: number) => {
    const hours = Math.ceil((begin + days * day - (await time())) / 3_600_000);
    if (hours > 0) await run("local", "clock", "advance", `${hours}h`);
  };
  const limits = async (): Promise<Record<string, Known>> => {
    const { environments } = await project.json(["limits"]);
    return Object.fromEntries(environments.map((each: Known) => [each.name, each]));
  };
  const steps = async () => Object.fromEntries(Object.values(await limits()).map(({ name, step }) => [name, step]));
  const journalOf = async (name: string): Promise<string[]> => {
    const { journal } = await project.json(["limits", name]);
    return journal
      .filter(({ kind }: Journaled) => kind === "outcome")
      .map(({ step, result }: Journaled) => `${result} ${step}`);
  };
  const exported = (): ExportRow[] => {
    const folder = paths(project.root).billingExport;
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .flatMap((name) => readFileSync(join(folder, name), "utf8").trimEnd().split("\n"))
      .map((line) => JSON.parse(line) as ExportRow);
  };
  /** How the machines of a project are, by name. */
  async function machines(id: string): Promise<Record<string, string>> {
    const { items = {} } = await project.ask("compute", `/compute/v1/projects/${id}/aggregated/instances`);
    const zones = Object.values(items) as { instances?: { name: string; status: string }[] }[];
    return Object.fromEntries(
      zones.flatMap(({ instances = [] }) => instances.map(({ name, status }) => [name, status])),
    );
  }
  /** Somebody makes a large machine by hand. */
  async function runAway(id: string): Promise<void> {
    const { items } = await project.ask("compute", `/compute/v1/projects/${id}/aggregated/subnetworks`);
    const [subnetwork] = (Object.values(items) as { subnetworks?: { selfLink: string }[] }[]).flatMap(
      ({ subnetworks = [] }) => subnetworks,
    );
    const sourceImage = "projects/debian-cloud/global/images/family/debian-12";
    const { error } = await project.ask("compute", `/compute/v1/projects/${id}/zones/us-central1-a/instances`, "POST", {
      name: "crunch",
      machineType: "zones/us-central1-a/machineTypes/e2-standard-32",
      disks: [{ boot: true, initializeParams: { sourceImage } }],
      networkInterfaces: [{ subnetwork: subnetwork!.selfLink }],
    });
    assert.equal(error, undefined);
  }

  before(async () => {
    ahead = daysAhead();
    project = new TestProject(files(ahead));
    await run("local", "up");
    if (ahead > 0) await run("local", "clock", `+${ahead}d`);
    await run("up", "bootstrap", "organization", "spending", "env-live", "env-demo", "env-brief");
    begin = await time();
    await run("local", "clock", "advance", "2h");
  });
  after(() => project.remove());

  it("says nothing while everything is as planned", async () => {
    assert.deepEqual(await steps(), { brief: "none", demo: "none", live: "none" });
    await runAway("tst-demo-d9hc");
    await runAway("tst-live-t5wk");
    await until(2);
    assert.deepEqual(await steps(), { brief: "none", demo: "none", live: "none" });
  });

  it("tells of what runs away, freezes it and scales it down, long before Google's figures say so", async () => {
    const seen: string[] = [];
    for (let days = 2.25; days < 8 && seen.at(-1) !== "scaleDown"; days += 0.25) {
      await until(days);
      const { demo } = await limits();
      if (demo!.step !== (seen.at(-1) ?? "none")) seen.push(demo!.step);
    }
    assert.deepEqual(seen, ["notify", "freeze", "scaleDown"]);
    assert.deepEqual(await journalOf("demo"), ["done notify", "done freeze", "done scaleDown"]);
    const { demo, brief } = await limits();
    assert.ok(demo!.estimate!.spent >= 150 && demo!.estimate!.spent < 160, `${demo!.estimate!.spent}`);
    assert.equal(brief!.step, "none");
    assert.deepEqual(Object.values(await machines("tst-demo-d9hc")), ["TERMINATED", "TERMINATED"]);
    assert.deepEqual(Object.values(await machines("tst-brief-e3k8")), ["RUNNING"]);
    const { items } = await project.ask("compute", "/compute/v1/projects/tst-demo-d9hc/aggregated/disks");
    const disks = (Object.values(items) as { disks?: object[] }[]).flatMap(({ disks: all = [] }) => all);
    assert.equal(disks.length, 3, "its volumes are kept");
  });

  it("stays scaled down when somebody brings it up", async () => {
    const { code, stderr } = await project.sgdist(["up", "env-demo"]);
    assert.equal(code, 0, stderr);
    assert.match(stderr.replaceAll(/\s+/g, " "), /demo is scaled down: the spending controller's guard did so on /);
    assert.ok(Object.values(await machines("tst-demo-d9hc")).every((status) => status === "TERMINATED"));
  });

  it("is lifted by a person with a reason, brought back, and shown with all that happened", async () => {
    const nothing = await project.sgdist(["limits", "lift", "live", "--reason", "To try it"]);
    assert.equal(nothing.code, 2);
    assert.match(nothing.stderr, /Nothing of live was limited: there is nothing to lift\./);
    const short = await project.sgdist(["limits", "lift", "demo", "--reason", " "]);
    assert.deepEqual([short.code, /say why/.test(short.stderr)], [2, true]);
    const lifted = await run("limits", "lift", "demo", "--reason", "A customer sees it today.");
    assert.match(lifted, /demo is free again until a further quarter of its budget is spent\./);
    assert.equal((await steps()).demo, "none");
    await run("up", "env-demo");
    const { crunch, ...own } = await machines("tst-demo-d9hc");
    assert.deepEqual(Object.values(own), ["RUNNING"]);
    assert.equal(crunch, "TERMINATED", "what the program didn't make is somebody else's to start");
    const shown = await run("limits", "demo");
    assert.match(shown, /lifted +by \S+@\S+: A customer sees it today\./);
    for (const what of ["told", "frozen", "scaled down", "lifted: scaled down"]) {
      assert.match(shown, new RegExp(`^20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d +${what} `, "m"));
    }
    await until(((await time()) - begin) / day + 1);
    assert.equal((await steps()).demo, "none", "the guard lets it be");
  });

  it("warns of what is about to end, and destroys it after its last day", async () => {
    const reconcile = async () => {
      const { actions } = await project.json(["reconcile", "--only", "expired", "removed", "leaks"]);
      return actions
        .filter((each: { environment: string }) => each.environment === "brief")
        .map((each: { do: string; outcome: string }) => `${each.outcome} ${each.do}`);
    };
    // Its last day goes by the calendar, wherever the cloud's clock began.
    const ended = (Date.parse(dayIn(ahead + 15)) - begin) / day;
    await until(ended - 3.5);
    assert.deepEqual(await reconcile(), ["done warn"]);
    await until(ended - 1.5);
    assert.deepEqual(await reconcile(), ["done warn"]);
    assert.deepEqual(Object.values(await machines("tst-brief-e3k8")), ["RUNNING"]);
    await until(ended + 0.2);
    assert.deepEqual(Object.values(await machines("tst-brief-e3k8")), ["TERMINATED"], "the guard scaled it down");
    assert.equal((await limits()).brief!.state?.cause, "end");
    assert.deepEqual(await reconcile(), ["done end", "done scaleDown"]);
    await until(ended + 1.5);
    assert.deepEqual(await reconcile(), ["done destroy", "done sweep"]);
    const { state } = await project.ask("cloudresourcemanager", "/v3/projects/tst-brief-e3k8");
    assert.equal(state, "DELETE_REQUESTED");
  });

  it("only told of production, whatever it cost", async () => {
    assert.deepEqual([...new Set(await journalOf("live"))], ["done notify"]);
    assert.ok(Object.values(await machines("tst-live-t5wk")).every((status) => status === "RUNNING"));
  });

  it("reports what the meter found, to the millionth", async () => {
    const month = monthOf(begin);
    // The month is over, and everything of it has arrived: late usage, corrections, and the invoice.
    await until(daysLeft(begin) + 12);
    const { months } = await project.json(["local", "meter", "--month", month]);
    const used = new Map<string, number>();
    for (const { project: id, cost, credits } of months) used.set(id, micros(cost) + micros(credits));
    const report = await project.json(["cost", "report", "--month", month]);
    const reported = new Map<string, number>();
    for (const { key, toDate } of (report.groups as Group[]).flatMap(({ rows }) => rows)) {
      if (key !== null && toDate !== 0) reported.set(key, micros(toDate));
    }
    // What was corrected after the invoice was written is on the next one.
    for (const row of exported()) {
      if (
        row.project &&
        monthOf(Date.parse(row.usage_start_time)) === month &&
        row.invoice.month !== month.replace("-", "")
      ) {
        reported.set(row.project.id, reported.get(row.project.id)! + costOf([row]) + creditsOf([row]));
      }
    }
    assert.deepEqual(new Map([...reported].toSorted()), new Map([...used].toSorted()));
    const { regular, adjustment = 0, tax, rounding_error: rounding = 0 } = report.types;
    const invoiced = [regular, adjustment, tax, rounding].reduce((sum, each) => sum + micros(each), 0);
    assert.equal(micros(report.total.toDate), invoiced);
    assert.equal(invoiced % 10_000, 0, "an invoice is of whole cents");
    for (const id of ["tst-live-t5wk", "tst-demo-d9hc", "tst-brief-e3k8"]) assert.ok(used.get(id)! > 0);
  });

  it("lets the new month begin without a limit", async () => {
    assert.equal((await steps()).demo, "none");
    const { demo } = await limits();
    assert.equal(demo!.state?.lifted, undefined, "nor with a lift");
  });
});
