import type { Call } from "../../core/call.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { linked, nameIn, picked, referenced } from "./documents.ts";
import { invalidValue, requiredField, requiredParameter } from "./errors.ts";
import { instanceGroupManagerKind, resized } from "./instance-group-managers.ts";
import { stored, versions } from "./links.ts";
import { scopePaths } from "./places.ts";
import { change, type Kind, kindRoutes, type Outcome } from "./resources.ts";

interface Policy extends Document {
  minNumReplicas?: number;
  maxNumReplicas?: number;
}

const field = "resource.autoscalingPolicy";

/** A policy with what Google fills in. */
function policyOf(asked: Policy | undefined): Policy {
  if (!asked) throw requiredField(field);
  if (asked.maxNumReplicas === undefined) throw requiredField(`${field}.maxNumReplicas`);
  const { minNumReplicas = 2, maxNumReplicas } = asked;
  if (minNumReplicas > maxNumReplicas) {
    const why = "Must not be greater than autoscalingPolicy.maxNumReplicas.";
    throw invalidValue(`${field}.minNumReplicas`, minNumReplicas, why);
  }
  const cpu = asked.cpuUtilization as Document | undefined;
  const target = cpu?.utilizationTarget;
  if (cpu && !(Number(target) > 0 && Number(target) <= 1)) {
    throw invalidValue(`${field}.cpuUtilization.utilizationTarget`, target, "Must be above 0 and at most 1.");
  }
  return {
    coolDownPeriodSec: 60,
    mode: "ON",
    ...asked,
    minNumReplicas,
    ...(cpu && { cpuUtilization: { predictiveMethod: "NONE", ...cpu } }),
  };
}

/** The group with as many machines as the policy lets it have. There is no load: it stays as small as it may. */
function scaled(group: Document, { minNumReplicas = 0, maxNumReplicas = 0 }: Policy): [string, Document] {
  const size = Math.min(Math.max(Number(group.targetSize), minNumReplicas), maxNumReplicas);
  return [stored(nameIn(group)), resized(group, size)];
}

const targetOf = (call: Call, target: unknown) =>
  referenced(call, "resource.target", target, instanceGroupManagerKind).document;

/** The sizes of groups of machines, by rules. */
const autoscalerKind: Kind = {
  singular: "autoscaler",
  collection: "autoscalers",
  scopes: ["regions"],
  ids: { regions: "regionAutoscalers" },
  create(call, { name }) {
    if (!call.body.target) throw requiredField("resource.target");
    const policy = policyOf(call.body.autoscalingPolicy as Policy | undefined);
    const group = targetOf(call, call.body.target);
    const another = call.cloud.store
      .list(stored(`${name.replace(/[^/]+$/, "")}`))
      .find(({ document }) => document.target === group.selfLink);
    if (another) throw invalidValue("resource.target", call.body.target, "The target has an autoscaler already.");
    call.cloud.store.put(...scaled(group, policy));
    const status = { status: "ACTIVE", recommendedSize: policy.minNumReplicas };
    const own = picked(call.body, ["description"]);
    return { members: { ...own, target: group.selfLink, autoscalingPolicy: policy, ...status } };
  },
};

/** A change of what a request names by its query, as this kind alone does. */
const changed = (verb: string, policy: (asked: Policy | undefined, current: Policy) => Policy) => (call: Call) => {
  const name = call.query.get("autoscaler") ?? call.body.name;
  if (!name) throw requiredParameter("autoscaler");
  call.params.resource = String(name);
  return change(autoscalerKind, call, verb, (_, current): Outcome => {
    const next = policy(call.body.autoscalingPolicy as Policy | undefined, current.autoscalingPolicy as Policy);
    const group = linked(call.cloud, current.target)!;
    const document = { ...current, ...picked(call.body, ["description"]), autoscalingPolicy: next };
    return { document, put: [scaled(group, next)] };
  });
};

const path = `${scopePaths.regions}/autoscalers`;

/** The methods of autoscalers. */
export const autoscalerRoutes: Route[] = [
  ...kindRoutes(autoscalerKind),
  ...versions("regionAutoscalers.update", "PUT", path, changed("update", policyOf)),
  ...versions(
    "regionAutoscalers.patch",
    "PATCH",
    path,
    changed("patch", (asked, current) => policyOf({ ...current, ...asked })),
  ),
];
