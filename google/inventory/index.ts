import { UserError } from "../../spec/problem.ts";
import { type GoogleClient, GoogleError } from "../client.ts";
import { answerOf, get, list, shortCall } from "./answer.ts";
import { bindingsOf, listPolicies, listResources } from "./assets.ts";
import { inParallel } from "./parallel.ts";
import type { Inventory, ProjectAnswers, ResourceAsset } from "./types.ts";

/** How many projects are asked about at once: Service Usage and Resource Manager allow ten requests a second. */
const projectsAtOnce = 4;

/** What to read, and whom to tell how far it is. */
export interface Listing {
  /** The organisation's number. */
  readonly organization: string;
  /** "01C0DE-5EED00-CAFE42" */
  readonly billingAccount: string;
  report?(what: string): void;
}

/** Without this, nothing can be judged: a refusal ends it, and says what is missing. */
async function needed<T>(asked: Promise<T>, permission: string, on: string): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof GoogleError) || ![401, 403, 404].includes(error.code)) throw error;
    throw new UserError(
      `${shortCall(error.message)}\nWithout this nothing can be judged. Whoever runs it needs ${permission} on ${on}.`,
      [],
      { cause: error },
    );
  }
}

/** Whether an asset is a project that isn't being deleted, by either version of Resource Manager. */
export const isLiveProject = ({ type, data }: ResourceAsset): boolean =>
  type === "cloudresourcemanager.googleapis.com/Project" && (data.lifecycleState ?? data.state) === "ACTIVE";

/** The number in the name of a project's asset. */
export const numberOf = ({ name }: Pick<ResourceAsset, "name">): string => name.slice(name.lastIndexOf("/") + 1);

/** Asks a project's services; each refusal is kept for itself. */
async function askProject(client: GoogleClient, number: string): Promise<ProjectAnswers> {
  const project = `projects/${number}`;
  const [billing, contacts, services, liens] = await Promise.all([
    answerOf(get(client, "cloudbilling.googleapis.com", `/v1/${project}/billingInfo`)),
    answerOf(list(client, "essentialcontacts.googleapis.com", `/v1/${project}/contacts?pageSize=100`, "contacts")),
    answerOf(
      list(
        client,
        "serviceusage.googleapis.com",
        `/v1/${project}/services?filter=${encodeURIComponent("state:ENABLED")}&pageSize=200`,
        "services",
      ),
    ),
    answerOf(
      list(
        client,
        "cloudresourcemanager.googleapis.com",
        `/v3/liens?parent=${encodeURIComponent(project)}&pageSize=100`,
        "liens",
      ),
    ),
  ]);
  return { billing, contacts, services, liens };
}

/**
 * Reads what guidelines look at in a live organisation. Nothing is changed.
 * @throws UserError when what everything depends on is refused; UnreadableAnswer when an answer isn't as documented.
 */
export async function takeInventory(
  client: GoogleClient,
  { organization, billingAccount, report = () => {} }: Listing,
): Promise<Inventory> {
  const top = `the organisation ${organization}`;
  const resources = await needed(
    listResources(client, organization, (count) => report(`${count} resources`)),
    "cloudasset.assets.listResource",
    top,
  );
  const policies = await needed(
    listPolicies(client, organization, (count) => report(`${resources.length} resources, ${count} policies`)),
    "cloudasset.assets.listIamPolicy",
    top,
  );
  report("budgets");
  const account = `/v1/billingAccounts/${billingAccount}`;
  const budgets = await needed(
    list(client, "billingbudgets.googleapis.com", `${account}/budgets?pageSize=100`, "budgets"),
    "billing.budgets.list",
    `the billing account ${billingAccount}`,
  );
  const billingCall = `GET cloudbilling.googleapis.com${account}:getIamPolicy`;
  const billingBindings = await answerOf(
    get(client, "cloudbilling.googleapis.com", `${account}:getIamPolicy`).then((policy) =>
      bindingsOf(billingCall, policy),
    ),
  );
  const live = resources.filter(isLiveProject).map(numberOf);
  let asked = 0;
  const answers = await inParallel(live, projectsAtOnce, async (number) => {
    const answer = await askProject(client, number);
    report(`${++asked} of ${live.length} projects`);
    return [number, answer] as const;
  });
  return { resources, policies, billingAccount, budgets, billingBindings, projects: new Map(answers) };
}
