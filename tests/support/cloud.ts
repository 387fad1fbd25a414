import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { keepClusters } from "../../local/google/apis/container/keeper.ts";
import { apis } from "../../local/google/apis/index.ts";
import { keepPushing } from "../../local/google/apis/pubsub/push.ts";
import { Cloud, type Seed } from "../../local/google/core/cloud.ts";
import { serve } from "../../local/google/core/server.ts";
import type { Document } from "../../local/google/core/store.ts";
import { TestHost } from "./clusters.ts";

export const organizationId = "419083752617";
export const billingAccount = "01C0DE-5EED00-CAFE42";
export const caller = "user:ada@sourcegraph-distribution.example";

const seed: Seed = {
  organization: { id: organizationId, domain: "sourcegraph-distribution.example", customerId: "C03x7k2qd" },
  administrators: [caller],
  billingAccounts: [{ id: billingAccount, displayName: "Main", currencyCode: "EUR", open: true }],
  quotas: { projects: 50, billingLinks: 40 },
};

/** A reply as a client sees it. */
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape
  body: any;
}

/** A local Google Cloud inside the test's own process, in memory, on ports of its own. */
export class TestCloud {
  readonly cloud: Cloud;
  /** What would run the control planes of its clusters. */
  readonly host = new TestHost();
  readonly #servers: Server[] = [];
  readonly #bases = new Map<string, string>();

  /** That of the administrator, who may do everything. */
  readonly token: string;

  private constructor(cloud: Cloud) {
    this.cloud = cloud;
    this.token = this.tokenFor(caller);
  }

  /** `path`: the database file, for what is to be started again. Default: in memory. */
  static async start(quotas?: Partial<Seed["quotas"]>, path = ":memory:"): Promise<TestCloud> {
    const cloud = new Cloud(path);
    cloud.plant({ ...seed, quotas: { ...seed.quotas, ...quotas } });
    const test = new TestCloud(cloud);
    keepClusters(cloud, test.host);
    keepPushing(cloud);
    for (const api of apis) {
      const server = serve(cloud, api);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      test.#servers.push(server);
      test.#bases.set(api.host, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    }
    return test;
  }

  /** The environment that points clients of this cloud at it. */
  get environment(): Record<string, string> {
    const overrides = [...this.#bases].map(([host, base]) => [
      `CLOUDSDK_API_ENDPOINT_OVERRIDES_${host.split(".")[0]!.toUpperCase()}`,
      `${base}/`,
    ]);
    return { ...Object.fromEntries(overrides), GOOGLE_OAUTH_ACCESS_TOKEN: this.token };
  }

  /** A token of somebody else's. `member`: as policies name them. */
  tokenFor(member: string): string {
    return this.cloud.tokens.issue({ member });
  }

  /** Sends a request to an API by its short name: `send("pubsub", "PUT", "/v1/projects/p/topics/t", {})`. */
  async send(api: string, method: string, path: string, body?: Document, token = this.token): Promise<Answer> {
    const response = await fetch(this.#bases.get(`${api}.googleapis.com`) + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  }

  /** Polls an operation to its end. `path`: where it is found, with its name. */
  async finish(api: string, path: string): Promise<Answer> {
    for (let polls = 0; polls < 20; polls++) {
      const answer = await this.send(api, "GET", path);
      if (answer.body.done || answer.body.status === "DONE" || answer.status !== 200) return answer;
    }
    throw new Error(`${path} did not finish`);
  }

  /** A project that is ready for use, with billing and the APIs named by their short names. Returns its number. */
  async project(
    projectId: string,
    services: string[] = [],
    parent = `organizations/${organizationId}`,
  ): Promise<string> {
    const created = await this.send("cloudresourcemanager", "POST", "/v3/projects", { projectId, parent });
    const { body } = await this.finish("cloudresourcemanager", `/v3/${created.body.name}`);
    await this.send("cloudbilling", "PUT", `/v1/projects/${projectId}/billingInfo`, {
      billingAccountName: `billingAccounts/${billingAccount}`,
    });
    for (const service of services) {
      const path = `/v1/projects/${projectId}/services/${service}.googleapis.com:enable`;
      const enabling = await this.send("serviceusage", "POST", path, {});
      await this.finish("serviceusage", `/v1/${enabling.body.name}`);
    }
    return body.response.name.replace("projects/", "");
  }

  async stop(): Promise<void> {
    await this.cloud.work.idle();
    await this.abandon();
  }

  /** Stops without waiting for what is under way, as a kill does. */
  async abandon(): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    this.cloud.store.close();
  }
}
