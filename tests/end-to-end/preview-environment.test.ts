import assert from "node:assert/strict";
import { git } from "../support/github/git.ts";
import { engineer, GithubServer } from "../support/github/server.ts";
import type { KeptPullRequest, KeptRepository } from "../support/github/state.ts";
import { WorkingClone } from "../support/github/working-clone.ts";
import { previewFiles, productId } from "../support/previews.ts";
import { current } from "../support/specification.ts";

const id = "tst-preview-1-p4p4";

describe("a label on a pull request of the product", function () {
  this.timeout(300_000);
  let server: GithubServer;
  let clone: WorkingClone;
  let product: KeptRepository;

  before(async () => {
    server = await new GithubServer().start();
    product = server.add("example/product", productId);
    product.permissions = { ada: "write", eve: "read" };
    clone = new WorkingClone(server, server.add("example/infrastructure", 611284903), current(previewFiles()));
    await clone.sgdist(["local", "up"]);
    const { code, stdout, stderr } = await clone.sgdist(["up", "bootstrap", "organization"]);
    assert.equal(code, 0, stdout + stderr);
    await deploy();
  });
  after(async () => {
    await clone.remove();
    await server.stop();
  });

  async function deploy(): Promise<string[]> {
    const { stdout, stderr } = await clone.step(["ci", "deploy", "--tier", "nonproduction", "--json"]);
    const { actions } = JSON.parse(stdout) as { actions: { outcome: string; do: string; environment: string }[] };
    const done = actions.map((each) => `${each.outcome} ${each.do} ${each.environment}`);
    assert.ok(
      done.every((each) => each.startsWith("done ")),
      stdout + stderr,
    );
    return done;
  }

  /** Gives, keeps and ends leases, and brings what came of that up. Returns what was committed, in words. */
  async function round(): Promise<string> {
    const { code, stdout, stderr } = await clone.step(["previews", "reconcile"]);
    assert.equal(code, 0, stdout + stderr);
    const long = stdout.split("\n").filter((line) => line.length > 80);
    assert.deepEqual(long, []);
    clone.pull();
    return stdout;
  }

  /** Makes a branch of the product with a commit of its own, and a pull request with the label. */
  function propose(branch: string, user = engineer): KeptPullRequest {
    const { bare } = product;
    const commit = git(bare, ["commit-tree", "main^{tree}", "-p", "main", "-m", branch]);
    git(bare, ["update-ref", `refs/heads/${branch}`, commit]);
    return server.open(product, branch, { labels: ["preview"], user });
  }

  const comment = (pull: KeptPullRequest, body: string, user = engineer) =>
    product.comments.push({
      id: 90_000 + product.comments.length,
      issue: pull.number,
      user,
      body,
      createdAt: new Date().toISOString(),
    });

  const said = ({ number }: KeptPullRequest) =>
    product.comments.filter(({ issue, user }) => issue === number && user.id !== engineer.id).at(-1)!.body;

  const number = async (): Promise<string> => (await clone.ask("cloudresourcemanager", `/v3/projects/${id}`)).name;

  async function machines(): Promise<string[]> {
    const { items = {} } = await clone.ask("compute", `/compute/v1/projects/${id}/aggregated/instances`);
    const zones = Object.values(items) as { instances?: { name: string }[] }[];
    return zones.flatMap(({ instances = [] }) => instances.map(({ name }) => name));
  }

  it("starts an environment out of the pool at that commit, and ends it on a word; the next in the queue follows", async () => {
    const before = await number();
    assert.deepEqual(await machines(), []);
    assert.match((await clone.step(["previews", "plan"])).stdout, /^Nothing is to be done\.$/m);

    const [first, second] = [propose("one"), propose("two")];
    const fork = server.open(product, "one", { labels: ["preview"], from: 666 });
    assert.match(await round(), new RegExp(`Give preview-1 to pull request ${first.number} of ada`));
    assert.match(clone.git(["log", "-1", "--format=%s"]), /^Give preview-1 to pull request \d+ of ada$/);
    assert.match(
      said(first),
      /^<!-- sgdist:preview -->\n\*\*Preview environment\*\* `preview-1` runs commit `[0-9a-f]{12}`\./,
    );
    assert.match(said(second), /number 1 in the queue, as its author has as many as one person may have\./);
    assert.equal(
      product.comments.some(({ issue }) => issue === fork.number),
      false,
    );
    assert.deepEqual(await deploy(), ["done apply preview-1"]);
    assert.equal((await machines()).length, 1);
    const commit = git(product.bare, ["rev-parse", "one"]);
    const bucket = `${id}-deployment`;
    const { items } = await clone.ask("storage", `/storage/v1/b/${bucket}/o`);
    const texts = await Promise.all(
      (items as { name: string }[]).map(({ name }) =>
        clone.ask("storage", `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}`).then(() => name),
      ),
    );
    assert.ok(texts.length > 0);
    const { stdout: list } = await clone.step(["previews", "list"]);
    assert.match(list, new RegExp(`preview-1 +leased +#${first.number} +ada +${commit.slice(0, 10)}`));
    assert.match(list, /preview-2 +vacant/);

    // A word of somebody who may not write is none.
    comment(first, "/sgdist stop", { id: 666, login: "eve" });
    assert.doesNotMatch(await round(), /End the lease/);
    comment(first, "/sgdist stop");
    assert.match(await round(), /End the lease of preview-1 by pull request \d+ \(stopped\)/);
    assert.deepEqual(first.labels, []);
    assert.match(said(first), /it ended, as somebody asked for that/);
    // The next in the queue has got the other slot, as this one is not clean yet.
    assert.deepEqual((await deploy()).toSorted(), ["done apply preview-1", "done apply preview-2"]);
    assert.deepEqual(await machines(), []);
    assert.equal(await number(), before);
    assert.match(await round(), /Mark preview-1 as clean/);
    assert.match((await clone.step(["previews", "list"])).stdout, /preview-1 +vacant/);

    // A closed one goes without a word.
    Object.assign(second, { state: "closed" });
    assert.match(await round(), /End the lease of preview-2 by pull request \d+ \(gone\)/);
  });
});
