import * as pulumi from "@pulumi/pulumi";
import type { Mocks } from "@pulumi/pulumi/runtime/mocks.js";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import type { StackResource } from "../../policies/landscape/resources/resource.ts";

/** A resource that a component registered. */
export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

/** What mocks answer for outputs that Google would give, by type. */
const given: Record<string, (inputs: Record<string, unknown>) => Record<string, unknown>> = {
  "gcp:organizations/project:Project": () => ({ number: "123456789012" }),
  "gcp:organizations/folder:Folder": () => ({ folderId: "210987654321" }),
  "gcp:monitoring/notificationChannel:NotificationChannel": ({ labels }) => ({
    name: `channels/${(labels as Record<string, string>).email_address}`,
  }),
  "gcp:compute/network:Network": ({ name }) => ({ selfLink: `networks/${name}` }),
  "gcp:compute/subnetwork:Subnetwork": ({ name }) => ({ selfLink: `subnetworks/${name}` }),
  "gcp:compute/address:Address": ({ addressType }) => ({
    address: addressType === "INTERNAL" ? "10.0.0.2" : "203.0.113.7",
  }),
  "gcp:compute/globalAddress:GlobalAddress": () => ({ address: "203.0.113.8" }),
  "gcp:container/cluster:Cluster": ({ controlPlaneEndpointsConfig }) => ({
    controlPlaneEndpointsConfig: {
      ...(controlPlaneEndpointsConfig as object),
      dnsEndpointConfig: { endpoint: "gke-1.us-central1.gke.goog" },
    },
  }),
  "gcp:dns/managedZone:ManagedZone": ({ name }) => ({ nameServers: [`ns-1.${name}.`, `ns-2.${name}.`] }),
  "gcp:projects/iAMCustomRole:IAMCustomRole": ({ project, roleId }) => ({
    name: `projects/${project}/roles/${roleId}`,
  }),
  "gcp:serviceaccount/account:Account": ({ accountId, project }) => ({
    email: `${accountId}@${project}.iam.gserviceaccount.com`,
  }),
};

/** What functions of the provider answer, by token; one that depends on what it is asked may throw. */
export type Answers = Record<
  string,
  Record<string, unknown> | ((inputs: Record<string, unknown>) => Record<string, unknown>)
>;

/**
 * Answers for objects in buckets: what other stacks published is `content`, each reader taking from it what is its own;
 * what a limit did is `limit` (default: nothing).
 */
export const objects = (content: object, limit?: object): Answers => ({
  "gcp:storage/getBucketObjectContent:getBucketObjectContent": ({ name }) => {
    if (!String(name).startsWith("environments/")) return { content: JSON.stringify(content) };
    if (!limit) {
      const details = `storage: object ${name} doesn't exist: googleapi: Error 404: No such object`;
      throw Object.assign(new Error(details), { code: 2, details });
    }
    return { content: JSON.stringify(limit) };
  },
});

const project = "sourcegraph-distribution";
const stack = "test";

/** Runs a program against mocks, as a preview so that nothing is waited for. */
async function run(
  program: () => Promise<unknown> | unknown,
  answers: Answers,
  newResource: Mocks["newResource"],
  monitor: (mocks: Mocks) => MockMonitor = (mocks) => new MockMonitor(mocks),
): Promise<void> {
  const mocks: Mocks = {
    newResource,
    call: ({ token, inputs }) => {
      const answer = answers[token];
      if (!answer) throw new Error(`unexpected call of ${token}`);
      return typeof answer === "function" ? answer(inputs) : answer;
    },
  };
  await pulumi.runtime.setMocks(mocks, project, stack, true);
  pulumi.runtime.setMockOptions(monitor(mocks), project, stack, true);
  await program();
  // Waits until every registration has been answered.
  await pulumi.runtime.disconnect();
}

/**
 * Runs a program against Pulumi's mocks, and returns what it registered, components left out, in the order of the names.
 * `answers`: what functions of the provider answer, by token.
 */
export async function registered(
  program: () => Promise<unknown> | unknown,
  answers: Answers = {},
): Promise<Registered[]> {
  const resources: Registered[] = [];
  await run(program, answers, ({ type, name, inputs, custom }) => {
    if (custom) resources.push({ type, name, inputs });
    return { id: `${name}-id`, state: { ...inputs, ...given[type]?.(inputs) } };
  });
  return resources.toSorted((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
}

/** Answers as Pulumi's mocks do, and keeps what the engine would tell a policy. */
class Recorder extends MockMonitor {
  readonly told = new Map<string, StackResource>();

  // biome-ignore lint/suspicious/noExplicitAny: messages of the engine have no types here
  override async registerResource(request: any, callback: any): Promise<void> {
    await super.registerResource(request, (error: Error | null, response: unknown) => {
      if (response !== undefined) this.#keep(request, response);
      callback(error, response);
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: messages of the engine have no types here
  override registerResourceOutputs(request: any, callback: any): void {
    const urn = request.getUrn();
    const resource = this.told.get(urn)!;
    this.told.set(urn, { ...resource, properties: request.getOutputs().toJavaScript() });
    super.registerResourceOutputs(request, callback);
  }

  // biome-ignore lint/suspicious/noExplicitAny: messages of the engine have no types here
  #keep(request: any, response: any): void {
    const urn = response.getUrn();
    const dependencies = [...request.getPropertydependenciesMap().entries()];
    const parent = request.getParent();
    this.told.set(urn, {
      type: request.getType(),
      name: request.getName(),
      urn,
      properties: { ...request.getObject().toJavaScript(), ...response.getObject().toJavaScript() },
      propertyDependencies: Object.fromEntries(dependencies.map(([name, urns]) => [name, urns.getUrnsList()])),
      ...(parent && { parent }),
      protected: request.getProtect(),
    });
  }
}

/**
 * Runs a program against Pulumi's mocks, and returns what the engine would tell a policy of its stack. `knowAll`: whether
 * everything is known that Google gives, or nothing of it as in the first preview.
 */
export async function stackResources(
  program: () => Promise<unknown> | unknown,
  knowAll: boolean,
  answers: Answers = {},
): Promise<StackResource[]> {
  let recorder: Recorder | undefined;
  let count = 0;
  await run(
    program,
    answers,
    ({ type, name, inputs }) => {
      if (!knowAll) return { id: "", state: inputs };
      // Projects and folders are told apart by their numbers.
      const number = String(100_000_000_000 + count++);
      const numbers = /:(Project|Folder)$/.test(type) ? { number, folderId: number } : {};
      return { id: `${name}-id`, state: { ...inputs, ...given[type]?.(inputs), ...numbers } };
    },
    (mocks) => {
      recorder = new Recorder(mocks);
      return recorder;
    },
  );
  return [...recorder!.told.values()];
}

/** "Project live", for lists that are to be read. */
export const brief = ({ type, name }: Registered): string => `${type.split(":").at(-1)} ${name}`;
