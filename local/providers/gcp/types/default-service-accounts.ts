import { isUnknown, type Properties } from "../../grpc/values.ts";
import { ApiFailure } from "../core/client.ts";
import { exclusively, readByPost } from "../core/policy-member.ts";
import { type Context, type ResourceType, resourceType } from "../core/resource.ts";
import schema from "../schema/projects.json" with { type: "json" };

const iam = "iam.googleapis.com";
const manager = "cloudresourcemanager.googleapis.com";

interface Account {
  uniqueId: string;
  email: string;
  displayName?: string;
}

/** What Google calls the accounts that it makes by itself. */
const displayNames = /^(Compute Engine default|App Engine default|App Engine app default) service account$/;

/** The default accounts of a project, page by page. */
async function defaultAccounts({ client }: Context, project: unknown): Promise<Account[]> {
  const found: Account[] = [];
  for (let token = ""; ; ) {
    const query = token ? `?pageToken=${encodeURIComponent(token)}` : "";
    const path = `/v1/projects/${project}/serviceAccounts${query}`;
    const reply = (await client.request(iam, "GET", path)) as { accounts?: Account[]; nextPageToken?: string };
    found.push(...(reply.accounts ?? []).filter(({ displayName }) => displayNames.test(displayName ?? "")));
    if (!reply.nextPageToken) return found;
    token = reply.nextPageToken;
  }
}

/** Takes every role in the project from the accounts. */
async function deprivilege(context: Context, project: unknown, accounts: Account[]): Promise<void> {
  const path = `/v1/projects/${project}`;
  const gone = new Set(accounts.map(({ email }) => `serviceAccount:${email}`));
  await exclusively(`${manager}${path}`, async () => {
    const { bindings = [], ...policy } = await readByPost(manager)(context, path);
    const kept = bindings.map((binding) => ({
      ...binding,
      members: (binding.members ?? []).filter((member) => !gone.has(member)),
    }));
    const body = { policy: { ...policy, bindings: kept.filter(({ members }) => members.length > 0), version: 3 } };
    await context.client.request(manager, "POST", `${path}:setIamPolicy`, body);
  });
}

const at = (project: unknown, uniqueId: string) => `/v1/projects/${project}/serviceAccounts/${uniqueId}`;

const actions: Record<string, (context: Context, project: unknown, accounts: Account[]) => Promise<void>> = {
  DEPRIVILEGE: deprivilege,
  async DISABLE({ client }, project, accounts) {
    for (const { uniqueId } of accounts) await client.request(iam, "POST", `${at(project, uniqueId)}:disable`, {});
  },
  async DELETE({ client }, project, accounts) {
    for (const { uniqueId } of accounts) await client.request(iam, "DELETE", at(project, uniqueId));
  },
};

/** What undoes an action; roles that were taken away are not given back. */
const undone: Record<string, string> = { DISABLE: "enable", DELETE: "undelete" };

const restores = ["NONE", "REVERT", "REVERT_AND_IGNORE_FAILURE"];

async function restore({ client }: Context, { project, action, serviceAccounts }: Properties): Promise<void> {
  const verb = undone[String(action)];
  if (!verb) return;
  for (const uniqueId of Object.keys(serviceAccounts as object)) {
    await client.request(iam, "POST", `${at(project, uniqueId)}:${verb}`, {});
  }
}

/** What is to become of the accounts that Google makes in a project by itself. */
export const defaultServiceAccounts: ResourceType = resourceType(
  schema,
  "gcp:projects/defaultServiceAccounts:DefaultServiceAccounts",
  {
    async create(context, inputs) {
      const accounts = await defaultAccounts(context, inputs.project);
      await actions[String(inputs.action)]!(context, inputs.project, accounts);
      const serviceAccounts = Object.fromEntries(accounts.map(({ uniqueId, email }) => [uniqueId, email]));
      return { id: `projects/${inputs.project}`, state: { ...inputs, serviceAccounts } };
    },
    async read(_context, _id, state) {
      return state;
    },
    async update(_context, _id, old, inputs) {
      return { ...old, ...inputs };
    },
    async delete(context, _id, state) {
      if (state.restorePolicy === "NONE") return;
      try {
        await restore(context, state);
      } catch (error) {
        if (!(error instanceof ApiFailure) || state.restorePolicy !== "REVERT_AND_IGNORE_FAILURE") throw error;
      }
    },
    // It stands for what was done, so that there is nothing to import.
    parse: () => undefined,
    normalise(inputs) {
      const oneOf = (name: string, known: string[]) => {
        if (isUnknown(inputs[name]) || known.includes(String(inputs[name]))) return;
        throw new Error(`${name} must be one of ${known.join(", ")}, found ${JSON.stringify(inputs[name])}`);
      };
      oneOf("action", Object.keys(actions));
      oneOf("restorePolicy", restores);
      return inputs;
    },
  },
);
