import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readData, roleOf } from "../../proposal/files.ts";
import { GitReader } from "../../proposal/git.ts";
import { UserError } from "../../spec/problem.ts";
import { git } from "../support/github/git.ts";

describe("what git says of a proposal", () => {
  const folder = mkdtempSync(join(tmpdir(), "sgdist-git-"));
  const reader = new GitReader(folder, {});
  after(() => rmSync(folder, { recursive: true, force: true }));

  function commit(message: string, files: Record<string, string>): string {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    git(folder, ["add", "--all"]);
    git(folder, ["commit", "--quiet", "-m", message]);
    return git(folder, ["rev-parse", "HEAD"]);
  }

  before(() => {
    git(folder, ["init", "--quiet", "--initial-branch=main"]);
    commit("Begin", { "organization.yaml": "a: 1\n", "ledger.yaml": "x: 1\ny: 1\nz: 1\n" });
  });

  it("is the tree that it merges to, also of a branch that is behind", async () => {
    const base = git(folder, ["rev-parse", "HEAD"]);
    git(folder, ["checkout", "--quiet", "-b", "ours"]);
    const head = commit("Ours", { "new.ts": "1\n", "organization.yaml": "a: 2\n" });
    git(folder, ["checkout", "--quiet", "main"]);
    const main = commit("Theirs", { "README.md": "hello\n" });
    const merged = await reader.merge(main, head);
    assert.ok("tree" in merged);
    assert.deepEqual(await reader.changed(main, merged.tree), ["new.ts", "organization.yaml"]);
    const { files, problems } = await readData(reader, merged.tree);
    assert.deepEqual(
      [[...files], problems],
      [
        [
          ["ledger.yaml", "x: 1\ny: 1\nz: 1\n"],
          ["organization.yaml", "a: 2\n"],
        ],
        [],
      ],
    );
    assert.deepEqual(await reader.steps([base], main, 10), [main]);
  });

  it("is the files that contradict the branch", async () => {
    git(folder, ["checkout", "--quiet", "-b", "other", "main"]);
    const other = commit("Other", { "ledger.yaml": "x: 2\ny: 1\nz: 1\n" });
    git(folder, ["checkout", "--quiet", "main"]);
    const main = commit("Main", { "ledger.yaml": "x: 3\ny: 1\nz: 1\n" });
    assert.deepEqual(await reader.merge(main, other), { conflicts: ["ledger.yaml"] });
  });

  it("is both lines of a ledger where two branches add neighbours, by what the repository says of it", async () => {
    copyFileSync(join(import.meta.dirname, "../../.gitattributes"), join(folder, ".gitattributes"));
    const ledger = git(folder, ["show", "HEAD:ledger.yaml"]);
    commit("Attributes", {});
    git(folder, ["checkout", "--quiet", "-b", "neighbour"]);
    const head = commit("One", { "ledger.yaml": `${ledger}\nza: 1\n` });
    git(folder, ["checkout", "--quiet", "main"]);
    const main = commit("Two", { "ledger.yaml": `${ledger}\nzb: 1\n` });
    const merged = await reader.merge(main, head);
    assert.ok("tree" in merged);
    const text = (await readData(reader, merged.tree)).files.get("ledger.yaml");
    assert.equal(text, `${ledger}\nzb: 1\nza: 1\n`);
    git(folder, ["reset", "--quiet", "--hard", "HEAD~2"]);
  });

  it("is nothing of links, odd names, or bytes that are no text", async () => {
    git(folder, ["checkout", "--quiet", "-b", "hostile", "main"]);
    git(folder, ["rm", "--quiet", "organization.yaml"]);
    symlinkSync("/etc/passwd", join(folder, "organization.yaml"));
    const head = commit("Link", {});
    git(folder, ["checkout", "--quiet", "main"]);
    assert.deepEqual((await readData(reader, head)).problems, [
      { file: "organization.yaml", found: "a link or the like", allowed: "a file" },
    ]);
    git(folder, ["checkout", "--quiet", "-b", "bytes", "main"]);
    writeFileSync(join(folder, "organization.yaml"), Buffer.from([0xff, 0xfe, 0x00]));
    const bytes = commit("Bytes", {});
    git(folder, ["checkout", "--quiet", "main"]);
    assert.deepEqual((await readData(reader, bytes)).problems, [
      { file: "organization.yaml", found: "bytes that are no text", allowed: "UTF-8" },
    ]);
  });

  it("is nothing of an environment's file whose name isn't plain, whatever its case", async () => {
    for (const name of ["demo.YAML", "Demo.yaml", "a b.yml", "sub/demo.yaml"]) {
      git(folder, ["checkout", "--quiet", "-B", "named", "main"]);
      const found = await readData(reader, commit("Named", { [`environments/${name}`]: "name: demo\n" }));
      const allowed = "lower-case letters, digits and hyphens, then .yaml";
      const file = `environments/${name}`;
      assert.deepEqual(found.problems, [{ file, found: "a name that isn't plain", allowed }]);
    }
    git(folder, ["checkout", "--quiet", "main"]);
  });

  it("takes no name for an option", async () => {
    for (const name of ["--help", "--output=x", "nothing-like-it", ""]) {
      await assert.rejects(reader.commit(name), UserError);
    }
  });

  it("sends the token of a workflow to its own server, and to no other", async () => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    git(folder, ["remote", "add", "origin", `${url}/o/r.git`]);
    try {
      const own = new GitReader(folder, { GITHUB_SERVER_URL: url, GITHUB_TOKEN: "t0k" });
      await assert.rejects(own.fetch("main"), (error: Error) => {
        assert.match(error.message, /^main can't be fetched from origin: /);
        assert.doesNotMatch(error.message, /t0k/);
        return true;
      });
      const other = new GitReader(folder, { GITHUB_SERVER_URL: "https://github.com", GITHUB_TOKEN: "t0k" });
      await assert.rejects(other.fetch("a".repeat(40)), UserError);
      assert.deepEqual(seen, [`basic ${Buffer.from("x-access-token:t0k").toString("base64")}`, undefined]);
    } finally {
      server.close();
    }
  });
});

describe("the part that a file plays", () => {
  for (const [path, role] of [
    ["organization.yaml", "data"],
    ["environments/a.yaml", "data"],
    ["policies.yaml", "data"],
    ["environments/a.ts", "program"],
    ["docs/limits.md", "text"],
    ["README.md", "text"],
    ["docs/differences/reasons/a.md", "program"],
    [".github/workflows/deploy.yml", "program"],
    ["package-lock.json", "program"],
    ["plan/organization.yaml", "program"],
  ] as const) {
    it(`is ${role} for ${path}`, () => assert.equal(roleOf(path), role));
  }
});
