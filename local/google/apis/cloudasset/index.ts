import type { Api } from "../../core/api.ts";
import type { Call } from "../../core/call.ts";
import { ApiError, invalid, notFound } from "../../core/errors.ts";
import { page } from "../../core/paging.ts";
import { findProject } from "../../core/projects.ts";
import type { Document } from "../../core/store.ts";
import { folders } from "../cloudresourcemanager/containers.ts";
import { everything, type Held } from "./assets.ts";
import { assetTypes } from "./kinds.ts";
import { permissions } from "./permissions.ts";

const contentTypes = [
  "CONTENT_TYPE_UNSPECIFIED",
  "RESOURCE",
  "IAM_POLICY",
  "ORG_POLICY",
  "ACCESS_POLICY",
  "OS_INVENTORY",
  "RELATIONSHIP",
];

/** How far back a list can look: 35 days. */
const farthestBack = 35 * 86_400_000;

/** What is listed: everything at or below it, by number. */
function parentOf({ cloud, params }: Call): string {
  const { kind, id } = params as { kind: string; id: string };
  const missing = () => notFound("Requested entity was not found.");
  if (kind === "organizations" && id === cloud.seed.organization.id) return `${kind}/${id}`;
  if (kind === "folders" && folders(cloud).some(({ name }) => name === `${kind}/${id}`)) return `${kind}/${id}`;
  const project = kind === "projects" && findProject(cloud, id);
  if (project) return `projects/${project.number}`;
  if (!["organizations", "folders", "projects"].includes(kind)) throw invalid(`Invalid parent: ${kind}/${id}`);
  throw missing();
}

/** A pattern for whole types. RE2 knows neither references back nor looking around, so they are refused as there. */
function typePattern(text: string): RegExp {
  const bad = () => invalid(`Invalid asset type: ${text}`);
  if (/\\[1-9]|\(\?<?[=!]/.test(text)) throw bad();
  try {
    return new RegExp(`^(?:${text})$`);
  } catch {
    throw bad();
  }
}

/** The types that a list is about; none: all. */
function wantedTypes(call: Call): Set<string> | undefined {
  const asked = call.query.getAll("assetTypes");
  if (asked.length === 0) return undefined;
  const found = asked.map((text) => {
    const pattern = typePattern(text);
    const types = assetTypes.filter((type) => pattern.test(type));
    if (types.length === 0) throw invalid(`No supported asset type matches: ${text}`);
    return types;
  });
  return new Set(found.flat());
}

function contentType(call: Call): string {
  const asked = call.query.get("contentType") ?? "CONTENT_TYPE_UNSPECIFIED";
  if (!contentTypes.includes(asked)) {
    throw invalid(
      `Invalid value at 'content_type' (type.googleapis.com/google.cloud.asset.v1.ContentType), "${asked}"`,
    );
  }
  if (contentTypes.indexOf(asked) > contentTypes.indexOf("IAM_POLICY")) {
    throw new ApiError("UNIMPLEMENTED", `The content type ${asked} is not simulated.`);
  }
  return asked;
}

/** The moment of the snapshot. The local cloud keeps no past, so what is there now stands for it. */
function readTime(call: Call): string {
  const asked = call.query.get("readTime");
  if (!asked) return call.cloud.clock.timestamp(6);
  const age = call.cloud.clock.now() - Date.parse(asked);
  if (!(age >= 0 && age <= farthestBack)) throw invalid("read_time must be within the last 35 days.");
  return asked;
}

/** The last change of a resource, whatever its service calls that. */
function updateTime({ cloud }: Call, data: Document): string {
  const time = data.updateTime ?? data.updated ?? data.createTime ?? data.timeCreated ?? data.creationTimestamp;
  return typeof time === "string" ? time : cloud.clock.timestamp(6);
}

/** An asset as a list shows it. */
function view(call: Call, held: Held, content: string): Document {
  const { name, type, version, parent, location, policy } = held;
  const data = held.data();
  const [host, discoveryName] = type.split("/") as [string, string];
  return {
    name,
    assetType: type,
    ...(content === "RESOURCE" && {
      resource: {
        version,
        discoveryDocumentUri: `https://${host}/$discovery/rest?version=${version}`,
        discoveryName,
        ...(parent && { parent }),
        data,
        ...(location && { location }),
      },
    }),
    ...(content === "IAM_POLICY" && { iamPolicy: policy }),
    ancestors: held.ancestors,
    updateTime: updateTime(call, data),
  };
}

function list(call: Call): object {
  const parent = parentOf(call);
  const content = contentType(call);
  const types = wantedTypes(call);
  const time = readTime(call);
  const all = everything(call).filter(
    ({ type, ancestors, policy }) =>
      ancestors.includes(parent) && (types?.has(type) ?? true) && (content !== "IAM_POLICY" || policy),
  );
  const { items, ...token } = page(all, call.query);
  return {
    readTime: time,
    ...(items.length > 0 && { assets: items.map((held) => view(call, held, content)) }),
    ...token,
  };
}

/** Cloud Asset Inventory: what there is below an organisation, a folder or a project, and who may do what with it. */
export const cloudasset: Api = {
  host: "cloudasset.googleapis.com",
  title: "Cloud Asset API",
  errors: "status",
  // It must be enabled where the call is billed, which is not what the call is about.
  needsEnabling: false,
  permissions,
  routes: [{ id: "assets.list", method: "GET", path: "/v1/{kind}/{id}/assets", handle: list }],
};
