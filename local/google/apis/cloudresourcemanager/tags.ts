import { type Call, param, required, updateMask } from "../../core/call.ts";
import { ApiError, invalid, precondition } from "../../core/errors.ts";
import { digits, etag } from "../../core/identifiers.ts";
import { page } from "../../core/paging.ts";
import { policyRoutes } from "../../core/policies.ts";
import { findProject } from "../../core/projects.ts";
import type { HttpMethod, Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { requireAnyProject, requireOrganization } from "./containers.ts";
import { startOperation } from "./operations.ts";
import { bindingsOf, missingTag, requireTag, type Tag, tagName } from "./tag-resources.ts";

type Kind = "TagKey" | "TagValue";

const collectionOf = { TagKey: "tagKeys", TagValue: "tagValues" } as const;
const mostChildren = 1000;

const tags = (call: Call, kind: Kind): Tag[] =>
  call.cloud.store.list<Tag>(tagName(`${collectionOf[kind]}/`)).map(({ document }) => document);

const childrenOf = (call: Call, kind: Kind, parent: string) => tags(call, kind).filter((tag) => tag.parent === parent);

/** The parent of a key as it is shown, with what stands for it in the names of its tags. */
function keyParent(call: Call, asked: unknown): { parent: string; namespace: string } {
  const [, kind, id] = /^(organizations|projects)\/([^/]+)$/.exec(String(asked)) ?? [];
  if (!id) throw invalid("field [parent] has issue [must be an organization or a project]");
  if (kind === "organizations") {
    requireOrganization(call.cloud, id);
    return { parent: String(asked), namespace: id };
  }
  const project = requireAnyProject(call.cloud, id);
  return { parent: `projects/${project.number}`, namespace: project.projectId };
}

const placeOf = (call: Call, kind: Kind, asked: unknown) => {
  if (kind === "TagKey") return keyParent(call, asked);
  const key = requireTag(call, String(asked));
  return { parent: key.name, namespace: key.namespacedName };
};

function checkShortName(kind: Kind, shortName: unknown): string {
  const pattern =
    kind === "TagKey"
      ? /^[a-zA-Z0-9]([\w.-]{0,254}[a-zA-Z0-9])?$/
      : /^[a-zA-Z0-9]([\w.@%=+:,*#&()[\]{}~ -]{0,254}[a-zA-Z0-9])?$/;
  if (typeof shortName !== "string" || !pattern.test(shortName)) throw invalid();
  return shortName;
}

/** What only keys have: what they are for, and which values they take. */
function keyMembers({ purpose, purposeData, allowedValuesRegex }: Document): Document {
  if (purpose === "GCE_FIREWALL" && !purposeData)
    throw invalid("purposeData is required for the purpose GCE_FIREWALL.");
  return {
    ...(purpose !== undefined && { purpose }),
    ...(purposeData !== undefined && { purposeData }),
    ...(allowedValuesRegex !== undefined && { allowedValuesRegex }),
  };
}

function create(call: Call, kind: Kind): object {
  const shortName = checkShortName(kind, call.body.shortName);
  const { parent, namespace } = placeOf(call, kind, call.body.parent);
  const siblings = childrenOf(call, kind, parent);
  if (siblings.length >= mostChildren) throw precondition();
  const allowed = kind === "TagValue" && requireTag(call, parent).allowedValuesRegex;
  if (allowed && !new RegExp(`^(?:${allowed})$`).test(shortName)) throw invalid();
  const now = call.cloud.clock.timestamp(6);
  const tag: Tag = {
    name: `${collectionOf[kind]}/2814${digits(11)}`,
    parent,
    shortName,
    namespacedName: `${namespace}/${shortName}`,
    ...(call.body.description && { description: call.body.description }),
    createTime: now,
    updateTime: now,
    etag: etag(),
    ...(kind === "TagKey" && keyMembers(call.body)),
  };
  const taken = siblings.some((each) => each.shortName === shortName);
  return startOperation(call, "Create", kind, {
    method: `${collectionOf[kind]}.create`,
    response: tag,
    put: [[tagName(tag.name), tag]],
    ...(taken && {
      error: new ApiError(
        "ALREADY_EXISTS",
        `<eye3 title='ALREADY_EXISTS'/> generic::ALREADY_EXISTS: A ${kind} with short name '${shortName}' already ` +
          `exists under parent '${parent}'`,
      ),
    }),
  });
}

const named = (call: Call, kind: Kind) => requireTag(call, `${collectionOf[kind]}/${param(call, "tag")}`);

function checkEtag(tag: Tag, asked: unknown): void {
  if (asked && asked !== tag.etag) throw new ApiError("ABORTED", "The etag does not match the current etag.");
}

function patch(call: Call, kind: Kind): object {
  const tag = named(call, kind);
  checkEtag(tag, call.body.etag);
  const changeable = kind === "TagKey" ? ["description", "allowedValuesRegex"] : ["description"];
  const mask = updateMask(call)?.filter((path) => path !== "etag") ?? changeable.filter((path) => path in call.body);
  if (mask.some((path) => !changeable.includes(path))) throw invalid();
  const changed: Tag = { ...tag, updateTime: call.cloud.clock.timestamp(6), etag: etag() };
  for (const path of mask) {
    if (call.body[path]) changed[path] = call.body[path];
    else delete changed[path];
  }
  return startOperation(call, "Update", kind, {
    method: `${collectionOf[kind]}.patch`,
    response: changed,
    put: [[tagName(tag.name), changed]],
  });
}

/** Why a tag can't go: a key as long as it has values, a value as long as it is bound. */
function inUse(call: Call, kind: Kind, { name }: Tag): ApiError | undefined {
  if (kind === "TagKey") {
    if (childrenOf(call, "TagValue", name).length === 0) return undefined;
    return precondition(`Cannot delete tag key, ${name}, because it has child TagValues.`);
  }
  if (bindingsOf(call).every(({ tagValue }) => tagValue !== name)) return undefined;
  return precondition(
    `Cannot delete tag value, ${name}, because it is still attached to resources in 'global' region. To delete this ` +
      "tag value, remove all holds and bindings first.",
  );
}

function remove(call: Call, kind: Kind): object {
  const tag = named(call, kind);
  checkEtag(tag, call.query.get("etag"));
  const error = inUse(call, kind, tag);
  return startOperation(call, "Delete", kind, {
    method: `${collectionOf[kind]}.delete`,
    response: tag,
    remove: [tagName(tag.name)],
    ...(error && { error }),
  });
}

function list(call: Call, kind: Kind): object {
  const { parent } = placeOf(call, kind, required(call, "parent"));
  const { items, ...token } = page(childrenOf(call, kind, parent), call.query, { maximumSize: 300 });
  return { ...(items.length > 0 && { [collectionOf[kind]]: items }), ...token };
}

/** A tag by its readable name, in which a project may also be named by its number. */
function getNamespaced(call: Call, kind: Kind): object {
  const name = required(call, "name");
  const [namespace, ...rest] = name.split("/");
  const project = findProject(call.cloud, namespace!);
  const wanted = [project?.projectId ?? namespace, ...rest].join("/");
  const tag = tags(call, kind).find((each) => each.namespacedName === wanted);
  if (!tag) throw missingTag(name);
  return tag;
}

const routes = (kind: Kind): Route[] => {
  const collection = collectionOf[kind];
  const route = (verb: string, method: HttpMethod, path: string, handle: typeof create): Route => ({
    id: `${collection}.${verb}`,
    method,
    path: `/v3/${collection}${path}`,
    handle: (call) => handle(call, kind),
  });
  return [
    route("create", "POST", "", create),
    route("list", "GET", "", list),
    route("getNamespaced", "GET", "/namespaced", getNamespaced),
    route("get", "GET", "/{tag}", named),
    route("patch", "PATCH", "/{tag}", patch),
    route("delete", "DELETE", "/{tag}", remove),
    ...policyRoutes({
      id: collection,
      path: `/v3/${collection}/{tag}`,
      get: "POST",
      resource: (call) => tagName(named(call, kind).name),
    }),
  ];
};

/** The methods of tag keys and values. */
export const tagRoutes: Route[] = [...routes("TagKey"), ...routes("TagValue")];
