import type { Properties } from "../../grpc/values.ts";
import type { ResourceType } from "../core/resource.ts";
import { rest } from "../core/rest.ts";
import { lastSegment } from "../core/template.ts";
import schema from "../schema/compute-groups.json" with { type: "json" };
import { present } from "./compute-instance-encode.ts";
import { base, host, operationPath, placed, reference, sameLinks } from "./compute-links.ts";
import { instanceTemplate } from "./compute-template.ts";

const groups = `${base}/regions/{region!}/instanceGroupManagers`;

const list = (value: unknown): Properties[] => (value ?? []) as Properties[];

/** A number or a share of machines, as the API has both in one. */
const amountOf = (fixed: unknown, percent: unknown) =>
  fixed === undefined && percent === undefined ? undefined : present({ fixed, percent });

function encodeUpdates(policy: Properties | undefined): Properties | undefined {
  if (!policy) return undefined;
  const { maxSurgeFixed, maxSurgePercent, maxUnavailableFixed, maxUnavailablePercent, ...rest } = policy;
  return present({
    ...rest,
    maxSurge: amountOf(maxSurgeFixed, maxSurgePercent),
    maxUnavailable: amountOf(maxUnavailableFixed, maxUnavailablePercent),
  });
}

function decodeUpdates(policy: Properties): Properties {
  const { maxSurge, maxUnavailable, ...rest } = policy;
  const [surge, unavailable] = [maxSurge, maxUnavailable].map((each) => (each ?? {}) as Properties);
  return present({
    ...rest,
    maxSurgeFixed: surge!.fixed,
    maxSurgePercent: surge!.percent,
    maxUnavailableFixed: unavailable!.fixed,
    maxUnavailablePercent: unavailable!.percent,
  });
}

const plainGroup = rest(schema, "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager", {
  host,
  create: { method: "POST", path: groups },
  read: `${groups}/{name}`,
  update: { method: "PATCH", path: `${groups}/{name}` },
  delete: { method: "DELETE", path: `${groups}/{name}` },
  operation: operationPath,
  path: ["project", "region"],
  local: ["waitForInstances", "waitForInstancesStatus"],
  encode({ distributionPolicyZones, distributionPolicyTargetShape, ...body }, { project, versions, updatePolicy }) {
    const zones = (distributionPolicyZones as string[] | undefined)?.map((zone) => ({
      zone: `projects/${project}/zones/${zone}`,
    }));
    return present({
      ...body,
      versions: list(versions).map(({ instanceTemplate: template, ...version }) => ({
        ...version,
        instanceTemplate: reference(template, project, "global", "instanceTemplates"),
      })),
      updatePolicy: encodeUpdates(updatePolicy as Properties | undefined),
      distributionPolicy:
        zones || distributionPolicyTargetShape
          ? present({ zones, targetShape: distributionPolicyTargetShape })
          : undefined,
    });
  },
  decode(state, reply) {
    if (reply.distributionPolicy === undefined) return state;
    const { zones, targetShape } = reply.distributionPolicy as Properties;
    return {
      ...state,
      instanceGroupManagerId: Number(reply.id),
      distributionPolicyZones: list(zones).map(({ zone }) => lastSegment(String(zone))),
      distributionPolicyTargetShape: targetShape,
      updatePolicy: decodeUpdates(reply.updatePolicy as Properties),
    };
  },
  same: sameLinks("versions.instanceTemplate"),
  normalise: (inputs) => placed(inputs, "region"),
});

/** A group of machines over the zones of a region. Its size is asked for at first; later an autoscaler may decide. */
const group: ResourceType = {
  ...plainGroup,
  create: (context, inputs) => plainGroup.create(context, { targetSize: 0, ...inputs }),
};

const autoscalers = `${base}/regions/{region!}/autoscalers`;

function encodePolicy(policy: Properties): Properties {
  const { minReplicas, maxReplicas, cooldownPeriod, cpuUtilization, scaleInControl, ...rest } = policy;
  const { target, ...cpu } = (cpuUtilization ?? {}) as Properties;
  return present({
    ...rest,
    minNumReplicas: minReplicas,
    maxNumReplicas: maxReplicas,
    coolDownPeriodSec: cooldownPeriod,
    cpuUtilization: cpuUtilization && { ...cpu, utilizationTarget: target },
    scaleInControl,
  });
}

function decodePolicy(policy: Properties): Properties {
  const { minNumReplicas, maxNumReplicas, coolDownPeriodSec, cpuUtilization, ...rest } = policy;
  const { utilizationTarget, ...cpu } = (cpuUtilization ?? {}) as Properties;
  return present({
    ...rest,
    minReplicas: minNumReplicas,
    maxReplicas: maxNumReplicas,
    cooldownPeriod: coolDownPeriodSec,
    cpuUtilization: cpuUtilization && { ...cpu, target: utilizationTarget },
  });
}

/** What decides how many machines a group has. */
const autoscaler = rest(schema, "gcp:compute/regionAutoscaler:RegionAutoscaler", {
  host,
  create: { method: "POST", path: autoscalers },
  read: `${autoscalers}/{name}`,
  update: { method: "PUT", path: autoscalers, query: { autoscaler: "name" } },
  delete: { method: "DELETE", path: `${autoscalers}/{name}` },
  operation: operationPath,
  path: ["project", "region"],
  encode: (body, { autoscalingPolicy, target, project, region }) => ({
    ...body,
    target: reference(target, project, `regions/${region}`, "instanceGroupManagers"),
    autoscalingPolicy: encodePolicy(autoscalingPolicy as Properties),
  }),
  decode: (state, reply) =>
    reply.autoscalingPolicy === undefined
      ? state
      : { ...state, autoscalingPolicy: decodePolicy(reply.autoscalingPolicy as Properties) },
  same: sameLinks("target"),
  normalise: (inputs) => placed(inputs, "region"),
});

/** Groups of machines, and what they are made from. */
export const computeGroups: ResourceType[] = [instanceTemplate, group, autoscaler];
