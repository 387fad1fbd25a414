import type { Properties } from "../../grpc/values.ts";
import { ApiFailure } from "../core/client.ts";
import { complete, decode } from "../core/convert.ts";
import type { Facts } from "../core/fields.ts";
import { parseFields } from "../core/fields.ts";
import { exclusively } from "../core/policy-member.ts";
import { type Context, type ResourceType, resourceType } from "../core/resource.ts";
import { mayDelete } from "../core/rest.ts";
import { lastSegment } from "../core/template.ts";
import schema from "../schema/compute.json" with { type: "json" };
import { host, operate, placed, reference, sameLinks } from "./compute-links.ts";

const token = "gcp:compute/routerNat:RouterNat";
const fields = parseFields((schema[token] as Facts).fields);

const routerPath = ({ project, region, router }: Properties) =>
  `/compute/v1/projects/${project}/regions/${region}/routers/${lastSegment(String(router))}`;

interface Router extends Properties {
  nats?: Properties[];
}

const local = ["project", "region", "router", "deletionPolicy", "initialNatIps"];

/** A gateway as the API has it. */
function encode(inputs: Properties): Properties {
  const { project, region } = inputs;
  const at = `regions/${region}`;
  const body = Object.fromEntries(Object.entries(inputs).filter(([name]) => !local.includes(name)));
  const addresses = (links: unknown) =>
    (links as unknown[] | undefined)?.map((each) => reference(each, project, at, "addresses"));
  const subnetworks = (inputs.subnetworks as Properties[] | undefined)?.map(({ sourceIpRangesToNats, ...each }) => ({
    ...each,
    name: reference(each.name, project, at, "subnetworks"),
    sourceIpRangesToNat: sourceIpRangesToNats,
  }));
  const natIps = addresses(inputs.natIps ?? inputs.initialNatIps);
  return {
    ...body,
    ...(natIps && natIps.length > 0 && { natIps }),
    ...(inputs.drainNatIps !== undefined && { drainNatIps: addresses(inputs.drainNatIps) }),
    ...(subnetworks && { subnetworks }),
  };
}

/** The properties of a gateway of a router. `known`: the inputs, or the state before. */
function stateOf(nat: Properties, known: Properties): Properties {
  const subnetworks = (nat.subnetworks as Properties[] | undefined)?.map(({ sourceIpRangesToNat, ...each }) => ({
    ...each,
    sourceIpRangesToNats: sourceIpRangesToNat,
  }));
  const timeouts = {
    icmpIdleTimeoutSec: 30,
    udpIdleTimeoutSec: 30,
    tcpEstablishedIdleTimeoutSec: 1200,
    tcpTransitoryIdleTimeoutSec: 30,
    tcpTimeWaitTimeoutSec: 120,
  };
  const reply = { ...timeouts, drainNatIps: [], ...nat, ...(subnetworks && { subnetworks }) };
  const kept = Object.fromEntries(local.filter((name) => known[name] !== undefined).map((name) => [name, known[name]]));
  return { deletionPolicy: "DELETE", ...complete(fields, decode(fields, reply), known), ...kept };
}

/** Reads a router, changes its gateways and writes them, one change after another. */
async function change(context: Context, at: Properties, edit: (nats: Properties[]) => Properties[]): Promise<void> {
  const path = routerPath(at);
  await exclusively(`${host}${path}`, async () => {
    const router: Router = await context.client.request(host, "GET", path);
    await operate(context, "PATCH", path, { nats: edit(router.nats ?? []) });
  });
}

async function read({ client }: Context, known: Properties): Promise<Properties | undefined> {
  const router: Router = await client.request(host, "GET", routerPath(known));
  const nat = router.nats?.find(({ name }) => name === known.name);
  return nat && stateOf(nat, known);
}

const made = async (context: Context, inputs: Properties): Promise<Properties> => {
  const state = await read(context, inputs);
  if (!state) throw new Error(`the NAT gateway ${inputs.name} is gone`);
  return state;
};

const links = sameLinks("router", "natIps", "drainNatIps", "initialNatIps", "subnetworks.name");

/** A NAT gateway, which is a member of its router. */
export const routerNat: ResourceType = resourceType(schema, token, {
  async create(context, inputs) {
    await change(context, inputs, (nats) => {
      // The API would take a second one of the name for a change of the first.
      if (nats.some(({ name }) => name === inputs.name)) {
        throw new Error(`the router ${inputs.router} has a NAT gateway ${inputs.name} already`);
      }
      return [...nats, encode(inputs)];
    });
    const { project, region, router, name } = inputs;
    return { id: `${project}/${region}/${lastSegment(String(router))}/${name}`, state: await made(context, inputs) };
  },
  async read(context, _id, state) {
    try {
      return await read(context, state);
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 404) return undefined;
      throw error;
    }
  },
  async update(context, _id, old, inputs) {
    await change(context, old, (nats) => nats.map((nat) => (nat.name === inputs.name ? encode(inputs) : nat)));
    return made(context, inputs);
  },
  async delete(context, _id, state) {
    if (!mayDelete(state)) return;
    try {
      await change(context, state, (nats) => nats.filter(({ name }) => name !== state.name));
    } catch (error) {
      if (!(error instanceof ApiFailure && error.code === 404)) throw error;
    }
  },
  same: (path, old, next) =>
    links(path, old, next) || (path === "natIpAllocateOption" && old === "AUTO_ONLY" && next === undefined),
  normalise: (inputs) => placed(inputs, "region"),
});
