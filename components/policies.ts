import { Policy } from "@pulumi/gcp/orgpolicy/policy.js";
import { type ComponentResourceOptions, type Input, interpolate, output } from "@pulumi/pulumi";
import type { PolicyPlan } from "../plan/policies.ts";
import { Component } from "./component.ts";

export interface PoliciesArgs {
  /** What they hold for, with all in it: "organizations/1", "projects/p". */
  parent: Input<string>;
  policies: readonly PolicyPlan[];
}

/** Policies of the organisation service for an organisation, a folder or a project. */
export class Policies extends Component {
  constructor(name: string, { parent, policies }: PoliciesArgs, options?: ComponentResourceOptions) {
    super("Policies", name, { constraints: policies.map(({ constraint }) => constraint) }, options);
    for (const { constraint, rule } of policies) {
      new Policy(
        this.childName(constraint),
        {
          parent: output(parent),
          name: interpolate`${parent}/policies/${constraint}`,
          spec: { rules: [ruleOf(rule)] },
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}

/** The API writes booleans in words. */
function ruleOf(rule: PolicyPlan["rule"]) {
  if ("enforce" in rule) return { enforce: "TRUE" };
  if ("allowAll" in rule) return { allowAll: "TRUE" };
  return { values: { allowedValues: [...rule.allow] } };
}
