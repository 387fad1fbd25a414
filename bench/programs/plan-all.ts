import { environmentPlan } from "../../plan/environment.ts";
import { stackPlans } from "../../plan/stacks.ts";
import { loadSpecification } from "../../spec/load.ts";

// Checks and plans every environment of the specification in a folder.
const today = new Date().toISOString().slice(0, 10);
const specification = loadSpecification(process.argv[2]!, today);
const plans = [...specification.environments.values()].map((each) => environmentPlan(specification, each, today));
console.log(`${plans.length} environments, ${stackPlans(specification).length} stacks`);
