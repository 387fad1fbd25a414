import type { Properties } from "../../grpc/values.ts";
import { ApiFailure } from "../core/client.ts";
import type { ResourceType } from "../core/resource.ts";
import { mayDelete, rest } from "../core/rest.ts";
import { lastSegment } from "../core/template.ts";
import schema from "../schema/compute.json" with { type: "json" };
import { resolveImage, sameImage } from "./compute-images.ts";
import { base, host, operate, operationPath, placed, reference, sameLinks, withLabels } from "./compute-links.ts";

const disks = `${base}/zones/{zone!}/disks`;

const pathOf = ({ project, zone, name }: Properties) => `/compute/v1/projects/${project}/zones/${zone}/disks/${name}`;

const links = sameLinks("type", "snapshot", "sourceDisk", "resourcePolicies", "storagePool");

const plain = rest(schema, "gcp:compute/disk:Disk", {
  host,
  create: { method: "POST", path: disks },
  read: `${disks}/{name}`,
  delete: { method: "DELETE", path: `${disks}/{name}` },
  operation: operationPath,
  path: ["project", "zone"],
  rename: { image: "sourceImage", snapshot: "sourceSnapshot", size: "sizeGb" },
  local: [
    "createSnapshotBeforeDestroy",
    "createSnapshotBeforeDestroyPrefix",
    "eraseWindowsVssSignature",
    "interface",
    "params",
  ],
  labels: true,
  encode: (body, { type, project, zone, sourceDisk }) => ({
    ...body,
    type: reference(type, project, `zones/${zone}`, "diskTypes"),
    sourceDisk: reference(sourceDisk, project, `zones/${zone}`, "disks"),
  }),
  decode: (state, reply) => ({
    ...state,
    diskId: reply.id,
    type: lastSegment(String(reply.type)),
    users: reply.users ?? [],
    lastDetachTimestamp: reply.lastDetachTimestamp ?? "",
    lastAttachTimestamp: reply.lastAttachTimestamp ?? "",
  }),
  same: (path, old, next) =>
    links(path, old, next) ||
    (path === "image" && sameImage(old, next)) ||
    // An image says what processors it is for.
    (path === "architecture" && next === undefined),
  normalise: (inputs) => placed(inputs, "zone"),
});

const withSizes: ResourceType = {
  ...plain,
  async create(context, inputs) {
    const image = await resolveImage(context, inputs.image, inputs.project);
    return plain.create(context, { ...inputs, ...(image && { image }) });
  },
  async update(context, id, old, inputs, changed) {
    if (changed.includes("size")) await operate(context, "POST", `${pathOf(old)}/resize`, { sizeGb: inputs.size });
    const others = ["provisionedIops", "provisionedThroughput", "accessMode"].filter((name) => changed.includes(name));
    if (others.length > 0) {
      const query = new URLSearchParams(others.map((name): [string, string] => ["paths", name]));
      const body = Object.fromEntries(others.map((name) => [name, inputs[name]]));
      await operate(context, "PATCH", `${pathOf(old)}?${query}`, { name: old.name, ...body });
    }
    return plain.update(context, id, old, inputs, []);
  },
  /** The instances that use a disk let go of it first. */
  async delete(context, id, state) {
    if (!mayDelete(state)) return;
    try {
      const { users = [], selfLink } = await context.client.request(host, "GET", pathOf(state));
      for (const user of users as string[]) {
        const path = new URL(user).pathname;
        const { disks: attached } = (await context.client.request(host, "GET", path)) as { disks: Properties[] };
        const { deviceName } = attached.find(({ source }) => source === selfLink) ?? {};
        const query = new URLSearchParams({ deviceName: String(deviceName) });
        await operate(context, "POST", `${path}/detachDisk?${query}`);
      }
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 404) return;
      throw error;
    }
    await plain.delete(context, id, state);
  },
  // A disk can only grow where it is.
  replaces: (path, state, inputs) => (path === "size" ? Number(inputs.size) < Number(state.size) : undefined),
};

/** A persistent disk. */
export const disk: ResourceType = withLabels(withSizes, pathOf, false);
