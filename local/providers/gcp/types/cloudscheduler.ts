import { isObject, type Properties } from "../../grpc/values.ts";
import type { Context, ResourceType } from "../core/resource.ts";
import { rest } from "../core/rest.ts";
import { fill } from "../core/template.ts";
import schema from "../schema/cloudscheduler.json" with { type: "json" };

const host = "cloudscheduler.googleapis.com";
const jobs = "/v1/projects/{project}/locations/{region}/jobs";

/** A header that Google sets by itself, and that no one sees who didn't ask for it. */
const own = "User-Agent";

function headersOf(target: Properties, known: unknown): Properties {
  const asked = (isObject(known) && isObject(known.headers) ? known.headers : {}) as Properties;
  if (!isObject(target.headers) || own in asked) return target;
  const { [own]: _, ...headers } = target.headers;
  const { headers: __, ...others } = target;
  return Object.keys(headers).length > 0 ? { ...others, headers } : others;
}

const job = rest(schema, "gcp:cloudscheduler/job:Job", {
  host,
  create: { method: "POST", path: jobs },
  read: `${jobs}/{name}`,
  update: { method: "PATCH", path: `${jobs}/{name}` },
  delete: { method: "DELETE", path: `${jobs}/{name}` },
  path: ["project", "region", "name"],
  local: ["paused"],
  encode: (body, inputs) => ({ ...body, name: fill(`${jobs.slice("/v1/".length)}/{name}`, inputs) }),
  decode: (state, reply, known) => ({
    ...state,
    paused: reply.state === "PAUSED",
    ...(isObject(state.httpTarget) && { httpTarget: headersOf(state.httpTarget, known.httpTarget) }),
  }),
});

/** Pausing has requests of its own. */
async function pause({ client }: Context, state: Properties, paused: unknown): Promise<Properties> {
  if (paused === undefined || paused === state.paused) return state;
  await client.request(host, "POST", `${fill(`${jobs}/{name}`, state)}:${paused ? "pause" : "resume"}`, {});
  return { ...state, paused, state: paused ? "PAUSED" : "ENABLED" };
}

const pausable: ResourceType = {
  ...job,
  async create(context, inputs) {
    const made = await job.create(context, inputs);
    return { ...made, state: await pause(context, made.state, inputs.paused) };
  },
  async update(context, id, old, inputs, changed) {
    return pause(context, await job.update(context, id, old, inputs, changed), inputs.paused);
  },
};

export const cloudscheduler: ResourceType[] = [pausable];
