import type { Route } from "../../core/router.ts";
import { type Kind, kindRoutes } from "./resources.ts";

/** The rules of load balancers: those of clusters, as there are no others here. */
const forwardingRuleKind: Kind = {
  singular: "forwardingRule",
  collection: "forwardingRules",
  scopes: ["global", "regions"],
  ids: { global: "globalForwardingRules" },
  labels: true,
  create() {
    throw new Error("clusters make rules, nobody else");
  },
};

/** The methods that show and delete the rules of load balancers. */
export const forwardingRuleRoutes: Route[] = kindRoutes(forwardingRuleKind).filter(({ id }) => !id.endsWith(".insert"));
