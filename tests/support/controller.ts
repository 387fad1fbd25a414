import { randomUUID } from "node:crypto";
import { limitNoticesTopic, organizationRole, serviceAccountMember, spendingAccounts } from "../../plan/names.ts";
import { budgetReader, controllerRoles, projectReader, type RolePlan } from "../../plan/spending-roles.ts";
import type { Acting } from "../../spending/controller/acting.ts";
import { guardBook } from "../../spending/controller/book.ts";
import { budgetMessage, type PubsubMessage } from "../../spending/controller/budget-message.ts";
import type { ControllerConfig, LimitedEnvironment } from "../../spending/controller/config.ts";
import { googleWorld } from "../../spending/controller/google/index.ts";
import { guardRound } from "../../spending/controller/guard.ts";
import type { Notice } from "../../spending/controller/notice.ts";
import type { LogEntry, World } from "../../spending/controller/world.ts";
import type { JournalRecord } from "../../spending/limits/journal.ts";
import type { LimitState } from "../../spending/limits/state.ts";
import { billingAccount, organizationId, TestCloud } from "./cloud.ts";
import { ComputeProject, machine } from "./compute.ts";

export const spendingProject = "tst-spending-h3vq";
export const bucket = `${spendingProject}-limits`;
export const controller = serviceAccountMember(spendingAccounts.controller, spendingProject);
/** The roles of exactly what the controller needs. */
export const controllersOwnRoles = [...controllerRoles, budgetReader, projectReader];

const common = { owner: "search", region: "us-central1" };

/** An environment of each kind. */
export const production: LimitedEnvironment = {
  ...common,
  name: "live",
  project: "tst-live-t5wk",
  kind: "production",
  tier: "production",
  ladder: ["notify"],
  budget: 1000,
};
export const lasting: LimitedEnvironment = {
  ...common,
  name: "copy",
  project: "tst-copy-a2bc",
  kind: "replica",
  tier: "nonproduction",
  ladder: ["notify", "freeze"],
  budget: 500,
};
export const dynamic = {
  ...common,
  name: "demo",
  project: "tst-demo-d9hc",
  kind: "dynamic",
  tier: "nonproduction",
  ladder: ["notify", "freeze", "scaleDown", "unlinkBilling"],
  budget: 100,
  expires: "2099-12-31",
} as const satisfies LimitedEnvironment;
export const other = { ...dynamic, name: "other", project: "tst-other-e7fg" } as const satisfies LimitedEnvironment;

export const config = (more: Partial<ControllerConfig> = {}): ControllerConfig => ({
  billingAccount,
  spendingProject,
  limitsBucket: bucket,
  dryRun: false,
  environments: [production, lasting, dynamic, other] as never,
  teams: {
    search: { name: "Search", email: "search@example.com" },
    platform: { name: "Platform", email: "platform@example.com" },
  },
  platform: "platform",
  ...more,
});

/** A local Google Cloud with a controller's bucket and topic, and environments with budgets. */
export class ControllerStand {
  readonly cloud: TestCloud;
  readonly logs: LogEntry[] = [];
  /** The IDs of budgets, by environment. */
  readonly budgets = new Map<string, string>();
  /** The numbers of projects, by environment. */
  readonly numbers = new Map<string, string>();

  readonly #token: string;

  private constructor(cloud: TestCloud) {
    this.cloud = cloud;
    this.#token = cloud.tokenFor(controller);
  }

  static async start(
    environments: LimitedEnvironment[] = [production, lasting, dynamic, other],
    quotas?: { projects: number; billingLinks: number },
  ) {
    const stand = new ControllerStand(await TestCloud.start(quotas));
    await stand.cloud.project(spendingProject, ["iam", "pubsub", "storage"]);
    await stand.cloud.send("pubsub", "PUT", `/v1/${limitNoticesTopic(spendingProject)}`, {});
    await stand.cloud.send("pubsub", "PUT", `/v1/projects/${spendingProject}/subscriptions/notices`, {
      topic: limitNoticesTopic(spendingProject),
    });
    await stand.cloud.send("storage", "POST", `/storage/v1/b?project=${spendingProject}`, { name: bucket });
    await stand.#authorize();
    for (const environment of environments) await stand.make(environment);
    return stand;
  }

  /** Gives the controller the roles that the program gives it, and no others. */
  async #authorize(): Promise<void> {
    const organization = `/v3/organizations/${organizationId}`;
    const { controller: accountId } = spendingAccounts;
    await this.cloud.send("iam", "POST", `/v1/projects/${spendingProject}/serviceAccounts`, { accountId });
    for (const { id: roleId, title, permissions } of controllersOwnRoles) {
      const role = { title, includedPermissions: permissions, stage: "GA" };
      await this.cloud.send("iam", "POST", `/v1/organizations/${organizationId}/roles`, { roleId, role });
    }
    const binding = (role: string) => ({ role, members: [controller] });
    const own = (roles: readonly RolePlan[]) => roles.map(({ id }) => binding(organizationRole(organizationId, id)));
    for (const [api, resource, bindings] of [
      ["cloudresourcemanager", organization, own([...controllerRoles, projectReader])],
      ["cloudbilling", `/v1/billingAccounts/${billingAccount}`, own([budgetReader])],
      ["pubsub", `/v1/${limitNoticesTopic(spendingProject)}`, [binding("roles/pubsub.publisher")]],
    ] as const) {
      const { status, body } = await this.cloud.send(api, "POST", `${resource}:setIamPolicy`, { policy: { bindings } });
      if (status !== 200) throw new Error(`${resource}: ${JSON.stringify(body)}`);
    }
    const bindings = [binding("roles/storage.objectUser")];
    await this.cloud.send("storage", "PUT", `/storage/v1/b/${bucket}/iam`, { bindings });
  }

  /** Makes the project of an environment, and its budget. */
  async make({ name, project, budget }: LimitedEnvironment): Promise<void> {
    const number = await this.cloud.project(project, ["compute", "container"]);
    this.numbers.set(name, number);
    const { body } = await this.cloud.send("billingbudgets", "POST", `/v1/billingAccounts/${billingAccount}/budgets`, {
      displayName: `Project ${project}`,
      budgetFilter: { projects: [`projects/${number}`] },
      amount: { specifiedAmount: { units: String(budget) } },
    });
    this.budgets.set(name, body.name.split("/").at(-1));
  }

  /** Adds a machine to an environment's project. */
  async machine({ project }: LimitedEnvironment, name = "sourcegraph", more = {}): Promise<void> {
    await this.compute(project).change("POST", "zones/us-central1-a/instances", machine(name, more));
  }

  compute(project: string): ComputeProject {
    return new ComputeProject(this.cloud, project);
  }

  /** The status of a machine. */
  async status({ project }: LimitedEnvironment, name = "sourcegraph"): Promise<string> {
    return (await this.compute(project).get(`zones/us-central1-a/instances/${name}`)).status;
  }

  async billingOf({ project }: LimitedEnvironment): Promise<string> {
    return (await this.cloud.send("cloudbilling", "GET", `/v1/projects/${project}/billingInfo`)).body
      .billingAccountName;
  }

  /** A controller by itself. `change`: what of its world is otherwise. */
  acting(more: Partial<ControllerConfig> = {}, change: (world: World) => Partial<World> = () => ({})): Acting {
    const all = config(more);
    const world = googleWorld(all, limitNoticesTopic(spendingProject), {
      ...this.cloud.environment,
      GOOGLE_OAUTH_ACCESS_TOKEN: this.#token,
    });
    const logged: World = { ...world, log: (entry) => this.logs.push(entry) };
    return { config: all, world: { ...logged, ...change(logged) }, holder: randomUUID() };
  }

  /** A message as a budget sends it. */
  message(environment: LimitedEnvironment, cost: number, more: Record<string, unknown> = {}): PubsubMessage {
    const now = new Date(this.cloud.cloud.clock.now());
    const data = {
      budgetDisplayName: `Project ${environment.project}`,
      costAmount: cost,
      costIntervalStart: `${now.toISOString().slice(0, 7)}-01T08:00:00Z`,
      budgetAmount: environment.budget,
      budgetAmountType: "SPECIFIED_AMOUNT",
      currencyCode: "EUR",
      ...more,
    };
    return {
      messageId: randomUUID(),
      attributes: {
        billingAccountId: billingAccount,
        budgetId: this.budgets.get(environment.name)!,
        schemaVersion: "1.0",
      },
      data: Buffer.from(JSON.stringify(data)).toString("base64"),
    };
  }

  send(acting: Acting, message: PubsubMessage) {
    return budgetMessage(
      { ...acting, holder: randomUUID() },
      acting.config.environments as LimitedEnvironment[],
      message,
    );
  }

  guard(acting: Acting) {
    return guardRound({ ...acting, holder: randomUUID() }, acting.config.environments as LimitedEnvironment[], {
      ...guardBook(),
      currency: "EUR",
    });
  }

  async state({ name }: LimitedEnvironment): Promise<LimitState | undefined> {
    return (await this.acting().world.store.state(name)).value;
  }

  journal(): Promise<JournalRecord[]> {
    return this.acting().world.store.journal("");
  }

  /** What people were told since this was asked the last time. */
  async notices(): Promise<Notice[]> {
    const path = `/v1/projects/${spendingProject}/subscriptions/notices`;
    const { body } = await this.cloud.send("pubsub", "POST", `${path}:pull`, { maxMessages: 1000 });
    const received = (body.receivedMessages ?? []) as { ackId: string; message: { data: string } }[];
    if (received.length > 0) {
      await this.cloud.send("pubsub", "POST", `${path}:acknowledge`, { ackIds: received.map(({ ackId }) => ackId) });
    }
    return received.map(({ message }) => JSON.parse(Buffer.from(message.data, "base64").toString()) as Notice);
  }

  /** Moves the clock to a time. */
  at(time: string): void {
    this.cloud.cloud.clock.move(Date.parse(time) - Date.now());
  }
}
