import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { Command } from "commander";
import { addCompletion } from "../../cli/completion.ts";
import { defineEnv } from "../../cli/definitions/env.ts";
import { defineLocal } from "../../cli/definitions/local.ts";
import { defineRender } from "../../cli/definitions/render.ts";
import { defineStacks } from "../../cli/definitions/stacks.ts";

const main = join(import.meta.dirname, "..", "..", "cli", "main.ts");

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

const execute = (program: string, args: string[]) =>
  new Promise<Ran>((resolve) => {
    execFile(program, args, { env: { ...process.env, NO_COLOR: "1" } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

const sgdist = (...args: string[]) => execute(process.execPath, [main, ...args]);

describe("a reader who has seen enough", () => {
  it("ends nothing: what was asked for is done", async () => {
    const command = '"$0" "$1" --help 2>&1 >&3 | cat; exit $PIPESTATUS';
    const { code, stdout, stderr } = await execute("bash", [
      "-c",
      `exec 3> >(exec true); wait $!; ${command}`,
      process.execPath,
      main,
    ]);
    assert.deepEqual([code, stdout, stderr], [0, "", ""]);
  });
});

describe("a mistake in the arguments", () => {
  for (const [args, error] of [
    [["env", "new", "x"], "required option '--kind <kind>' not specified"],
    [["--foo"], "unknown option '--foo'"],
    [["bootstrap", "--new-id", "seed", "--check"], "option '--new-id <project>' cannot be used with option '--check'"],
    [
      ["bootstrap", "--projects-left", "few", "--links-left", "-1"],
      "--projects-left few: allowed is a number from 0.\n--links-left -1: allowed is a number from 0.",
    ],
    [["local", "fault"], "A command is missing. Run it with --help for the usage."],
  ] as const) {
    it(`is told to machines as JSON: ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await sgdist(...args, "--json");
      assert.deepEqual([code, stderr], [2, ""]);
      const said = JSON.parse(stdout);
      assert.deepEqual(Object.keys(said), ["error", "problems"]);
      assert.equal(said.error, error);
    });
  }

  it("is told to people with a hint at the usage", async () => {
    const { code, stdout, stderr } = await sgdist("--foo");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.equal(stderr, "error: unknown option '--foo'\n(run it with --help for the usage)\n");
  });
});

describe("the help", () => {
  const program = new Command("sgdist");
  for (const define of [defineStacks, defineEnv, defineRender, defineLocal, addCompletion]) define(program);
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];

  /** "sgdist local fault" */
  const pathOf = (command: Command): string => `${command.parent ? `${pathOf(command.parent)} ` : ""}${command.name()}`;

  // The shell asks with `complete`, people don't.
  for (const command of all(program).filter((each) => each !== program && each.name() !== "complete")) {
    it(`of ${pathOf(command)} has examples that fit 80 columns`, () => {
      let help = "";
      command.configureOutput({
        writeOut: (text) => {
          help += text;
        },
      });
      command.outputHelp();
      const [, examples = ""] = /^Examples:\n((?: {2}\S.*(?:\n|$)| {4}\S.*(?:\n|$))+)/m.exec(help) ?? [];
      assert.ok(examples.includes(command.name()), help);
      for (const line of examples.split("\n")) assert.ok(line.length <= 80, line);
    });
  }
});

describe("the completion for bash", () => {
  it("may be sourced again", async () => {
    const source = `source <("${process.execPath}" "${main}" completion bash)`;
    const { stderr } = await execute("bash", ["-c", `${source}; ${source}`]);
    assert.equal(stderr, "");
  });
});
