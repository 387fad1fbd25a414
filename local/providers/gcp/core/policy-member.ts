import { setTimeout as sleep } from "node:timers/promises";
import type { Properties } from "../../grpc/values.ts";
import { ApiFailure } from "./client.ts";
import { type Context, type ResourceType, resourceType } from "./resource.ts";
import { fill } from "./template.ts";

interface Binding {
  role: string;
  members?: string[];
  condition?: { title: string; description?: string; expression: string };
}

interface Policy extends Properties {
  bindings?: Binding[];
  etag?: string;
}

/** How the policy of a kind of resource is read and written. */
export interface PolicyOwner {
  host: string;
  /** Path template of the resource: "/v1/{bucket}". */
  resource: string;
  /** How the policy is read. Default: GET :getIamPolicy?options.requestedPolicyVersion=3. */
  read?: (context: Context, path: string) => Promise<Policy>;
  /** How the policy is written. Default: POST :setIamPolicy with { policy }. */
  write?: (context: Context, path: string, policy: Policy) => Promise<Policy>;
}

const longestWait = 30_000;
const patience = 120_000;

const readByGet =
  (host: string) =>
  ({ client }: Context, path: string): Promise<Policy> =>
    client.request(host, "GET", `${path}:getIamPolicy?options.requestedPolicyVersion=3`);

/** Reads a policy with POST and a body, as Resource Manager wants it. */
export const readByPost =
  (host: string) =>
  ({ client }: Context, path: string): Promise<Policy> =>
    client.request(host, "POST", `${path}:getIamPolicy`, { options: { requestedPolicyVersion: 3 } });

/** Reads a policy with POST and without a body, as IAM wants it. */
export const readByEmptyPost =
  (host: string) =>
  ({ client }: Context, path: string): Promise<Policy> =>
    client.request(host, "POST", `${path}:getIamPolicy?options.requestedPolicyVersion=3`);

const writeByPost =
  (host: string) =>
  ({ client }: Context, path: string, policy: Policy): Promise<Policy> =>
    client.request(host, "POST", `${path}:setIamPolicy`, { policy, updateMask: "bindings,etag,auditConfigs" });

/** Principals whose names differ by case keep it; others are written in lower case. */
function canonical(member: string): string {
  const [kind, ...rest] = member.split(":");
  if (/^(principal|principalSet|deleted)$/.test(kind!) || rest.length === 0) return member;
  return `${kind}:${rest.join(":").toLowerCase()}`;
}

const sameCondition = (a: Binding["condition"], b: Binding["condition"]) =>
  a?.title === b?.title && a?.expression === b?.expression && (a?.description ?? "") === (b?.description ?? "");

const locks = new Map<string, Promise<unknown>>();

/** Runs changes of one policy one after another. */
export function exclusively<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = locks.get(key) ?? Promise.resolve();
  const after = before.then(work, work);
  locks.set(
    key,
    after.catch(() => undefined),
  );
  return after;
}

/** Makes the type of one member of one role in the policy of a resource. */
export function policyMember(schema: Record<string, unknown>, token: string, owner: PolicyOwner): ResourceType {
  const read = owner.read ?? readByGet(owner.host);
  const write = owner.write ?? writeByPost(owner.host);

  const bindingOf = ({ role, condition }: Properties) => ({ role, condition }) as Binding;
  const find = (policy: Policy, wanted: Binding) =>
    policy.bindings?.find(({ role, condition }) => role === wanted.role && sameCondition(condition, wanted.condition));

  /** Reads, changes and writes a policy, again from the start when somebody else wrote it in between. */
  const change = (context: Context, path: string, edit: (policy: Policy) => boolean): Promise<Policy> =>
    exclusively(`${owner.host}${path}`, async () => {
      const until = Date.now() + patience;
      for (let wait = 100; ; wait = Math.min(wait * 2, longestWait)) {
        const policy = await read(context, path);
        if (!edit(policy)) return policy;
        try {
          return await write(context, path, { ...policy, version: 3 });
        } catch (error) {
          const stale = error instanceof ApiFailure && (error.code === 409 || error.code === 412);
          if (!stale || Date.now() + wait > until) throw error;
          await sleep(wait);
        }
      }
    });

  const idOf = (path: string, { role, member, condition }: Properties) => {
    const { title, description = "", expression } = (condition ?? {}) as Partial<NonNullable<Binding["condition"]>>;
    const parent = path
      .replace(/^\/(?:(?:bigquery|storage)\/)?v\w+\//, "")
      .replace(/^(projects|organizations|billingAccounts)\/(?=[^/]+$)/, "");
    return [parent, role, member, ...(title ? [title, description, expression] : [])].join("/");
  };

  return resourceType(schema, token, {
    async create(context, inputs) {
      const path = fill(owner.resource, inputs);
      const member = String(inputs.member);
      const policy = await change(context, path, (current) => {
        const binding = find(current, bindingOf(inputs));
        if (binding?.members?.includes(member)) return false;
        if (binding) binding.members = [...(binding.members ?? []), member];
        else current.bindings = [...(current.bindings ?? []), { ...bindingOf(inputs), members: [member] }];
        return true;
      });
      return { id: idOf(path, inputs), state: { ...inputs, etag: policy.etag } };
    },
    parse: (id) => parse(id, owner.resource),
    async read(context, _id, state) {
      const path = fill(owner.resource, state);
      let policy: Policy;
      try {
        policy = await read(context, path);
      } catch (error) {
        if (error instanceof ApiFailure && error.code === 404) return undefined;
        throw error;
      }
      const binding = find(policy, bindingOf(state));
      return binding?.members?.includes(String(state.member)) ? { ...state, etag: policy.etag } : undefined;
    },
    async update(_context, _id, old, inputs) {
      return { ...old, ...inputs };
    },
    async delete(context, _id, state) {
      const member = String(state.member);
      try {
        await change(context, fill(owner.resource, state), (current) => {
          const binding = find(current, bindingOf(state));
          if (!binding?.members?.includes(member)) return false;
          binding.members = binding.members.filter((each) => each !== member);
          return true;
        });
      } catch (error) {
        if (!(error instanceof ApiFailure && error.code === 404)) throw error;
      }
    },
    normalise: (inputs) =>
      typeof inputs.member === "string" ? { ...inputs, member: canonical(inputs.member) } : inputs,
  });
}

/**
 * Takes an ID apart: "PARENT ROLE MEMBER", with every second part of the parent for the properties in the path, or the
 * parent whole where there is only one.
 */
function parse(id: string, resource: string): Properties | undefined {
  const [parent, role, member] = id.split(" ");
  if (!parent || !role || !member) return undefined;
  const names = [...resource.matchAll(/\{(\w+)!?\}/g)].map(([, name]) => name!);
  const values = names.length === 1 ? [parent] : parent.split("/").filter((_, index) => index % 2 === 1);
  return { ...Object.fromEntries(names.map((name, index) => [name, values[index]])), role, member };
}
