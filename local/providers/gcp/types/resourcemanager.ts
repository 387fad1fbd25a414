import type { ResourceType } from "../core/resource.ts";
import { rest } from "../core/rest.ts";
import schema from "../schema/resourcemanager.json" with { type: "json" };

const lien: ResourceType = {
  ...rest(schema, "gcp:resourcemanager/lien:Lien", {
    host: "cloudresourcemanager.googleapis.com",
    create: { method: "POST", path: "/v1/liens" },
    read: "/v1/liens/{name}",
    delete: { method: "DELETE", path: "/v1/liens/{name}" },
    // A project is named by its number in replies, however it was named before.
    decode: (state, reply, known) => ({
      ...state,
      name: String(reply.name).replace("liens/", ""),
      ...(known.parent !== undefined && { parent: known.parent }),
    }),
  }),
  parse: (id) => {
    const [, parent, name] = /^(.+)\/([^/]+)$/.exec(id) ?? [];
    if (!parent) return undefined;
    return { parent: parent.includes("/") ? parent : `projects/${parent}`, name };
  },
};

export const resourcemanager: ResourceType[] = [lien];
