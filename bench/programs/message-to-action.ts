import { configVariable } from "../../spending/controller/config.ts";
import { ControllerStand, config, dynamic, other } from "../../tests/support/controller.ts";
import { bundleController, FunctionProcess, removeBundle } from "../../tests/support/function-process.ts";

// Sends messages that are over the limit to the controller as it is deployed, and prints how long it took until the machines
// were stopped and all of it was written down: by a process that had to start first, and by one that had not.
const subscription = "projects/tst-spending-h3vq/subscriptions/budgets";
const folder = await bundleController();
const stand = await ControllerStand.start();
let controller: FunctionProcess | undefined;
try {
  for (const environment of [dynamic, other]) await stand.machine(environment);
  const begun = performance.now();
  controller = await FunctionProcess.start(folder, "budgetMessage", "cloudevent", {
    ...stand.cloud.environment,
    [configVariable]: JSON.stringify(config()),
  });
  const started = performance.now();
  const act = async (environment: typeof dynamic | typeof other): Promise<number> => {
    const { status } = await controller!.event(stand.message(environment, environment.budget * 1.05), subscription);
    const found = await stand.status(environment);
    if (status !== 204 || found !== "TERMINATED") throw new Error(`${status}, ${found}\n${controller!.output}`);
    return performance.now();
  };
  const cold = await act(dynamic);
  const warm = await act(other);
  console.log(JSON.stringify({ start: started - begun, cold: cold - begun, warm: warm - cold }));
} finally {
  await controller?.kill();
  await stand.cloud.stop();
  removeBundle(folder);
}
