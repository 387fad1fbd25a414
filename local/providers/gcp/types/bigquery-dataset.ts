import type { Properties } from "../../grpc/values.ts";
import { policyMember } from "../core/policy-member.ts";
import type { Context, ResourceType } from "../core/resource.ts";
import { rest } from "../core/rest.ts";
import schema from "../schema/bigquery.json" with { type: "json" };

const host = "bigquery.googleapis.com";
const datasets = "/bigquery/v2/projects/{project}/datasets";
const policyVersion = "accessPolicyVersion=3";

/** The older names of roles, which are the only ones that the service answers with. */
const olderRoles: Record<string, string> = {
  "roles/bigquery.dataOwner": "OWNER",
  "roles/bigquery.dataEditor": "WRITER",
  "roles/bigquery.dataViewer": "READER",
};

const newerRole = (role: string) => Object.keys(olderRoles).find((newer) => olderRoles[newer] === role) ?? role;

const row = rest(schema, "gcp:bigquery/dataset:Dataset", {
  host,
  create: { method: "POST", path: `${datasets}?${policyVersion}` },
  read: `${datasets}/{datasetId}`,
  update: { method: "PUT", path: `${datasets}/{datasetId}?${policyVersion}` },
  delete: {
    method: "DELETE",
    path: `${datasets}/{datasetId}`,
    query: { deleteContents: "deleteContentsOnDestroy" },
  },
  path: ["project", "datasetId"],
  local: ["deleteContentsOnDestroy"],
  rename: { accesses: "access" },
  labels: true,
  encode: (body, { project, datasetId }) => ({ ...body, datasetReference: { projectId: project, datasetId } }),
  same: (path, old, next) => {
    if (path.endsWith(".role")) return newerRole(String(old)) === newerRole(String(next));
    return path === "location" && String(old).toLowerCase() === String(next).toLowerCase();
  },
});

/** A dataset. */
export const dataset: ResourceType = {
  ...row,
  // The reply to the insertion doesn't show every default.
  async create(context, inputs) {
    const { id, state } = await row.create(context, inputs);
    return { id, state: (await row.read(context, id, state)) ?? state };
  },
};

/** One entry of who has access to a dataset: a role for somebody, or a view, routine or dataset that may read. */
interface Access {
  role?: string;
  userByEmail?: string;
  groupByEmail?: string;
  domain?: string;
  specialGroup?: string;
  iamMember?: string;
  condition?: Condition;
}

interface Condition {
  title: string;
  expression: string;
  description?: string;
}

interface Binding {
  role: string;
  members?: string[];
  condition?: Condition;
}

/** Somebody as IAM names them. */
function memberOf({ userByEmail, groupByEmail, domain, specialGroup, iamMember }: Access): string | undefined {
  if (userByEmail) return `${userByEmail.endsWith(".gserviceaccount.com") ? "serviceAccount" : "user"}:${userByEmail}`;
  if (groupByEmail) return `group:${groupByEmail}`;
  if (domain) return `domain:${domain}`;
  return specialGroup ?? iamMember;
}

/** Somebody as datasets name them. */
function accessOf(member: string): Access {
  const [kind, ...rest] = member.split(":");
  const name = rest.join(":");
  if (kind === "user" || kind === "serviceAccount") return { userByEmail: name };
  if (kind === "group") return { groupByEmail: name };
  if (kind === "domain") return { domain: name };
  if (/^(project(Owners|Readers|Writers)|allAuthenticatedUsers)$/.test(member)) return { specialGroup: member };
  return { iamMember: member };
}

const entriesOf = (reply: Properties) => (reply.access ?? []) as Access[];

/** A dataset has no policy: what it has is read as one. */
async function readPolicy({ client }: Context, path: string): Promise<Properties & { bindings: Binding[] }> {
  const reply = await client.request(host, "GET", `${path}?${policyVersion}`);
  const bindings: Binding[] = [];
  for (const { role, condition, ...access } of entriesOf(reply)) {
    const member = memberOf(access);
    if (role === undefined || member === undefined) continue;
    const newer = newerRole(role);
    const known = bindings.find(
      (binding) => binding.role === newer && JSON.stringify(binding.condition) === JSON.stringify(condition),
    );
    if (known) known.members?.push(member);
    else bindings.push({ role: newer, members: [member], ...(condition && { condition }) });
  }
  return { bindings, etag: String(reply.etag) };
}

/** Writes the roles of a policy; views, routines and datasets that may read stay as they are. */
async function writePolicy(
  context: Context,
  path: string,
  policy: { bindings?: Binding[]; etag?: string },
): Promise<Properties & { etag: string }> {
  const current = entriesOf(await context.client.request(host, "GET", `${path}?${policyVersion}`));
  const others = current.filter((entry) => entry.role === undefined || memberOf(entry) === undefined);
  const entries = (policy.bindings ?? []).flatMap(({ role, members = [], condition }) =>
    members.map((member) => ({
      role: olderRoles[role] ?? role,
      ...accessOf(member),
      ...(condition && { condition }),
    })),
  );
  const body = { access: [...entries, ...others] };
  const reply = await context.client.request(host, "PATCH", `${path}?${policyVersion}`, body);
  return { etag: String(reply.etag) };
}

/** One member of one role in a dataset, kept in its list of access. */
export const datasetMember = policyMember(schema, "gcp:bigquery/datasetIamMember:DatasetIamMember", {
  host,
  resource: `${datasets}/{datasetId!}`,
  read: readPolicy,
  write: writePolicy,
});
