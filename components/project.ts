import { Contact } from "@pulumi/gcp/essentialcontacts/contact.js";
import { NotificationChannel } from "@pulumi/gcp/monitoring/notificationChannel.js";
import { Project as GoogleProject } from "@pulumi/gcp/organizations/project.js";
import { DefaultServiceAccounts } from "@pulumi/gcp/projects/defaultServiceAccounts.js";
import { IAMMember } from "@pulumi/gcp/projects/iammember.js";
import { Service } from "@pulumi/gcp/projects/service.js";
import { Lien } from "@pulumi/gcp/resourcemanager/lien.js";
import { all, type ComponentResourceOptions, type Input, interpolate, type Output } from "@pulumi/pulumi";
import type { ProjectPlan } from "../plan/project.ts";
import { Budget } from "./budget.ts";
import { Component } from "./component.ts";
import { projectOnceReady } from "./readiness.ts";

export interface ProjectArgs {
  /** What the project is; its budget is part of it, so there is no project without one. */
  plan: ProjectPlan;
  /** The number of the folder that it is in. */
  folderId: Input<string>;
  billingAccount: string;
  /** Of the billing account. */
  currency: Input<string>;
  /** Where the budget publishes what was spent. Default: nowhere. */
  topic?: Input<string>;
}

/** A project with all that belongs to it: billing, APIs, contacts, budget, access, and protection from deletion. */
export class Project extends Component {
  readonly id: string;
  /** The project number. */
  readonly number: Output<string>;
  /** The monitoring channels of the budget's recipients. */
  readonly channels: Output<string>[];
  readonly #project: GoogleProject;
  readonly #services: Map<string, Service>;
  readonly #ready = new Map<string, Output<string>>();

  constructor(name: string, args: ProjectArgs, options?: ComponentResourceOptions) {
    const { plan } = args;
    super("Project", name, { projectId: plan.id, folder: plan.folder, deletion: plan.deletion }, options);
    this.id = plan.id;
    this.#project = this.#createProject(name, args);
    this.number = this.#project.number;
    this.#services = this.#enableApis(plan);
    this.#protect(plan);
    this.#addContacts(plan);
    this.channels = this.#addChannels(plan);
    this.#addBudget(name, args);
    this.#removeDefaultRights(plan);
    this.#grant(plan);
    // What policies see of a component is its outputs; the folder may be another stack's.
    this.registerOutputs({ projectId: this.#project.projectId, number: this.number, folder: plan.folder });
  }

  /** The project's ID for something that uses an API: known once that API is ready. */
  idFor(api: string): Output<string> {
    const service = this.#services.get(api);
    if (!service) throw new Error(`${this.id} does not list ${api} among its APIs`);
    let id = this.#ready.get(api);
    if (!id) {
      id = projectOnceReady(api, this.#project.projectId, [service.id], this);
      this.#ready.set(api, id);
    }
    return id;
  }

  #createProject(name: string, { plan, folderId, billingAccount }: ProjectArgs): GoogleProject {
    const disposable = plan.deletion === "disposable";
    return new GoogleProject(
      name,
      {
        projectId: plan.id,
        name: plan.displayName,
        folderId,
        billingAccount,
        labels: plan.labels,
        deletionPolicy: disposable ? "DELETE" : "PREVENT",
      },
      { parent: this, protect: !disposable },
    );
  }

  /** APIs are never switched off again: something that nobody remembers may use them. */
  #enableApis({ apis }: ProjectPlan): Map<string, Service> {
    return new Map(
      apis.map((api) => [
        api,
        new Service(
          this.childName(api.split(".")[0]!),
          { project: this.#project.projectId, service: api, disableOnDestroy: false },
          { parent: this },
        ),
      ]),
    );
  }

  #protect({ deletion }: ProjectPlan): void {
    if (deletion !== "protected") return;
    new Lien(
      this.childName("lien"),
      {
        parent: interpolate`projects/${this.number}`,
        origin: "sourcegraph-distribution",
        reason: "This project is protected. Retire it first.",
        restrictions: ["resourcemanager.projects.delete"],
      },
      { parent: this },
    );
  }

  #addContacts({ contacts }: ProjectPlan): void {
    for (const [key, { email, categories }] of Object.entries(contacts)) {
      new Contact(
        this.childName(`contact-${key}`),
        {
          // By number, as Google itself names it: a contact that is imported has no other parent.
          parent: all([this.number, this.idFor("essentialcontacts.googleapis.com")]).apply(
            ([number]) => `projects/${number}`,
          ),
          email,
          languageTag: "en",
          notificationCategorySubscriptions: [...categories],
        },
        { parent: this },
      );
    }
  }

  #addChannels({ recipients }: ProjectPlan): Output<string>[] {
    return Object.entries(recipients).map(([key, email]) => {
      const channel = new NotificationChannel(
        this.childName(`recipient-${key}`),
        {
          project: this.idFor("monitoring.googleapis.com"),
          displayName: `Budget: ${key}`,
          type: "email",
          labels: { email_address: email },
        },
        { parent: this },
      );
      return channel.name;
    });
  }

  #addBudget(name: string, { plan, billingAccount, currency, topic }: ProjectArgs): void {
    new Budget(
      name,
      {
        plan: plan.budget,
        scope: { projectNumber: this.number },
        billingAccount,
        currency,
        channels: this.channels,
        ...(topic && { topic }),
      },
      { parent: this },
    );
  }

  /** The Compute API brings a default service account, which older organisations make an editor. */
  #removeDefaultRights({ apis }: ProjectPlan): void {
    if (!apis.includes("compute.googleapis.com")) return;
    // It is there once Compute is ready, and is looked for by IAM.
    const ready = all([this.idFor("compute.googleapis.com"), this.idFor("iam.googleapis.com")]);
    new DefaultServiceAccounts(
      this.childName("default-accounts"),
      { project: ready.apply(([id]) => id), action: "DEPRIVILEGE", restorePolicy: "NONE" },
      { parent: this },
    );
  }

  #grant({ grants }: ProjectPlan): void {
    for (const { role, member } of grants) {
      const who = member.split(/[:@]/)[1]!;
      new IAMMember(
        this.childName(`${who}-${role.replace("roles/", "")}`),
        { project: this.#project.projectId, role, member },
        { parent: this },
      );
    }
  }
}
