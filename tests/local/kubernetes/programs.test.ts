import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { Watchdog } from "../../../local/kubernetes/programs.ts";
import { isAlive } from "../../../system/processes.mjs";

describe("the watchdog of a cluster", () => {
  it("ends nothing when it is let go, and may be let go twice", async () => {
    const program = spawn("sleep", ["60"], { stdio: "ignore" });
    const watchdog = new Watchdog();
    watchdog.watch([program.pid!]);
    await watchdog.end();
    await watchdog.end();
    assert.ok(isAlive(program.pid!));
    program.kill("SIGKILL");
  });
});
