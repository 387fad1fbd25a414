import { compose } from "./compose/index.ts";
import { container } from "./container/index.ts";
import { kubernetes } from "./kubernetes/index.ts";
import type { Target } from "./target.ts";

/** Every way to run Sourcegraph, by name. */
export const targets: Readonly<Record<Target["name"], Target>> = { kubernetes, compose, container };
