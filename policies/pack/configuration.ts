import type { Policies } from "@pulumi/policy";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";

/** What the engine may configure for all policies at once. */
const all = "all";

/** What is wrong with the names of a configuration; undefined when each is that of a policy. */
export function unknownPolicies(names: readonly string[], policies: Policies): string | undefined {
  const known = policies.map(({ name }) => name);
  const unknown = names.filter((name) => name !== all && !known.includes(name));
  if (unknown.length === 0) return undefined;
  return `unknown policies are configured: ${unknown.join(", ")}. Allowed are ${[...known, all].join(", ")}.`;
}

/**
 * Refuses a configuration of policies that don't exist. Neither the engine nor the SDK does: they leave it out.
 * `configured`: told of the policies that have one.
 */
export function refuseUnknownPolicies(policies: Policies, configured: (names: readonly string[]) => void): void {
  const { configure } = AnalyzerService;
  const read = configure.requestDeserialize;
  configure.requestDeserialize = (bytes) => {
    const request = read(bytes);
    const names = [...request.getPolicyconfigMap().keys()] as string[];
    const problem = unknownPolicies(names, policies);
    if (problem) {
      // The engine shows what a pack prints; of this error it only learns that there was one.
      console.error(problem);
      throw new Error(problem);
    }
    configured(names);
    return request;
  };
}
