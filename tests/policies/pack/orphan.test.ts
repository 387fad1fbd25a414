import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { isAlive } from "../../../system/processes.mjs";
import { pack } from "../../support/example-project.ts";
import { until } from "../../support/processes.ts";

describe("the process of the policy pack", () => {
  it("ends with the engine that started it, however that ended", async () => {
    // A shell in the engine's place: the first line is the pack's process, the next one is where it listens.
    const engine = spawn("sh", ["-c", `"${pack}" 127.0.0.1:1 & echo $!; wait`], {
      cwd: join(import.meta.dirname, "..", "..", ".."),
      stdio: ["ignore", "pipe", "ignore"],
    });
    let output = "";
    engine.stdout.on("data", (chunk) => {
      output += chunk;
    });
    await until("the port of the pack", () => /^\d+\n\d+\n/.test(output));
    const pid = Number(output.split("\n")[0]);
    assert.ok(isAlive(pid));
    engine.kill("SIGKILL");
    await once(engine, "exit");
    await until("the end of the pack", () => !isAlive(pid));
  });
});
