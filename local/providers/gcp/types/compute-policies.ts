import type { Properties } from "../../grpc/values.ts";
import { ApiFailure } from "../core/client.ts";
import { type ResourceType, resourceType } from "../core/resource.ts";
import { mayDelete, rest } from "../core/rest.ts";
import { fillId, lastSegment } from "../core/template.ts";
import schema from "../schema/compute.json" with { type: "json" };
import { base, host, operate, operationPath, placed } from "./compute-links.ts";

const policies = `${base}/regions/{region!}/resourcePolicies`;

type Maybe = Properties | undefined;

/** Where the API has a list of one, the provider has the one. */
function encodeSchedule(policy: Maybe): Maybe {
  const { snapshotProperties, ...rest } = policy ?? {};
  if (!policy || !snapshotProperties) return policy;
  const { storageLocations, ...others } = snapshotProperties as Properties;
  return {
    ...rest,
    snapshotProperties: { ...others, ...(storageLocations ? { storageLocations: [storageLocations] } : {}) },
  };
}

function decodeSchedule(reply: Maybe, decoded: Maybe): Maybe {
  const properties = reply?.snapshotProperties as Maybe;
  const [location] = (properties?.storageLocations ?? []) as string[];
  if (!decoded || !properties) return decoded;
  const { storageLocations: _, ...others } = decoded.snapshotProperties as Properties;
  return {
    ...decoded,
    snapshotProperties: { guestFlush: false, ...others, ...(location && { storageLocations: location }) },
  };
}

/** A policy for other resources, such as a schedule of snapshots. */
const resourcePolicy = rest(schema, "gcp:compute/resourcePolicy:ResourcePolicy", {
  host,
  create: { method: "POST", path: policies },
  read: `${policies}/{name}`,
  update: { method: "PATCH", path: `${policies}/{name}` },
  delete: { method: "DELETE", path: `${policies}/{name}` },
  operation: operationPath,
  path: ["project", "region"],
  encode: ({ snapshotSchedulePolicy, diskConsistencyGroupPolicy, ...body }) => ({
    ...body,
    ...(snapshotSchedulePolicy !== undefined && {
      snapshotSchedulePolicy: encodeSchedule(snapshotSchedulePolicy as Maybe),
    }),
    ...(diskConsistencyGroupPolicy !== undefined && { diskConsistencyGroupPolicy: {} }),
  }),
  decode: (state, reply) => ({
    ...state,
    ...(reply.snapshotSchedulePolicy !== undefined && {
      snapshotSchedulePolicy: decodeSchedule(
        reply.snapshotSchedulePolicy as Maybe,
        state.snapshotSchedulePolicy as Maybe,
      ),
    }),
    ...(reply.diskConsistencyGroupPolicy !== undefined && { diskConsistencyGroupPolicy: { enabled: true } }),
  }),
  // "4:00" and "04:00" are the same time of day.
  same: (path, old, next) => /startTime$/.test(path) && String(next).padStart(5, "0") === String(old),
  normalise: (inputs) => placed(inputs, "region"),
});

const token = "gcp:compute/diskResourcePolicyAttachment:DiskResourcePolicyAttachment";

const diskPath = ({ project, zone, disk }: Properties) =>
  `/compute/v1/projects/${project}/zones/${zone}/disks/${lastSegment(String(disk))}`;

const linkOf = ({ project, zone, name }: Properties) =>
  `projects/${project}/regions/${String(zone).replace(/-[a-z]$/, "")}/resourcePolicies/${name}`;

/** That a policy applies to a disk: there is no resource of its own behind it. */
const attachment: ResourceType = resourceType(schema, token, {
  async create(context, inputs) {
    await operate(context, "POST", `${diskPath(inputs)}/addResourcePolicies`, { resourcePolicies: [linkOf(inputs)] });
    const id = fillId(schema[token].id, inputs);
    return { id, state: { deletionPolicy: "DELETE", ...inputs } };
  },
  async read({ client }, _id, state) {
    try {
      const { resourcePolicies = [] } = await client.request(host, "GET", diskPath(state));
      const attached = (resourcePolicies as string[]).some((each) => each.endsWith(`/${linkOf(state)}`));
      return attached ? { deletionPolicy: "DELETE", ...state } : undefined;
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 404) return undefined;
      throw error;
    }
  },
  update: async (_context, _id, old, inputs) => ({ ...old, ...inputs }),
  async delete(context, _id, state) {
    if (!mayDelete(state)) return;
    try {
      const body = { resourcePolicies: [linkOf(state)] };
      await operate(context, "POST", `${diskPath(state)}/removeResourcePolicies`, body);
    } catch (error) {
      if (!(error instanceof ApiFailure && error.code === 404)) throw error;
    }
  },
  normalise: (inputs) => placed({ ...inputs, disk: lastSegment(String(inputs.disk)) }, "zone"),
});

export const computePolicies: ResourceType[] = [resourcePolicy, attachment];
