import type { DynamicEnvironment } from "../../spending/controller/config.ts";
import { ControllerStand, dynamic } from "../../tests/support/controller.ts";

// Lets the guard look at so many projects with a machine each, and prints how long that took and what it asked for; and
// how long a script takes that lists the machines of one project after another.
const count = Number(process.argv[2]);
const environments: DynamicEnvironment[] = Array.from({ length: count }, (_, index) => ({
  ...dynamic,
  name: `demo-${index}`,
  project: `tst-demo-${index}`,
}));
const stand = await ControllerStand.start([], { projects: count + 10, billingLinks: count + 10 });
try {
  for (const environment of environments) {
    await stand.cloud.project(environment.project, ["compute", "container"]);
    await stand.machine(environment);
  }
  const calls = new Map<string, number>();
  const { timing } = stand.cloud.cloud;
  const latency = timing.latency.bind(timing);
  timing.latency = (method, changes) => {
    calls.set(method, (calls.get(method) ?? 0) + 1);
    return latency(method, changes);
  };
  const acting = stand.acting({ environments });
  const begun = performance.now();
  const round = await stand.guard(acting);
  const seconds = (performance.now() - begun) / 1000;
  if (round.read !== count) throw new Error(JSON.stringify(round).slice(0, 2000));
  const asked = Object.fromEntries(calls);
  const one = performance.now();
  for (const { project } of environments) await acting.world.machines(project);
  console.log(JSON.stringify({ seconds, asked, serial: (performance.now() - one) / 1000 }));
} finally {
  await stand.cloud.stop();
}
