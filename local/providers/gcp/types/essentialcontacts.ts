import type { ResourceType } from "../core/resource.ts";
import { rest } from "../core/rest.ts";
import schema from "../schema/essentialcontacts.json" with { type: "json" };

const contact = rest(schema, "gcp:essentialcontacts/contact:Contact", {
  host: "essentialcontacts.googleapis.com",
  create: { method: "POST", path: "/v1/{parent}/contacts" },
  read: "/v1/{name}",
  update: { method: "PATCH", path: "/v1/{name}", mask: true },
  delete: { method: "DELETE", path: "/v1/{name}" },
  path: ["parent"],
  decode: (state, reply) => ({ parent: String(reply.name).replace(/\/contacts\/.*$/, ""), ...state }),
});

export const essentialcontacts: ResourceType[] = [contact];
