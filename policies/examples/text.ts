import { Document } from "yaml";
import type { Example } from "./example.ts";

/** An example as Pulumi's YAML, only what it says beyond its base; what it takes away is null. */
export const exampleYaml = ({ resources }: Example): string =>
  new Document(resources).toString({ lineWidth: 0, nullStr: "null # taken away" });
