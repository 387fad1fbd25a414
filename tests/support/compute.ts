import assert from "node:assert/strict";
import type { Document } from "../../local/google/core/store.ts";
import type { Answer, TestCloud } from "./cloud.ts";

/** A project's Compute Engine, with its long-running operations waited for. */
export class ComputeProject {
  /** The path of the project, and the same as links have it. */
  readonly path: string;
  readonly link: string;
  readonly #cloud: TestCloud;

  constructor(cloud: TestCloud, project: string) {
    this.#cloud = cloud;
    this.path = `/compute/v1/projects/${project}`;
    this.link = `https://www.googleapis.com${this.path}`;
  }

  /** Sends a request; `at` is below the project: "global/networks". */
  send(method: string, at: string, body?: Document): Promise<Answer> {
    return this.#cloud.send("compute", method, `${this.path}/${at}`, body);
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape
  async get(at: string): Promise<any> {
    return (await this.send("GET", at)).body;
  }

  /** Sends a change and returns its operation when that is finished, however it ended. */
  async finish(method: string, at: string, body?: Document): Promise<Document> {
    const started = await this.send(method, at, body);
    assert.equal(started.status, 200, `${method} ${at}: ${JSON.stringify(started.body)}`);
    return this.finished(started.body);
  }

  /** An operation when it is finished. */
  async finished(operation: { selfLink: string }): Promise<Document> {
    return (await this.#cloud.finish("compute", new URL(operation.selfLink).pathname)).body;
  }

  /** Carries out a change, which must end well. */
  async change(method: string, at: string, body?: Document): Promise<void> {
    const { error } = await this.finish(method, at, body);
    assert.equal(error, undefined);
  }

  /** The status, message and reason of a refusal. */
  async refusal(method: string, at: string, body?: Document): Promise<[number, string, string]> {
    const { status, body: answer } = await this.send(method, at, body);
    return [status, answer.error?.message, answer.error?.errors[0].reason];
  }
}

/** A message about a bad value. */
export const badValue = (field: string, value: string, why: string) =>
  `Invalid value for field '${field}': '${value}'. ${why}`;

/** A boot disk of a small public image. */
export const bootDisk: Document = {
  boot: true,
  autoDelete: true,
  initializeParams: { sourceImage: "projects/debian-cloud/global/images/family/debian-11" },
};

/** What an instance in us-central1-a is asked to be at least. */
export const machine = (name: string, more: Document = {}): Document => ({
  name,
  machineType: "zones/us-central1-a/machineTypes/n1-standard-1",
  disks: [bootDisk],
  networkInterfaces: [{ network: "global/networks/default" }],
  ...more,
});
