import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "shell-quote";
import { TestProject } from "../support/project.ts";

const checkout = join(import.meta.dirname, "..", "..");
const read = (file: string) => readFileSync(join(checkout, file), "utf8");

/** The checkout's own specification. */
function ownFiles(): Map<string, string> {
  const environments = readdirSync(join(checkout, "environments")).map((name) => `environments/${name}`);
  return new Map(["organization.yaml", "ledger.yaml", ...environments].map((file) => [file, read(file)]));
}

/** The commands in the blocks of a page that are marked as shell. */
function commandsOf(page: string): string[][] {
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block]) => block!);
  return blocks.flatMap((block) => block.trim().split("\n")).map((line) => parse(line) as string[]);
}

describe("the documentation", () => {
  let project: TestProject;
  before(() => {
    project = new TestProject(ownFiles());
  });
  after(() => project.remove());

  it("begins with a command that stands the organisation up, and shows the tree as it is drawn then", async () => {
    const start = await project.sgdist(["start"]);
    assert.equal(start.code, 0, start.stdout + start.stderr);
    const { stdout } = await project.sgdist(["status"]);
    const shown = /<!-- status -->\n```\n([\s\S]*?)```/.exec(read("README.md"))![1]!;
    assert.ok(stdout.startsWith(shown), stdout);
    const tooLong = stdout.split("\n").filter((line) => line.length > 80);
    assert.deepEqual(tooLong, [], "fits 80 columns");
  });

  for (const page of ["first-steps", "environments"]) {
    it(`has commands that work in ${page}`, async () => {
      const commands = commandsOf(read(`docs/${page}.md`));
      assert.ok(commands.length > 0);
      for (const [npx, program, ...args] of commands) {
        assert.deepEqual([npx, program], ["npx", "sgdist"]);
        const { code, stdout, stderr } = await project.sgdist(args);
        assert.equal(code, 0, `${args.join(" ")}\n${stdout}${stderr}`);
      }
    });
  }

  it("shows the message that a mistake brings", () => {
    const message = /^ {4}(environments\/demo\.yaml:.*)$/m.exec(read("docs/first-steps.md"))![1];
    assert.equal(
      message,
      'environments/demo.yaml:12: deployment.size: found "huge"; allowed: the size of the deployment: xs, s, m, l or xl.',
    );
  });

  it("links to pages that are there", () => {
    const pages = [
      "README.md",
      "CONTRIBUTING.md",
      ...readdirSync(join(checkout, "docs"))
        .filter((name) => name.endsWith(".md"))
        .map((name) => `docs/${name}`),
    ];
    for (const page of pages) {
      for (const [, target] of read(page).matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
        assert.ok(existsSync(join(checkout, page, "..", target!)), `${page} links to ${target}`);
      }
    }
  });
});
