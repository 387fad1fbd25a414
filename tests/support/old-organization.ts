import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { TestProject } from "./project.ts";

/** What somebody once put into a project. */
interface OldProject {
  id: string;
  name?: string;
  /** "Engineering/Search"; none: right under the organisation. */
  folder?: string;
  labels?: Record<string, string>;
  /** Without ".googleapis.com". */
  apis?: string[];
  /** Hand-made budgets: whole units, by display name. `with`: other projects that it counts too. */
  budgets?: { name: string; units: number; with?: string[]; services?: string[] }[];
  /** Members by role. */
  grants?: Record<string, string[]>;
  contacts?: string[];
  buckets?: string[];
  secrets?: string[];
  topics?: string[];
  datasets?: string[];
  images?: string[];
  machines?: string[];
  accounts?: string[];
  unpaid?: boolean;
}

interface OldOrganization {
  folders: string[];
  projects: OldProject[];
}

/** A years-old organisation that nobody planned, as data. */
export const oldOrganization: OldOrganization = parse(
  readFileSync(join(import.meta.dirname, "old-organization.yaml"), "utf8"),
);

const organization = "organizations/419083752617";
const account = "billingAccounts/01C0DE-5EED00-CAFE42";
const zone = "us-central1-a";

/** The tries of a request that is refused because something isn't ready yet, and the pause between two in milliseconds. */
const tries = 1500;
const pause = 200;
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Builds it by plain calls, as people did with gcloud: nothing of the program is used. */
export class OldOrganizationBuilder {
  readonly #project: TestProject;
  readonly #folders = new Map<string, string>();

  constructor(project: TestProject) {
    this.#project = project;
  }

  /** Asks until it is not refused any more: an API that was just enabled refuses for a while. */
  // biome-ignore lint/suspicious/noExplicitAny: replies of every shape
  async #insist(api: string, path: string, method: string, body?: object): Promise<any> {
    for (let count = 1; ; count++) {
      const reply = await this.#project.ask(api, path, method, body);
      if (!reply.error) return reply;
      const { code } = reply.error;
      if (![403, 429, 503].includes(code) || count === tries) {
        throw new Error(`${method} ${api}${path}: ${JSON.stringify(reply.error)}`);
      }
      await sleep(pause);
    }
  }

  async #wait(api: string, path: string): Promise<{ error?: object; response?: { name: string } }> {
    for (let count = 1; count <= tries; count++) {
      const operation = await this.#project.ask(api, path);
      if (operation.done === true) {
        if (operation.error) throw new Error(`${api}${path}: ${JSON.stringify(operation.error)}`);
        return operation;
      }
      await sleep(pause);
    }
    throw new Error(`${api}${path} doesn't end`);
  }

  async #folder(path: string): Promise<void> {
    const at = path.lastIndexOf("/");
    const parent = at < 0 ? organization : this.#folders.get(path.slice(0, at))!;
    const body = { parent, displayName: path.slice(at + 1) };
    const { name } = await this.#insist("cloudresourcemanager", "/v3/folders", "POST", body);
    const { response } = await this.#wait("cloudresourcemanager", `/v3/${name}`);
    this.#folders.set(path, response!.name);
  }

  async #grant({ id, grants = {} }: OldProject): Promise<void> {
    const path = `/v3/projects/${id}`;
    const policy = await this.#insist("cloudresourcemanager", `${path}:getIamPolicy`, "POST", {});
    const bindings = [
      ...(policy.bindings ?? []),
      ...Object.entries(grants).map(([role, members]) => ({ role, members })),
    ];
    await this.#insist("cloudresourcemanager", `${path}:setIamPolicy`, "POST", { policy: { ...policy, bindings } });
  }

  async #make(each: OldProject): Promise<void> {
    const { id, name, folder, labels, apis = [], unpaid } = each;
    const creation = await this.#insist("cloudresourcemanager", "/v3/projects", "POST", {
      projectId: id,
      // gcloud calls a project by its ID unless it is told a name.
      displayName: name ?? id,
      parent: folder === undefined ? organization : this.#folders.get(folder),
      ...(labels && { labels }),
    });
    await this.#wait("cloudresourcemanager", `/v3/${creation.name}`);
    if (!unpaid) {
      const link = { billingAccountName: account };
      await this.#insist("cloudbilling", `/v1/projects/${id}/billingInfo`, "PUT", link);
    }
    if (apis.length > 0) {
      const services = `/v1/projects/${id}/services`;
      const body = { serviceIds: apis.map((api) => `${api}.googleapis.com`) };
      const path = apis.length === 1 ? `${services}/${apis[0]}.googleapis.com:enable` : `${services}:batchEnable`;
      const operation = await this.#insist("serviceusage", path, "POST", apis.length === 1 ? {} : body);
      if (operation.done !== true) await this.#wait("serviceusage", `/v1/${operation.name}`);
    }
    if (each.grants) await this.#grant(each);
    await this.#fill(each);
  }

  async #fill(each: OldProject): Promise<void> {
    const { id, contacts = [], buckets = [], secrets = [], topics = [], datasets = [] } = each;
    const { images = [], machines = [], accounts = [] } = each;
    const post = (api: string, path: string, body: object, method = "POST") => this.#insist(api, path, method, body);
    for (const email of contacts) {
      const body = { email, languageTag: "en", notificationCategorySubscriptions: ["ALL"] };
      await post("essentialcontacts", `/v1/projects/${id}/contacts`, body);
    }
    for (const name of buckets) await post("storage", `/storage/v1/b?project=${id}`, { name, location: "US" });
    for (const name of secrets) {
      await post("secretmanager", `/v1/projects/${id}/secrets?secretId=${name}`, { replication: { automatic: {} } });
    }
    for (const name of topics) await post("pubsub", `/v1/projects/${id}/topics/${name}`, {}, "PUT");
    for (const datasetId of datasets) {
      const body = { datasetReference: { projectId: id, datasetId }, location: "US" };
      await post("bigquery", `/bigquery/v2/projects/${id}/datasets`, body);
    }
    for (const name of images) {
      const path = `/v1/projects/${id}/locations/us-central1/repositories?repositoryId=${name}`;
      await post("artifactregistry", path, { format: "DOCKER" });
    }
    for (const accountId of accounts) await post("iam", `/v1/projects/${id}/serviceAccounts`, { accountId });
    for (const name of machines) {
      await post("compute", `/compute/v1/projects/${id}/zones/${zone}/instances`, {
        name,
        machineType: `zones/${zone}/machineTypes/n1-standard-1`,
        disks: [
          {
            boot: true,
            autoDelete: true,
            initializeParams: { sourceImage: "projects/debian-cloud/global/images/family/debian-11" },
          },
        ],
        networkInterfaces: [{ network: "global/networks/default" }],
      });
    }
  }

  async #budget({ id, budgets = [] }: OldProject): Promise<void> {
    for (const { name, units, with: others = [], services } of budgets) {
      await this.#insist("billingbudgets", `/v1/${account}/budgets`, "POST", {
        displayName: name,
        budgetFilter: {
          projects: [id, ...others].map((each) => `projects/${each}`),
          ...(services && { services: services.map((each) => `services/${each}`) }),
        },
        amount: { specifiedAmount: { currencyCode: "USD", units: String(units) } },
        thresholdRules: [{ thresholdPercent: 0.9, spendBasis: "CURRENT_SPEND" }],
      });
    }
  }

  /** Builds all of it, on a cloud that is up. */
  async build(): Promise<void> {
    for (const folder of oldOrganization.folders) await this.#folder(folder);
    const rest = [...oldOrganization.projects];
    const work = async () => {
      for (let next = rest.shift(); next; next = rest.shift()) await this.#make(next);
    };
    await Promise.all(Array.from({ length: 6 }, work));
    // A budget may count several projects, which must be there.
    for (const project of oldOrganization.projects) await this.#budget(project);
  }
}
