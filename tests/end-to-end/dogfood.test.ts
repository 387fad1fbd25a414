import assert from "node:assert/strict";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deployment } from "../../sourcegraph/deployment.ts";
import { imagesOf } from "../../sourcegraph/images.ts";
import { parseSpecification } from "../../spec/load.ts";
import { TestApp } from "../support/github/app.ts";
import { git } from "../support/github/git.ts";
import { GithubServer } from "../support/github/server.ts";
import type { KeptRepository } from "../support/github/state.ts";
import { WorkingClone } from "../support/github/working-clone.ts";
import { current, dayIn, goodFiles, replace } from "../support/specification.ts";

const file = "environments/demo.yaml";
const registry = "projects/tst-ci-r8fd/locations/us-central1/repositories/sourcegraph";

/** A specification whose only environment is on Kubernetes and follows the product, as an app of GitHub. */
function files({ id, installation }: TestApp): Map<string, string> {
  const app = `  branch: main\n  app: { id: "${id}", installation: "${installation}" }\n`;
  const all = current(replace(goodFiles(), "organization.yaml", "  branch: main\n", app));
  all.delete("environments/live.yaml");
  const demo = all
    .get(file)!
    .replace("type: container", "type: kubernetes")
    .concat("budget: 400\nfollow:\n  repository: example/product\n  branch: main\n");
  return all.set("ledger.yaml", all.get("ledger.yaml")!.replace(/^tst-live.*\n/m, "")).set(file, demo);
}

describe("an environment that follows the product, on the real engine", () => {
  let server: GithubServer;
  let clone: WorkingClone;
  let product: KeptRepository;
  let app: TestApp;

  before(async () => {
    server = await new GithubServer().start();
    app = new TestApp(["infrastructure", "product"], { contents: "write" });
    server.app = app;
    product = server.add("example/product", 40_000_001);
    clone = new WorkingClone(server, server.add("example/infrastructure", 611284903), files(app));
    await clone.sgdist(["local", "up"]);
    const { code, stdout, stderr } = await clone.sgdist(["up", "bootstrap", "organization", "ci", "env-demo"]);
    assert.equal(code, 0, stdout + stderr);
    await clone.ask("secretmanager", "/v1/projects/tst-ci-r8fd/secrets/github-app-key:addVersion", "POST", {
      payload: { data: Buffer.from(app.privateKey).toString("base64") },
    });
  });
  after(async () => {
    await clone.remove();
    await server.stop();
  });

  /** A commit of the product. */
  function change(title: string): string {
    const { bare } = product;
    const head = git(bare, ["rev-parse", "main"]);
    const made = git(bare, ["commit-tree", `${head}^{tree}`, "-p", head, "-m", title]);
    git(bare, ["update-ref", "refs/heads/main", made, head]);
    return made;
  }

  /** Puts the images of a commit into the registry. */
  async function build(commit: string, names: readonly string[] = imagesOf(deployment("main"), "kubernetes")) {
    for (const name of names) {
      const image = `${registry}/packages/${name}`;
      const version = `${image}/versions/sha256:${"0".repeat(64)}`;
      const made = await clone.ask("artifactregistry", `/v1/${image}/tags?tagId=${commit}`, "POST", { version });
      assert.equal(made.name, `${image}/tags/${commit}`);
    }
  }

  /** Runs a command as the workflow follow does: without a token. */
  const asApp = (...args: string[]) =>
    clone.sgdist(["dogfood", ...args], { GITHUB_API_URL: server.environment.GITHUB_API_URL, GITHUB_TOKEN: "" });

  /** Lets the environment follow once, and brings the clone to what main is then. */
  async function follow(...more: string[]): Promise<string> {
    const { code, stdout, stderr } = await asApp("follow", ...more, "--json");
    assert.equal(code, 0, stdout + stderr);
    const [{ decision }] = JSON.parse(stdout);
    clone.pull();
    const { from: _, ...rest } = decision;
    return rest.do === "wait" ? `wait: ${rest.because}` : `${rest.do} ${rest.to ?? rest.commit}`;
  }

  /** Does what the deployment of main does. */
  async function deploy(environment: NodeJS.ProcessEnv = {}): Promise<number> {
    const ran = await clone.step(["reconcile", "--only", "changed", "--tier", "nonproduction"], environment);
    return ran.code;
  }

  const demo = () => {
    const all = new Map(["organization.yaml", "ledger.yaml", file].map((path) => [path, clone.read(path)]));
    return parseSpecification(all, dayIn(0)).environments.get("demo")!;
  };

  /** What runs, as the cluster's stack says. */
  async function runs(): Promise<{ commit?: string; ready: boolean }> {
    const { applications } = await clone.json(["status"]);
    const [{ commit, services }] = applications as [{ commit?: string; services: { ready: number; wanted: number }[] }];
    return { ...(commit && { commit }), ready: services.every(({ ready, wanted }) => ready >= wanted) };
  }

  let a: string;
  let b: string;

  it("goes to the first commit once all its images are there, and marks it when all is ready", async () => {
    a = change("A");
    assert.equal(await follow(), "wait: images missing");
    await build(a, ["frontend", "gitserver"]);
    assert.equal(await follow(), "wait: images missing");
    const rest = imagesOf(deployment("main"), "kubernetes").filter((name) => !["frontend", "gitserver"].includes(name));
    await build(a, rest);
    assert.equal(await follow("--dry-run"), `move ${a}`);
    assert.equal(demo().deployment.commit, undefined);
    assert.equal(await follow(), `move ${a}`);
    assert.equal(await follow(), "wait: unjudged");
    assert.equal(await deploy(), 0);
    assert.deepEqual(await runs(), { commit: a, ready: true });
    assert.equal(await follow(), `mark ${a}`);
    assert.equal(await follow(), "wait: nothing new");
    assert.deepEqual(demo().follow!.good, [a]);
    // That it is good is no reason to deploy anything.
    const { stdout } = await clone.step(["reconcile", "--only", "changed", "--dry-run", "--json"]);
    assert.deepEqual(
      JSON.parse(stdout).actions.filter(({ environment }: { environment?: string }) => environment === "demo"),
      [],
    );
  });

  it("takes back by itself what doesn't become healthy, and doesn't try it again", async () => {
    b = change("B");
    await build(b);
    const images = join(clone.root, ".local", "kubernetes", "images.json");
    writeFileSync(`${images}.new`, JSON.stringify({ refused: [`us-central1-docker.pkg.dev/.*/gitserver:${b}`] }));
    renameSync(`${images}.new`, images);
    assert.equal(await follow(), `move ${b}`);
    assert.equal(await deploy({ SGDIST_WORKLOAD_SECONDS: "15" }), 1);
    assert.equal(await follow(), "wait: unjudged");
    assert.equal((await clone.sgdist(["local", "clock", "+61m"])).code, 0);
    assert.equal(await follow(), `return ${a}`);
    const { deployment: asked, follow: said } = demo();
    assert.deepEqual([asked.commit, said!.good, said!.bad], [a, [a], [b]]);
    assert.match(clone.git(["log", "-1", "--format=%B"]), /\nWhy: it didn't become healthy in time: .*gitserver 0\/1 /);
    assert.equal(await follow(), "wait: nothing new");
    assert.equal(await deploy(), 0);
    assert.deepEqual(await runs(), { commit: a, ready: true });
    assert.equal(await follow(), "wait: nothing new");
  });

  it("takes the commit after that, unless somebody paused it", async () => {
    const c = change("C");
    await build(c);
    const paused = await asApp("pause", "demo", "--reason", "A demo.", "--by", "ada");
    assert.equal(paused.code, 0, paused.stdout + paused.stderr);
    assert.equal(await follow(), "wait: paused");
    assert.equal((await asApp("resume", "demo", "--by", "ada")).code, 0);
    assert.equal(await follow(), `move ${c}`);
    assert.equal(await deploy(), 0);
    assert.equal(await follow(), `mark ${c}`);
    assert.deepEqual([demo().deployment.commit, demo().follow!.good, demo().follow!.bad], [c, [c, a], [b]]);
    const { stdout } = await asApp("status");
    const short = (commit: string) => commit.slice(0, 12);
    assert.match(stdout, new RegExp(`^asked for +${short(c)}, good$`, "m"));
    assert.match(stdout, /^what runs +healthy$/m);
    assert.match(stdout, new RegExp(`^bad +${short(b)}$`, "m"));
    assert.match(stdout, /^next +demo waits: nothing new\. no commit is newer$/m);
    assert.equal(
      clone.git(["log", "--format=%s", "-8"]),
      [
        `Mark ${short(c)} as good in demo`,
        `Move demo to ${short(c)}`,
        "Resume demo",
        "Pause demo: A demo.",
        `Return demo from ${short(b)} to ${short(a)}`,
        `Move demo to ${short(b)}`,
        `Mark ${short(a)} as good in demo`,
        `Move demo to ${short(a)}`,
      ].join("\n"),
    );
  });

  it("has read the product and written in its own repository, and no more", () => {
    const asked = app.minted.map(({ repositories, permissions }) => JSON.stringify([repositories, permissions]));
    assert.deepEqual([...new Set(asked)].toSorted(), [
      '[["infrastructure"],{"contents":"read"}]',
      '[["infrastructure"],{"contents":"write"}]',
      '[["product"],{"contents":"read"}]',
    ]);
  });
});
