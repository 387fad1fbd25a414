import assert from "node:assert/strict";
import { join } from "node:path";
import { TestProject } from "../support/project.ts";
import { keys, onTerminal, type Step } from "../support/terminal.ts";

const { enter, down, space, yes, stop } = keys;

describe("advice, asked for on a terminal,", () => {
  const project = new TestProject();
  after(() => project.remove());

  const ask = (steps: readonly Step[]) =>
    onTerminal(
      [process.execPath, join(import.meta.dirname, "..", "..", "cli", "main.ts"), "guideline", "advise"],
      { cwd: project.root, env: { ...process.env, SGDIST_ROOT: undefined, NO_COLOR: "1" } },
      steps,
    );

  it("asks what decides, and says where a workload belongs", async () => {
    const { code, screen } = await ask([
      ["What is it called?", `usage${enter}`],
      ["What is it, in a line?", `Who used what.${enter}`],
      ["What is it for?", enter],
      ["Which team owns it?", down + enter],
      ["Which application does it belong to?", `sourcegraph${enter}`],
      ["Is it a part of an environment that there is?", down + enter],
      ["Whose data does it keep?", enter],
      ["Is it laid down how long its data must be kept?", yes],
      ["For how long?", `400d${enter}`],
      ["Which other teams need access to it?", space + enter],
      ["May it use up a quota", enter],
    ]);
    assert.equal(code, 0, screen);
    const advice = screen.slice(screen.indexOf("May it use up a quota"));
    assert.match(advice, /^It needs a project of its own under Testing \/ Nightly\.$/m);
    for (const id of ["data-owner-apart", "retention-apart", "access-apart"]) assert.ok(advice.includes(id), advice);
  });

  it("doesn't ask of what all share more than whose it is", async () => {
    const { code, screen } = await ask([
      ["What is it called?", `disk-keys${enter}`],
      ["What is it, in a line?", `Keys of disks.${enter}`],
      ["What is it for?", down + down + enter],
      ["Which team owns it?", enter],
    ]);
    assert.equal(code, 0, screen);
    assert.match(screen, /keys-apart/);
    assert.doesNotMatch(screen, /Which application/);
  });

  it("says what a name looks like, and changes nothing when it is stopped", async () => {
    const { code, screen } = await ask([
      ["What is it called?", `Usage!${enter}`],
      ["a short name of it", stop],
    ]);
    assert.equal(code, 2, screen);
    assert.match(screen, /Not all questions were answered, so there is no advice/);
  });
});
