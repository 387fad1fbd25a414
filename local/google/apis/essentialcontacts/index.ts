import type { Api } from "../../core/api.ts";
import type { Call } from "../../core/call.ts";
import { type Collection, collectionRoutes, merge } from "../../core/collection.ts";
import { conflict, invalid } from "../../core/errors.ts";
import { page } from "../../core/paging.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { ancestors } from "../cloudresourcemanager/containers.ts";
import { hierarchy, type Parent } from "../parents.ts";
import { permissions } from "./permissions.ts";

const host = "essentialcontacts.googleapis.com";

/** The numbers are those of Google's protocol. */
const categories = {
  ALL: 2,
  SUSPENSION: 3,
  SECURITY: 5,
  TECHNICAL: 6,
  BILLING: 7,
  LEGAL: 8,
  PRODUCT_UPDATES: 9,
  TECHNICAL_INCIDENTS: 10,
};

interface Contact extends Document {
  /** "projects/<number>/contacts/<n>" */
  name: string;
  email: string;
  notificationCategorySubscriptions: string[];
  languageTag: string;
}

function checkSubscriptions(asked: unknown): string[] {
  if (!Array.isArray(asked) || asked.length === 0) throw invalid();
  if (asked.some((category) => !(category in categories))) throw invalid();
  return asked;
}

function checkLanguage(tag: unknown): string {
  if (typeof tag !== "string" || !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag)) throw invalid();
  return tag;
}

const contactsOf = (call: Call, parent: string): Contact[] =>
  call.cloud.store.list<Contact>(`//${host}/${parent}/contacts/`).map(({ document }) => document);

/** The number of the next contact of a parent; a deleted one's is not used again. */
function nextNumber(call: Call, parent: string): string {
  const key = `counters//${host}/${parent}/contacts`;
  const next = (call.cloud.store.get<{ last: number }>(key)?.last ?? 0) + 1;
  call.cloud.store.put(key, { last: next });
  return String(next);
}

const collection = (parent: Parent): Collection => ({
  host,
  id: `${parent.id}.contacts`,
  path: `/v1/${parent.path}/contacts`,
  item: "contact",
  name: (call, id) => `${parent.stored(call)}/contacts/${id}`,
  newId: (call) => nextNumber(call, parent.stored(call)),
  create: (call, name) => {
    const { email, notificationCategorySubscriptions, languageTag } = call.body;
    if (typeof email !== "string" || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw invalid();
    if (contactsOf(call, parent.stored(call)).some((contact) => contact.email === email)) throw conflict();
    return {
      name: `${parent.numbered(call)}/contacts/${name.split("/").at(-1)}`,
      email,
      notificationCategorySubscriptions: checkSubscriptions(notificationCategorySubscriptions),
      languageTag: checkLanguage(languageTag),
      validationState: "VALID",
      validateTime: call.cloud.clock.timestamp(6),
    };
  },
  update: (call, current, mask) => {
    const members = ["notificationCategorySubscriptions", "languageTag"];
    if (mask?.some((path) => !members.includes(path))) throw invalid();
    const changed = merge(current, call.body, mask ?? members.filter((member) => member in call.body));
    checkSubscriptions(changed.notificationCategorySubscriptions);
    checkLanguage(changed.languageTag);
    return changed;
  },
});

/** The parent and all that is above it, nearest first. */
function lineage(call: Call, parent: Parent): string[] {
  const own = parent.stored(call);
  return call.project ? [own, ...ancestors(call.cloud, call.project.parent)] : ancestors(call.cloud, own);
}

/** The contacts that would be told of something of some categories: those of the resource and of all above it. */
const compute = (parent: Parent): Route => ({
  id: `${parent.id}.contacts.compute`,
  method: "GET",
  path: `/v1/${parent.path}/contacts:compute`,
  handle: (call) => {
    const wanted = call.query.getAll("notificationCategories").flatMap((each) => each.split(","));
    if (wanted.some((category) => !(category in categories))) throw invalid();
    const every = wanted.length === 0 || wanted.includes("ALL");
    const told = lineage(call, parent)
      .flatMap((each) => contactsOf(call, each))
      .filter(({ notificationCategorySubscriptions: subscribed }) =>
        ["ALL", ...wanted].some((category) => every || subscribed.includes(category)),
      );
    const { items: contacts, ...token } = page(told, call.query);
    return { ...(contacts.length > 0 && { contacts }), ...token };
  },
});

const sendTestMessage = (parent: Parent): Route => ({
  id: `${parent.id}.contacts.sendTestMessage`,
  method: "POST",
  path: `/v1/${parent.path}/contacts:sendTestMessage`,
  handle: (call) => {
    const known = contactsOf(call, parent.stored(call)).map(({ name }) => name.split("/").at(-1));
    const named = ((call.body.contacts ?? []) as string[]).map((name) => name.split("/").at(-1));
    if (named.length === 0 || named.some((id) => !known.includes(id))) throw invalid();
    return {};
  },
});

/** Essential Contacts: who Google tells what about. */
export const essentialcontacts: Api = {
  host,
  title: "Essential Contacts API",
  errors: "status",
  enums: { notificationCategorySubscriptions: categories, validationState: { VALID: 1, INVALID: 2 } },
  permissions,
  routes: hierarchy.flatMap((parent) => [
    ...collectionRoutes(collection(parent)),
    compute(parent),
    sendTestMessage(parent),
  ]),
};
