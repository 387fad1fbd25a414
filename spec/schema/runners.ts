import { z } from "zod";
import * as field from "./fields.ts";

const wholeNumber = (what: string, minimum: number, maximum: number) => {
  const error = `${what}: a whole number from ${minimum} to ${maximum}`;
  return z.int({ error }).min(minimum, { error }).max(maximum, { error }).describe(error);
};

const spot = "whether Google may take the machines away at any moment, for a lower price";

/** Machines of our own that run workflows, one job each. */
const runners = field.map(
  {
    machine: field.text(/^[a-z][a-z0-9]{1,9}(-[a-z0-9]+){1,3}$/, "the type of each machine such as e2-standard-8"),
    minimum: wholeNumber("how many machines there are at least, of which none comes by itself at 0", 0, 100),
    maximum: wholeNumber("how many machines there are at most", 1, 100),
    spot: z.boolean({ error: `${spot}: true or false` }).describe(spot),
    disk: wholeNumber("the gigabytes of each machine's disk", 30, 2000),
  },
  "machines of our own that run workflows of the repository: machine, minimum, maximum, spot and disk",
);

/** What there is in the project of continuous integration besides what is always there. */
export const ciSchema = field.map({ runners: runners.optional() }, "what continuous integration has besides: runners");
