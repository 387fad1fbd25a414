import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Actor } from "../../github/repository.ts";
import { parseSpecification } from "../../spec/load.ts";
import { TestApp } from "../support/github/app.ts";
import { git } from "../support/github/git.ts";
import { engineer, GithubServer } from "../support/github/server.ts";
import type { KeptPullRequest, KeptRepository } from "../support/github/state.ts";
import { WorkingClone } from "../support/github/working-clone.ts";
import { previewFiles, productId, slotFile } from "../support/previews.ts";
import { until } from "../support/processes.ts";
import type { Ran } from "../support/project.ts";
import { current, dayIn, replace } from "../support/specification.ts";

const bob: Actor = { id: 502, login: "bob" };
const eve: Actor = { id: 666, login: "eve" };
const slots = ["preview-1", "preview-2"] as const;
const projectOf = (slot: string): string => `tst-${slot}-p4p4`;

/** A pool of two slots, of which one runs Compose, and an app of GitHub. */
function files({ id, installation }: TestApp): Map<string, string> {
  const app = `  branch: main\n  app: { id: "${id}", installation: "${installation}" }\n`;
  let all = replace(previewFiles(), "organization.yaml", "  branch: main\n", app);
  all = replace(all, "organization.yaml", "extension: 2d", "extension: 4d");
  all = replace(all, "organization.yaml", "{ default: 150, ceiling: 400 }", "{ default: 600, ceiling: 1400 }");
  return current(replace(all, slotFile("preview-2"), "type: container", "type: compose"));
}

describe("labels on pull requests of the product, on the real engine", () => {
  let server: GithubServer;
  let clone: WorkingClone;
  let product: KeptRepository;
  let app: TestApp;
  const printed: string[] = [];

  before(async () => {
    server = await new GithubServer().start();
    app = new TestApp(["infrastructure", "product"], { contents: "write", pull_requests: "write" });
    server.app = app;
    product = server.add("example/product", productId);
    product.permissions = { ada: "write", bob: "write", eve: "read" };
    clone = new WorkingClone(server, server.add("example/infrastructure", 611284903), files(app));
    await clone.sgdist(["local", "up"]);
    const { code, stdout, stderr } = await clone.sgdist(["up", "bootstrap", "organization", "ci"]);
    assert.equal(code, 0, stdout + stderr);
    await deploy();
  });
  after(async () => {
    await clone.remove();
    await server.stop();
  });

  /** Does what the workflow deploy does. Returns what was brought up. */
  async function deploy(): Promise<string[]> {
    const { stdout, stderr } = await clone.step(["ci", "deploy", "--tier", "nonproduction", "--json"]);
    const { actions } = JSON.parse(stdout) as { actions: { outcome: string; do: string; environment: string }[] };
    const done = actions.map((each) => `${each.outcome} ${each.do} ${each.environment}`);
    assert.ok(
      done.every((each) => each.startsWith("done ")),
      stdout + stderr,
    );
    return done.filter((each) => slots.some((slot) => each.endsWith(` ${slot}`))).toSorted();
  }

  /** Runs a command as the workflow follow does: without a token. */
  async function asApp(...args: string[]): Promise<Ran> {
    const ran = await clone.sgdist(args, { GITHUB_API_URL: server.environment.GITHUB_API_URL, GITHUB_TOKEN: "" });
    printed.push(ran.stdout, ran.stderr);
    return ran;
  }

  /** Gives, keeps and ends leases, and brings the clone to what main is then. Returns what was done, in words. */
  async function round(): Promise<string> {
    const { code, stdout, stderr } = await asApp("previews", "reconcile");
    assert.equal(code, 0, stdout + stderr);
    assert.deepEqual(
      stdout.split("\n").filter((line) => line.length > 80),
      [],
    );
    clone.pull();
    return stdout.replaceAll(/\n {2}/g, " ");
  }

  /** Makes a commit of the product on a branch. */
  function push(branch: string, title: string): string {
    const { bare } = product;
    const parent = git(bare, ["rev-parse", "main"]);
    const commit = git(bare, ["commit-tree", `${parent}^{tree}`, "-p", parent, "-m", title]);
    git(bare, ["update-ref", `refs/heads/${branch}`, commit]);
    return commit;
  }

  /** A pull request of the product with the label. */
  function propose(branch: string, user: Actor): KeptPullRequest {
    push(branch, branch);
    return server.open(product, branch, { labels: ["preview"], user });
  }

  const comment = (pull: KeptPullRequest, body: string, user: Actor) =>
    product.comments.push({
      id: 90_000 + product.comments.length,
      issue: pull.number,
      user,
      body,
      createdAt: new Date().toISOString(),
    });

  /** All that the app said in a pull request: one comment that is changed. */
  function said({ number }: KeptPullRequest): string {
    const own = product.comments.filter(({ issue, user }) => issue === number && user.id === app.account.id);
    assert.ok(own.length <= 1);
    return own[0]?.body ?? "";
  }

  const slotNamed = (name: string) => {
    const paths = ["organization.yaml", "ledger.yaml", ...slots.map(slotFile), "environments/demo.yaml"];
    const live = "environments/live.yaml";
    return parseSpecification(
      new Map([...paths, live].map((path) => [path, clone.read(path)])),
      dayIn(0),
    ).environments.get(name)!;
  };

  const numberOf = async (slot: string): Promise<string> =>
    (await clone.ask("cloudresourcemanager", `/v3/projects/${projectOf(slot)}`)).name;

  async function machines(slot: string): Promise<string[]> {
    const { items = {} } = await clone.ask("compute", `/compute/v1/projects/${projectOf(slot)}/aggregated/instances`);
    const zones = Object.values(items) as { instances?: { name: string }[] }[];
    return zones.flatMap(({ instances = [] }) => instances.map(({ name }) => name));
  }

  /** Waits until a slot that was taken down has these disks. */
  const disksAre = (...names: string[]) =>
    until(`its disks are ${names.join(", ")}`, async () => {
      const path = `/compute/v1/projects/${projectOf("preview-1")}/zones/us-central1-a/disks`;
      const { items = [] } = (await clone.ask("compute", path)) as { items?: { name: string }[] };
      return String(items.map(({ name }) => name).toSorted()) === String(names);
    });

  interface Application {
    stack: string;
    type: string;
    commit?: string;
    services: { ready: number; wanted: number }[];
  }

  /** What runs in a slot, and whether all of it is ready. */
  async function runs(slot: string): Promise<{ type: string; commit?: string; ready: boolean } | undefined> {
    const { applications } = (await clone.json(["status"])) as { applications: Application[] };
    const found = applications.find(({ stack }) => stack === `app-${slot}`);
    if (!found || found.services.length === 0) return undefined;
    const { type, commit, services } = found;
    return { type, ...(commit && { commit }), ready: services.every(({ ready, wanted }) => ready >= wanted) };
  }

  let first: KeptPullRequest;
  let other: KeptPullRequest;
  let next: KeptPullRequest;
  const numbers = new Map<string, string>();

  it("asks for the app's key, and is told where to put it", async () => {
    const { code, stderr } = await asApp("previews", "plan");
    assert.equal(code, 2);
    assert.match(stderr, /^The secret github-app-key of tst-ci-r8fd has no version yet\./);
    await clone.ask("secretmanager", "/v1/projects/tst-ci-r8fd/secrets/github-app-key:addVersion", "POST", {
      payload: { data: Buffer.from(app.privateKey).toString("base64") },
    });
    const { stdout } = await asApp("previews", "plan");
    assert.equal(stdout, "Nothing is to be done.\n");
  });

  it("give each an environment out of the pool, at its commit, and tell who waits for what", async () => {
    for (const slot of slots) {
      numbers.set(slot, await numberOf(slot));
      assert.deepEqual(await machines(slot), []);
    }
    first = propose("one", engineer);
    other = propose("two", bob);
    next = propose("three", engineer);
    const fork = server.open(product, "one", { labels: ["preview"], from: 666 });
    const text = await round();
    assert.match(text, new RegExp(`^Give preview-1 to pull request ${first.number} of ada$`, "m"));
    assert.match(text, new RegExp(`^Give preview-2 to pull request ${other.number} of bob$`, "m"));
    assert.equal(clone.git(["log", "-1", "--format=%s"]), "Change 2 preview environments");
    const one = git(product.bare, ["rev-parse", "one"]);
    assert.match(
      said(first),
      new RegExp(`\\*\\*Preview environment\\*\\* \`preview-1\` runs commit \`${one.slice(0, 12)}\``),
    );
    assert.match(said(next), /number 1 in the queue, as its author has as many as one person may have\./);
    assert.equal(said(fork), "");
    assert.deepEqual(await deploy(), ["done apply preview-1", "done apply preview-2"]);
    assert.deepEqual(await runs("preview-1"), { type: "container", commit: one, ready: true });
    const two = git(product.bare, ["rev-parse", "two"]);
    assert.deepEqual(await runs("preview-2"), { type: "compose", commit: two, ready: true });
    const { stdout } = await asApp("previews", "list");
    assert.match(stdout, new RegExp(`^preview-1 +leased +#${first.number} +ada +${one.slice(0, 10)}`, "m"));
    assert.match(stdout, new RegExp(`^preview-2 +leased +#${other.number} +bob +${two.slice(0, 10)}`, "m"));
  });

  it("are kept longer on a word, which deploys nothing, and follow their pull request", async () => {
    const end = () => Date.parse(slotNamed("preview-1").lease!.until);
    const before = end();
    comment(first, "/sgdist stop", eve);
    comment(first, "/sgdist extend", engineer);
    assert.match(await round(), new RegExp(`^Keep preview-1 for pull request ${first.number}: extend it$`, "m"));
    assert.ok(end() >= before + 2 * 86_400_000);
    assert.deepEqual(await deploy(), []);
    const commit = push("one", "One more");
    assert.match(await round(), new RegExp(`: run ${commit.slice(0, 12)}$`, "m"));
    assert.deepEqual(await deploy(), ["done apply preview-1"]);
    assert.deepEqual(await runs("preview-1"), { type: "container", commit, ready: true });
    assert.match(said(first), new RegExp(commit.slice(0, 12)));
  });

  it("are taken down without the label; the next in the queue follows once the slot is found clean", async () => {
    first.labels = [];
    const ended = await round();
    assert.match(ended, new RegExp(`^End the lease of preview-1 by pull request ${first.number} \\(gone\\)$`, "m"));
    assert.match(said(first), /it ended, as the pull request was closed, or lost the label/);
    assert.match(said(next), /number 1 in the queue, as no slot is free and clean\./);
    assert.match(await round(), /^preview-1 is not clean: what ran in it is not taken down yet/m);
    assert.deepEqual(await deploy(), ["done apply preview-1"]);
    assert.deepEqual(await machines("preview-1"), []);
    assert.equal(await runs("preview-1"), undefined);

    // As a run that was killed would have left it behind, and as somebody made it by hand.
    const disks = `/compute/v1/projects/${projectOf("preview-1")}/zones/us-central1-a/disks`;
    const labels = { "managed-by": "sourcegraph-distribution", "environment-name": "preview-1" };
    const disk = { sizeGb: "10", type: `projects/${projectOf("preview-1")}/zones/us-central1-a/diskTypes/pd-balanced` };
    await clone.ask("compute", disks, "POST", { ...disk, name: "left", labels });
    await clone.ask("compute", disks, "POST", { ...disk, name: "by-hand" });
    await disksAre("by-hand", "left");
    assert.match((await asApp("previews", "plan")).stdout, /^preview-1 is not clean: compute Disk by-hand; compute/m);
    assert.match(await round(), /^compute Disk left of preview-1 is being deleted\.$/m);
    await disksAre("by-hand");
    const text = await round();
    assert.match(text, /^preview-1 is not clean: compute Disk by-hand\.$/m);
    assert.doesNotMatch(text, /deleted|Mark|Give/);
    await clone.ask("compute", `${disks}/by-hand`, "DELETE");
    await disksAre();

    assert.match(await round(), /^Mark preview-1 as clean$/m);
    assert.match((await asApp("previews", "list")).stdout, /^preview-1 +vacant/m);
    assert.match(await round(), new RegExp(`^Give preview-1 to pull request ${next.number} of ada$`, "m"));
    assert.deepEqual(await deploy(), ["done apply preview-1"]);
    const commit = git(product.bare, ["rev-parse", "three"]);
    assert.deepEqual(await runs("preview-1"), { type: "container", commit, ready: true });
  });

  it("end with their pull request, whatever runs there, and their projects stay", async () => {
    Object.assign(other, { state: "closed" });
    assert.match(await round(), /^End the lease of preview-2 by pull request \d+ \(gone\)$/m);
    assert.deepEqual(await deploy(), ["done apply preview-2"]);
    assert.match(await round(), /^Mark preview-2 as clean$/m);
    assert.deepEqual(await machines("preview-2"), []);
    for (const slot of slots) assert.equal(await numberOf(slot), numbers.get(slot));
    assert.match(await round(), /^Nothing is to be done\.$/m);
  });

  it("have used tokens that can do no more than they must, and shown the key to nobody", () => {
    const asked = new Set(
      app.minted.map(({ repositories, permissions }) => JSON.stringify([repositories, permissions])),
    );
    assert.deepEqual([...asked].toSorted(), [
      '[["infrastructure"],{"contents":"read"}]',
      '[["infrastructure"],{"contents":"write"}]',
      '[["product"],{"pull_requests":"read"}]',
      '[["product"],{"pull_requests":"write"}]',
    ]);
    const secret = app.privateKey.split("\n")[5]!;
    assert.ok(!printed.some((text) => text.includes(secret) || text.includes("ghs_")));
    const states = join(clone.root, ".local");
    const found = readdirSync(states, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile() && each.parentPath.includes(".pulumi"))
      .filter((each) => readFileSync(join(each.parentPath, each.name), "utf8").includes(secret));
    assert.deepEqual(found, []);
  });
});
