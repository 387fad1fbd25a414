import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { OldOrganizationBuilder, oldOrganization } from "../support/old-organization.ts";
import { enginePid, kill, until } from "../support/processes.ts";
import { TestProject } from "../support/project.ts";

const checkout = join(import.meta.dirname, "..", "..");
const read = (file: string) => readFileSync(join(checkout, file), "utf8");

/** The organisation of the checkout before it had environments. */
function files(): Map<string, string> {
  const ledger = read("ledger.yaml")
    .split("\n")
    .filter((line) => !line.includes("for: environment/"))
    .join("\n");
  return new Map([
    ["organization.yaml", read("organization.yaml")],
    ["ledger.yaml", ledger],
  ]);
}

/** What a guide shows under a mark. */
const shownAs = (mark: string, guide = "docs/moving-in.md"): string =>
  new RegExp(`<!-- ${mark} -->\\n\`\`\`\\n([\\s\\S]*?)\\n\`\`\``).exec(read(guide))![1]!;

/** Numbers and days of a run, as the guide has them. */
const asInGuide = (text: string): string =>
  text
    .trimEnd()
    .replaceAll(/\b\d{12}\b/g, "419000000001")
    .replaceAll(/since \d{4}-\d\d-\d\d/g, "since 2022-10-15");

interface Identity {
  name: string;
  createTime: string;
  parent: string;
  labels: Record<string, string>;
}

interface Audit {
  score: number;
  projects: { id: string; score: number; findings: { guideline: string; level: string }[] }[];
}

/** How long ago the organisation was made. */
const age = "-1500d";

describe("an old organisation that is taken over", () => {
  let project: TestProject;
  let identitiesBefore: Map<string, Identity>;
  let audited: Audit;
  const ids = oldOrganization.projects.map(({ id }) => id);
  const identity = (id: string): Promise<Identity> => project.ask("cloudresourcemanager", `/v3/projects/${id}`);
  const identities = async () => new Map(await Promise.all(ids.map(async (id) => [id, await identity(id)] as const)));
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await project.sgdist(args);
    assert.equal(code, 0, `${args.join(" ")}\n${stdout}${stderr}`);
    return stdout;
  };
  /** The IDs of the budgets, and what each is called. */
  const budgets = async () => {
    const path = "/v1/billingAccounts/01C0DE-5EED00-CAFE42/budgets?pageSize=100";
    const { budgets: all } = await project.ask("billingbudgets", path);
    return new Map<string, string>(
      all.map(({ name, displayName }: { name: string; displayName: string }) => [displayName, name]),
    );
  };
  const states = () => join(project.root, ".local/state");
  /** Begins an import, and kills it and its engine when that works on a state of which something is true. */
  const killed = async (stack: string, when: (state: string) => boolean) => {
    const kept = join(states(), `.sgdist/adoption/${stack}.json`);
    const state = join(states(), `.pulumi/stacks/sourcegraph-distribution/${stack}.json`);
    const running = project.start(["adopt", "import", stack]);
    let engine: number | undefined;
    await until("the import to begin", () => {
      engine = enginePid(project, stack);
      return engine !== undefined && existsSync(kept) && when(readFileSync(state, "utf8"));
    });
    // Whose engine has ended by then starts no other one.
    kill(running.pid);
    kill(engine!);
    await running.ended;
  };
  const adopted = ["sourcegraph-ci", "search-dev-2019", "demo-acme-corp", "ops-log-archive"];
  const stacks = ["ci", "foreign-search-dev-2019", "foreign-demo-acme-corp", "foreign-ops-log-archive"];
  let ofBudgets: Map<string, string>;

  before(async () => {
    project = new TestProject(files());
    await run("local", "up");
    await run("local", "clock", age);
    await new OldOrganizationBuilder(project).build();
    await run("local", "clock", "reset");
    identitiesBefore = await identities();
    audited = await project.json(["guideline", "audit"]);
    ofBudgets = await budgets();
  });
  after(() => project.remove());

  it("is told of project by project, and nothing of it changes", async () => {
    assert.ok(ids.length >= 30);
    const text = await run("adopt", "inventory");
    assert.deepEqual(
      text.split("\n").filter((line) => line.length > 80),
      [],
      "fits 80 columns",
    );
    const { projects } = await project.json(["adopt", "inventory"]);
    const verdicts = Map.groupBy(projects as { verdict: string }[], ({ verdict }) => verdict);
    assert.deepEqual([...verdicts].map(([verdict, all]) => [verdict, all.length]).toSorted(), [
      ["adoptable", 24],
      ["decide", 8],
      ["no", 2],
    ]);
    assert.deepEqual(await identities(), identitiesBefore);
    assert.equal(shownAs("inventory"), text.split("\n\n").slice(0, 4).join("\n\n"));
  });

  it("is told how what is in a project would get into another one, and nothing of it changes", async () => {
    const assets = async () => {
      const path = "/v1/projects/sourcegraph-ci/assets?contentType=RESOURCE&pageSize=1000";
      const { assets: all } = await project.ask("cloudasset", path);
      return all.map(({ name, resource }: { name: string; resource: { data: object } }) => [name, resource.data]);
    };
    const before = await assets();
    const text = await run("migrate-project", "sourcegraph-ci", "--to", "ci", "--out", "move-ci.md");
    assert.equal(shownAs("migration", "docs/migrate-project.md"), text.trimEnd());
    const { moved } = await project.json(["migrate-project", "sourcegraph-ci", "--to", "ci"]);
    assert.deepEqual(
      moved.map(({ label, name, way }: { label: string; name: string; way: string }) => [label, name, way]),
      [
        ["service account", "buildkite-agent@sourcegraph-ci.iam.gserviceaccount.com", "make anew"],
        ["registry", "builds", "copy"],
        ["secret", "docker-password", "copy"],
        ["secret", "npm-token", "copy"],
        ["bucket", "sourcegraph-ci-caches", "copy"],
        ["bucket", "sourcegraph-ci-logs", "copy"],
        ["machine", "runner-1", "copy"],
        ["machine", "runner-2", "copy"],
      ],
    );
    for (const { name } of moved) assert.ok(project.read("move-ci.md").includes(name.replaceAll("_", "\\_")), name);
    assert.deepEqual(await assets(), before);
    const again = await project.sgdist(["migrate-project", "sourcegraph-ci", "--to", "ci", "--out", "move-ci.md"]);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /there is a file of that name already/);
    const nowhere = await project.sgdist(["migrate-project", "not-there-at-all", "--to", "ci"]);
    assert.equal(nowhere.code, 2);
    assert.match(nowhere.stderr, /There is no project not-there-at-all, or you may not see what is in it/);
  });

  it("keeps the folders that the specification has too", async () => {
    await run("up", "bootstrap");
    const { parent } = identitiesBefore.get("sourcegraph-website-prod")!;
    const [report] = await project.json(["adopt", "import", "organization"]);
    assert.deepEqual(
      report.imported.map(({ type, id }: { type: string; id: string }) => [type, id]),
      [["gcp:organizations/folder:Folder", parent]],
    );
    await run("up", "organization");
    const { folders = [] } = await project.ask("cloudresourcemanager", "/v3/folders?parent=organizations/419083752617");
    const production = folders.filter(({ displayName }: { displayName: string }) => displayName === "Production");
    assert.deepEqual(
      production.map(({ name }: { name: string }) => name),
      [parent],
    );
  });

  it("is planned with every difference told, and nothing else of the files changed", async () => {
    const organization = project.read("organization.yaml");
    const ci = await run("adopt", "plan", "sourcegraph-ci", "--dry-run");
    assert.equal(shownAs("plan"), asInGuide(ci));
    assert.equal(project.read("organization.yaml"), organization, "a dry run writes nothing");
    await run("adopt", "plan", "sourcegraph-ci");
    await run("adopt", "plan", "search-dev-2019", "demo-acme-corp", "ops-log-archive");
    const after = project.read("organization.yaml").split("\n");
    const gone = organization.split("\n").filter((line) => !after.includes(line));
    assert.deepEqual(gone, ["  ci: { id: sgd-ci-r8fd, budget: 3000, owner: release }"]);
    assert.match(
      project.read("ledger.yaml"),
      /^sourcegraph-ci: \{ for: shared\/ci, since: \d{4}-\d\d-\d\d, adopted: /m,
    );
    await run("validate");
  });

  it("isn't made anew by an update that comes before the import", async () => {
    const { code, stderr } = await project.sgdist(["up", "foreign-search-dev-2019"]);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /search-dev-2019 was taken over.*Import it first: sgdist adopt import foreign-search-dev-2019/s,
    );
  });

  it("is imported without writing to Google, also when that was killed", async () => {
    const paid = await budgets();
    await killed("foreign-search-dev-2019", () => true);
    for (const verb of ["up", "refresh", "destroy"]) {
      const { code, stderr } = await project.sgdist([verb, "foreign-search-dev-2019"]);
      assert.equal(code, 2, verb);
      assert.match(stderr, /hasn't ended, so nothing is changed.*sgdist adopt import foreign-search-dev-2019$/m);
    }
    const reports = await project.json(["adopt", "import", ...stacks]);
    assert.deepEqual(reports.map((each: { stack: string }) => each.stack).toSorted(), stacks.toSorted());
    for (const { stack: name, differences } of reports) {
      assert.ok(differences.length > 0, name);
      for (const each of differences) assert.ok(each.path && each.why && each.outcome, JSON.stringify(each));
    }
    assert.deepEqual(await identities(), identitiesBefore);
    assert.deepEqual(await budgets(), paid);
    const again = await project.json(["adopt", "import", "ci"]);
    assert.deepEqual(again[0].imported, []);
  });

  it("is the program's after an update: the same numbers, the same budgets, and nothing left to change", async () => {
    await run("up", ...stacks);
    await run("preview", ...stacks, "--expect-no-changes");
    for (const id of adopted) {
      const [old, now] = [identitiesBefore.get(id)!, await identity(id)];
      assert.deepEqual([now.name, now.createTime], [old.name, old.createTime], id);
      assert.notEqual(now.parent, old.parent, id);
      assert.equal(now.labels["managed-by"], "sourcegraph-distribution");
      for (const [key, value] of Object.entries(old.labels)) {
        if (!["environment", "owner"].includes(key)) assert.equal(now.labels[key], value, `${id}: label ${key}`);
      }
    }
    const now = await budgets();
    assert.equal(now.get("Project sourcegraph-ci"), ofBudgets.get("CI monthly"));
    assert.equal(now.get("CI compute only"), ofBudgets.get("CI compute only"), "left beside");
    const after: Audit = await project.json(["guideline", "audit"]);
    const scoreOf = ({ projects }: Audit, id: string) => projects.find((each) => each.id === id)!.score;
    for (const id of adopted) assert.ok(scoreOf(after, id) > scoreOf(audited, id), id);
    const untouched = [...identitiesBefore].filter(([id]) => !adopted.includes(id));
    for (const [id, old] of untouched) assert.deepEqual(await identity(id), old, id);
    const percent = (report: Audit, id: string) => `${Math.floor(scoreOf(report, id) * 100)} %`;
    const scores = adopted.map((id) => `${id.padEnd(18)} ${percent(audited, id)} → ${percent(after, id)}`);
    assert.equal(shownAs("scores"), scores.join("\n"));
  });

  it("makes an environment of a project in which nothing runs, and keeps its number and budget", async () => {
    const id = "trial-stark";
    const asked = ["adopt", "plan", id, "--as", "environment/stark", "--kind", "customer-replica"];
    const dear = await project.sgdist(asked);
    assert.equal(dear.code, 2);
    assert.match(dear.stderr, /found an environment that costs at least (\d+) .*--budget/s);
    await run(...asked, "--budget", "400");
    const [imported] = await project.json(["adopt", "import", "env-stark"]);
    assert.equal(imported.error, undefined);
    const types = imported.imported.map(({ type }: { type: string }) => type.split(":").at(-1));
    assert.deepEqual(types.toSorted(), ["Budget", "Project", "Service"]);
    await run("up", "env-stark", "app-stark");
    await run("preview", "env-stark", "app-stark", "--expect-no-changes");
    const [old, now] = [identitiesBefore.get(id)!, await identity(id)];
    assert.deepEqual([now.name, now.createTime], [old.name, old.createTime]);
    assert.equal(now.labels.environment, "non-production");
    assert.equal((await budgets()).get(`Project ${id}`), ofBudgets.get("stark"));
  });

  it("doesn't take over a network that would have to be replaced", async () => {
    const compute = "/compute/v1/projects/search-staging-2020/global/networks";
    await project.ask("compute", compute, "POST", { name: "main", autoCreateSubnetworks: true });
    await until("the network", async () => !(await project.ask("compute", `${compute}/main`)).error);
    const asked = ["adopt", "plan", "search-staging-2020", "--as", "environment/staging", "--kind", "customer-replica"];
    const { code, stdout } = await project.sgdist(asked);
    assert.equal(code, 2);
    assert.match(stdout, /can't be \(1\)\n {4}network: main, with a subnetwork in every region/);
    assert.match(stdout, /Nothing was written/);
    assert.ok(!project.read("ledger.yaml").includes("search-staging-2020"));
    // Somebody who writes it by hand is stopped by the import.
    project.write(
      "environments/staging.yaml",
      "name: staging\nkind: customer-replica\nowner: search\npurpose: A try.\nproject: search-staging-2020\n" +
        "deployment: { type: compose, version: main, size: xs }\n",
    );
    const line =
      "search-staging-2020: { for: environment/staging, kind: customer-replica, since: 2022-10-15, adopted: 2026-11-22 }\n";
    project.write("ledger.yaml", project.read("ledger.yaml") + line);
    // Also when it was killed with a part of it in the state.
    await killed("env-staging", (state) => state.includes('"gcp:organizations/project:Project"'));
    const imported = await project.sgdist(["adopt", "import", "env-staging", "foreign-ops-log-archive", "--json"]);
    assert.equal(imported.code, 2, imported.stdout + imported.stderr);
    const told = new Map<string, { error?: string; imported?: [] }>(
      JSON.parse(imported.stdout).map((each: { stack: string }) => [each.stack, each]),
    );
    assert.match(
      told.get("env-staging")?.error ?? "",
      /^env-staging would do away with what is there.*\n {2}Network network/,
    );
    assert.deepEqual(told.get("foreign-ops-log-archive")?.imported, [], "one that fails holds up no other");
    const up = await project.sgdist(["up", "env-staging"]);
    assert.match(up.stderr, /Import it first/, "the state was put back");
    assert.deepEqual(readdirSync(join(states(), ".sgdist/adoption")), []);
  });
});
