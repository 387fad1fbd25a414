import { type Call, param, projectOf, updateMask } from "../../core/call.ts";
import type { Cloud } from "../../core/cloud.ts";
import { merge, withoutDefaults } from "../../core/collection.ts";
import { ApiError, conflict, invalid, notFound, precondition } from "../../core/errors.ts";
import { digits } from "../../core/identifiers.ts";
import { page } from "../../core/paging.ts";
import { forget, policyRoutes, renameMember } from "../../core/policies.ts";
import { findProject, type Project, requireProject } from "../../core/projects.ts";
import type { HttpMethod, Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";

/** A service account as it is kept and shown. */
interface ServiceAccount extends Document {
  /** "projects/p/serviceAccounts/a@p.iam.gserviceaccount.com" */
  name: string;
  projectId: string;
  uniqueId: string;
  email: string;
  displayName?: string;
  description?: string;
  disabled?: boolean;
}

interface DeletedAccount {
  account: ServiceAccount;
  /** Milliseconds since the epoch, by the cloud's clock. */
  deleted: number;
}

const host = "iam.googleapis.com";
const day = 24 * 60 * 60 * 1000;
/** How long a deleted account can be brought back. */
const retention = 30 * day;
const maximumAccounts = 100;

/** All service accounts have this etag, in base64 "01021920". */
const etag = "MDEwMjE5MjA=";

const fullName = (account: Pick<ServiceAccount, "name">) => `//${host}/${account.name}`;
const nameOf = (projectId: string, email: string) => `projects/${projectId}/serviceAccounts/${email}`;
const emailOf = (projectId: string, id: string) => `${id}@${projectId}.iam.gserviceaccount.com`;
const idName = (uniqueId: string) => `service-account-ids/${uniqueId}`;
const deletedName = (uniqueId: string) => `deleted-service-accounts/${uniqueId}`;

const deletedAccounts = (call: Call): DeletedAccount[] =>
  call.cloud.store.list<DeletedAccount>(deletedName("")).map(({ document }) => document);

/** The project in an email address: by its ID where users made the account, by its number where Google did. */
function projectIdOf(cloud: Cloud, email: string): string | undefined {
  const number = /^(\d+)-compute@developer\.gserviceaccount\.com$/.exec(email)?.[1];
  if (number) return findProject(cloud, number)?.projectId;
  return /^[^@]+@([^@]+)\.iam\.gserviceaccount\.com$/.exec(email)?.[1];
}

/** An account by its e-mail address, wherever it is. */
export const serviceAccountByEmail = (cloud: Cloud, email: string): ServiceAccount | undefined =>
  cloud.store.get<ServiceAccount>(`//${host}/${nameOf(projectIdOf(cloud, email) ?? "", email)}`);

/** Names an account as the path does: by email address or unique ID, in a project or in any ("-"). */
function find(call: Call): ServiceAccount {
  const { store } = call.cloud;
  const asked = param(call, "account");
  const name = /^\d+$/.test(asked)
    ? store.get<{ name: string }>(idName(asked))?.name
    : nameOf(projectIdOf(call.cloud, asked) ?? "", asked);
  const account = name && store.get<ServiceAccount>(`//${host}/${name}`);
  const anywhere = param(call, "project") === "-";
  if (account && anywhere) requireProject(call.cloud, call.api, account.projectId);
  if (account && (anywhere || account.projectId === projectOf(call).projectId)) return account;
  // One that was deleted not long ago is still known, by name at least.
  const known = deletedAccounts(call).some(({ account: { email, uniqueId } }) => asked === email || asked === uniqueId);
  const path = `projects/${param(call, "project")}/serviceAccounts/${asked}`;
  throw notFound(known ? `Service account ${path} does not exist.` : "Unknown service account");
}

function checkTexts({ displayName = "", description = "" }: Partial<ServiceAccount>): void {
  if (Buffer.byteLength(displayName) > 100) throw invalid("The display name exceeds the maximum length of 100 bytes.");
  if (Buffer.byteLength(description) > 256) throw invalid("The description exceeds the maximum length of 256 bytes.");
}

const inProject = (call: Call, { projectId }: Project): ServiceAccount[] =>
  call.cloud.store.list<ServiceAccount>(fullName({ name: nameOf(projectId, "") })).map(({ document }) => document);

function create(call: Call): object {
  const project = projectOf(call);
  const { accountId, serviceAccount = {} } = call.body;
  if (typeof accountId !== "string" || accountId.length < 6 || accountId.length > 30) {
    throw invalid(`The account ID "${accountId ?? ""}" does not have a length between 6 and 30.`);
  }
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])$/.test(accountId)) {
    throw invalid(`Invalid account ID "${accountId}": it must match [a-z]([-a-z0-9]*[a-z0-9]).`);
  }
  checkTexts(serviceAccount);
  const email = emailOf(project.projectId, accountId);
  const name = nameOf(project.projectId, email);
  if (call.cloud.store.get(fullName({ name }))) {
    throw conflict(`Service account ${accountId} already exists within project projects/${project.projectId}.`);
  }
  if (inProject(call, project).length >= maximumAccounts) {
    throw new ApiError("RESOURCE_EXHAUSTED", "Maximum number of service accounts on project reached.");
  }
  return make(call, project, email, serviceAccount);
}

function make(call: Call, { projectId }: Project, email: string, texts: Partial<ServiceAccount>): ServiceAccount {
  const uniqueId = digits(21);
  const { displayName, description } = texts;
  const account = withoutDefaults({
    name: nameOf(projectId, email),
    projectId,
    uniqueId,
    email,
    displayName,
    etag,
    description,
    oauth2ClientId: uniqueId,
  });
  return keep(call, account);
}

/** An account that Google makes in a project by itself. Returns whether it wasn't there. */
export function makeDefaultAccount(call: Call, project: Project, email: string, displayName: string): boolean {
  if (call.cloud.store.get(fullName({ name: nameOf(project.projectId, email) }))) return false;
  make(call, project, email, { displayName });
  return true;
}

function keep(call: Call, account: ServiceAccount): ServiceAccount {
  call.cloud.store.put(fullName(account), account);
  call.cloud.store.put(idName(account.uniqueId), { name: account.name });
  return account;
}

/** Only the two texts can be changed: by PATCH with a mask in the body, by PUT with the account itself. */
function change(call: Call, asked: Document, mask: string[]): object {
  const account = find(call);
  if (mask.some((path) => path !== "displayName" && path !== "description")) throw invalid();
  const changed = withoutDefaults(merge(account, asked, mask)) as ServiceAccount;
  checkTexts(changed);
  return keep(call, changed);
}

function patch(call: Call): object {
  const asked: Document = call.body.serviceAccount ?? {};
  const inBody: string | undefined = call.body.updateMask;
  const mask = updateMask(call) ?? inBody?.split(",").map((path) => path.replace("display_name", "displayName"));
  return change(call, asked, mask ?? ["displayName", "description"].filter((path) => path in asked));
}

function switched(call: Call, disabled: boolean): object {
  const { disabled: _, ...account } = find(call);
  keep(call, { ...(account as ServiceAccount), ...(disabled && { disabled }) });
  return {};
}

const tombstone = ({ email, uniqueId }: ServiceAccount) => `deleted:serviceAccount:${email}?uid=${uniqueId}`;

/** Policies go on to name a deleted account, as one that was deleted. */
function remove(call: Call): object {
  const { store, clock } = call.cloud;
  const account = find(call);
  forget(store, fullName(account));
  store.delete(idName(account.uniqueId));
  store.put(deletedName(account.uniqueId), { account, deleted: clock.now() } satisfies DeletedAccount);
  renameMember(store, `serviceAccount:${account.email}`, tombstone(account));
  return {};
}

function undelete(call: Call): object {
  const { store, clock } = call.cloud;
  const asked = param(call, "account");
  const match = deletedAccounts(call).findLast(({ account }) => account.uniqueId === asked || account.email === asked);
  if (!match || clock.now() - match.deleted > retention) throw notFound("Unknown service account");
  const { account } = match;
  if (store.get(fullName(account))) throw precondition("A service account of the same email address exists.");
  store.delete(deletedName(account.uniqueId));
  renameMember(store, tombstone(account), `serviceAccount:${account.email}`);
  return { restoredAccount: keep(call, account) };
}

function list(call: Call): object {
  const sizes = { defaultSize: 20, maximumSize: 100 };
  const { items: accounts, ...token } = page(inProject(call, projectOf(call)), call.query, sizes);
  return { ...(accounts.length > 0 && { accounts }), ...token };
}

const path = "/v1/projects/{project}/serviceAccounts";
const one = `${path}/{account}`;

const route = (verb: string, method: HttpMethod, at: string, handle: Route["handle"]): Route => ({
  id: `projects.serviceAccounts.${verb}`,
  method,
  path: at,
  handle,
});

export const serviceAccountRoutes: Route[] = [
  route("create", "POST", path, create),
  route("list", "GET", path, list),
  route("get", "GET", one, find),
  route("patch", "PATCH", one, patch),
  route("update", "PUT", one, (call) => change(call, call.body, ["displayName", "description"])),
  route("enable", "POST", `${one}:enable`, (call) => switched(call, false)),
  route("disable", "POST", `${one}:disable`, (call) => switched(call, true)),
  route("delete", "DELETE", one, remove),
  route("undelete", "POST", `${one}:undelete`, undelete),
  ...policyRoutes({
    id: "projects.serviceAccounts",
    path: one,
    get: "POST",
    bodiless: true,
    resource: (call) => fullName(find(call)),
  }),
];
