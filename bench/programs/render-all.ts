import { deployment } from "../../sourcegraph/deployment.ts";
import { targets } from "../../sourcegraph/targets/index.ts";

// Renders one version for all types, again and again, and tells how long the first time took and how long the others.
const rounds = 15;
const times = Array.from({ length: rounds }, () => {
  const start = performance.now();
  const installation = deployment("7.2.1943", { size: "m" });
  const files = Object.values(targets).flatMap((target) => target.render(installation));
  if (files.length < 20) throw new Error(`only ${files.length} files`);
  return performance.now() - start;
});
const kubernetes = Array.from({ length: rounds }, () => {
  const start = performance.now();
  targets.kubernetes.render(deployment("7.2.1943", { size: "m" }));
  return performance.now() - start;
});
const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
console.log(JSON.stringify({ first: times[0]!, all: middle(times), kubernetes: middle(kubernetes) }));
